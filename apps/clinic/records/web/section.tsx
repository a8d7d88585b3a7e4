import { Button, Group, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Children, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './section.module.css'

interface Props {
  title: string
  /** Said where there are no lines. */
  empty: string
  /** How many lines there are; not where the lines are no list. */
  counted?: boolean
  children: ReactNode
}

const shownAtFirst = 6

/** A list of the summary column: the first lines, and all of them on paper or when asked for. */
export function Section({ title, empty, counted = true, children }: Props) {
  const { t } = useTranslation('records')
  const [all, { toggle }] = useDisclosure()
  const lines = Children.toArray(children)
  const rest = lines.length - shownAtFirst
  return (
    <section className={classes.section}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h3">
          {title}
          {counted && lines.length > 0 && <span className={classes.count}>{lines.length}</span>}
        </Title>
        {rest > 0 && (
          <Button
            className="no-print"
            variant="subtle"
            size="compact-xs"
            onClick={toggle}
            aria-expanded={all}
          >
            {all ? t('showFewer') : t('showAll', { count: lines.length })}
          </Button>
        )}
      </Group>
      {lines.length === 0 ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <ul className={classes.lines} data-all={all || undefined}>
          {lines}
        </ul>
      )}
    </section>
  )
}
