import { Anchor } from '@mantine/core'
import { linksIn } from './links-in.ts'
import classes from './mail-text.module.css'

/** The words of a mail as they would be read, with its links to be followed. */
export function MailText({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      {linksIn(text).map(({ at, words, isLink }) =>
        isLink ? (
          <Anchor key={at} href={words} inherit>
            {words}
          </Anchor>
        ) : (
          words
        ),
      )}
    </div>
  )
}
