import { Button, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { useStatement } from './account-queries.ts'
import { Balance } from './customer-words.tsx'
import { ReverseModal } from './reverse-modal.tsx'
import classes from './statement.module.css'

interface Props {
  statement: ReturnType<typeof useStatement>
  currency: string
  mayReverse: boolean
}

type Line = NonNullable<Props['statement']['data']>['pages'][number]['lines'][number]

const kinds = {
  purchase: 'purchase',
  payment: 'payment',
  opening: 'opening',
  write_off: 'writeOff',
  conversion: 'conversion',
} as const

/** The account line by line, the newest first. */
export function Statement({ statement, currency, mayReverse }: Props) {
  const { t } = useTranslation('customers')
  const writable = useWritable()
  const [reversing, setReversing] = useState<Line>()
  const { data, error, refetch } = statement
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (!data) return <Waiting height={200} />
  const lines = data.pages.flatMap((page) => page.lines)
  return (
    <Stack component="section" gap="xs">
      <Title order={2} size="h4">
        {t('statement')}
      </Title>
      {lines.length === 0 && <EmptyState text={t('noEntries')} />}
      {lines.length > 0 && (
        <Table className={classes.table} aria-label={t('statement')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('entry')}</Table.Th>
              <Table.Th ta="right">{t('amount')}</Table.Th>
              <Table.Th ta="right">{t('balance')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line) => (
              <StatementRow
                key={line.entryId}
                line={line}
                currency={currency}
                {...(mayReverse && writable && isReversible(line) && { onReverse: () => setReversing(line) })}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ShowMore list={statement}>{t('moreEntries')}</ShowMore>
      {reversing && (
        <ReverseModal
          entryId={reversing.entryId}
          amountMinor={Math.abs(reversing.amountMinor)}
          currency={currency}
          onClose={() => setReversing(undefined)}
        />
      )}
    </Stack>
  )
}

/** Half a conversion is not: it is converted back. */
function isReversible({ kind, reverses, reversedBy }: Line) {
  return kind !== 'conversion' && reverses === null && reversedBy === null
}

function StatementRow({
  line,
  currency,
  onReverse,
}: {
  line: Line
  currency: string
  onReverse?: () => void
}) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const money = useMoney()
  const kind = line.reverses ? 'reversal' : (kinds[line.kind as keyof typeof kinds] ?? 'otherEntry')
  // Why there is an opening balance needs no words.
  const remarks = [
    line.converted &&
      t('convertedFor', { amount: money(line.converted.amountMinor, line.converted.currency) }),
    line.memo,
    line.kind !== 'opening' && line.reason,
  ]
    .filter(Boolean)
    .join(' · ')
  const details = [
    formats.day(line.effectiveOn),
    line.receipt,
    line.dueOn && t('dueOn', { day: formats.day(line.dueOn) }),
  ]
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600} td={line.reversedBy ? 'line-through' : undefined}>
          {t(kind)}
        </Text>
        <Text size="xs" c="dimmed">
          {details.filter(Boolean).join(' · ')}
        </Text>
        {remarks && <Text size="sm">{remarks}</Text>}
        {line.reversedBy && <Text size="xs">{t('reversed')}</Text>}
        {onReverse && (
          <Button variant="subtle" size="compact-xs" ml={-8} className={classes.act} onClick={onReverse}>
            {t('takeBack')}
          </Button>
        )}
      </Table.Td>
      <Table.Td ta="right" className={classes.amount}>
        {money(line.amountMinor, currency)}
      </Table.Td>
      <Table.Td ta="right" className={classes.amount}>
        <Balance minor={line.balanceMinor} currency={currency} />
      </Table.Td>
    </Table.Tr>
  )
}
