import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Customer } from '../customers.contract.ts'
import { useHolds, useVoidHold } from './customer-queries.ts'

/** Goods that are put aside and count against the limit; nothing where there are none. */
export function HoldsList({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const money = useMoney()
  const writable = useWritable()
  const { data, error, refetch } = useHolds(customer.id)
  const release = useVoidHold()
  const pending = data?.items.filter(({ state }) => state === 'pending') ?? []
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (pending.length === 0) return null
  return (
    <Stack component="section" gap="xs">
      <Title order={2} size="h4">
        {t('holds')}
      </Title>
      {pending.map(({ id, amountMinor, memo, expiresAt }) => (
        <Group key={id} justify="space-between">
          <Text>
            {[money(amountMinor), memo, t('heldUntil', { day: formats.dayOf(expiresAt) })]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {customer.can.sell && writable && (
            <Button variant="default" size="compact-sm" onClick={() => release.mutate(id)}>
              {t('release')}
            </Button>
          )}
        </Group>
      ))}
      {release.error && <ProblemAlert error={release.error} />}
    </Stack>
  )
}
