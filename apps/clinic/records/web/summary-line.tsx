import { Text, UnstyledButton } from '@mantine/core'
import classes from './summary-line.module.css'

interface Props {
  title: string
  details: (string | false | null | undefined)[]
  /** Resolved, over: still there, but not what is looked for first. */
  quiet?: boolean
  danger?: boolean
  onOpen: () => void
}

export function SummaryLine({ title, details, quiet, danger, onOpen }: Props) {
  const words = details.filter(Boolean).join(' · ')
  return (
    <li>
      <UnstyledButton className={classes.line} onClick={onOpen}>
        <Text span c={quiet ? 'dimmed' : danger ? 'red' : undefined} fw={danger && !quiet ? 600 : undefined}>
          {title}
        </Text>
        {words && (
          <Text span size="xs" c="dimmed">
            {words}
          </Text>
        )}
      </UnstyledButton>
    </li>
  )
}
