import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMoney } from '#web/format/use-money.ts'
import { Figures } from '../../customers/web/refusal-figures.tsx'
import classes from './counter.module.css'
import type { KeptEntry } from './kept-entries.ts'

interface Props {
  entries: readonly KeptEntry[]
  onSend: () => void
  onDrop: (id: string) => void
}

/** What was made here and is not written down yet, or was refused when it was sent. */
export function WaitingEntries({ entries, onSend, onDrop }: Props) {
  const { t } = useTranslation(['counter', 'problems'])
  const money = useMoney()
  const waiting = entries.filter(({ refusal }) => !refusal)
  const refused = entries.filter(({ refusal }) => refusal)
  const line = ({ kind, customerName, amountMinor, currency }: KeptEntry) =>
    t(kind === 'purchase' ? 'given' : 'gotten', { amount: money(amountMinor, currency), name: customerName })
  if (entries.length === 0) return null
  return (
    <Stack gap="xs" mb="sm">
      {waiting.length > 0 && (
        <Alert color="yellow" title={t('waitingTitle', { count: waiting.length })}>
          <ul className={classes.waiting} aria-label={t('waiting')}>
            {waiting.map((entry) => (
              <li key={entry.id}>{line(entry)}</li>
            ))}
          </ul>
          <Button mt="xs" size="compact-md" variant="default" onClick={onSend}>
            {t('sendNow')}
          </Button>
        </Alert>
      )}
      {refused.map((entry) => (
        <Alert key={entry.id} color="red" role="alert" title={t('refusedTitle')}>
          <Text>{line(entry)}</Text>
          <Text>{t(`problems:${entry.refusal!.code}`)}</Text>
          <Group justify="space-between" mt="xs">
            <Figures figures={entry.refusal!.figures} />
            <Button size="compact-md" variant="default" onClick={() => onDrop(entry.id)}>
              {t('seen')}
            </Button>
          </Group>
        </Alert>
      ))}
    </Stack>
  )
}
