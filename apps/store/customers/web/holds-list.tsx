import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Customer } from '../customers.contract.ts'
import { useHolds, useVoidHold } from './account-queries.ts'
import { TakeHoldModal } from './take-hold-modal.tsx'

type Hold = NonNullable<ReturnType<typeof useHolds>['data']>['items'][number]

/** Goods that are put aside and count against the limit; nothing where there are none. */
export function HoldsList({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const formats = useFormats()
  const money = useMoney()
  const writable = useWritable()
  const { data, error, refetch } = useHolds(customer.id)
  const release = useVoidHold()
  // Itself and not its id: it leaves the list while its form is still open.
  const [taking, setTaking] = useState<Hold>()
  const pending = data?.items.filter(({ state }) => state === 'pending') ?? []
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (pending.length === 0 && !taking) return null
  return (
    <Stack component="section" gap="xs">
      <Title order={2} size="h4">
        {t('holds')}
      </Title>
      {pending.map((hold) => (
        <Group key={hold.id} justify="space-between">
          <Text>
            {[
              money(hold.amountMinor, hold.currency),
              hold.memo,
              t('heldUntil', { day: formats.dayOf(lastMomentOf(hold)) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {customer.can.sell && writable && (
            <Group gap="xs">
              <Button variant="default" size="compact-sm" onClick={() => setTaking(hold)}>
                {t('take')}
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                loading={release.isPending && release.variables === hold.id}
                onClick={() => release.mutate(hold.id)}
              >
                {t('release')}
              </Button>
            </Group>
          )}
        </Group>
      ))}
      {taking && <TakeHoldModal hold={taking} onClose={() => setTaking(undefined)} />}
      {release.error && <ProblemAlert error={release.error} />}
    </Stack>
  )
}

/** It ends with a day, and is over from the first moment of the next one on. */
const lastMomentOf = ({ expiresAt }: Hold) => new Date(Date.parse(expiresAt) - 1).toISOString()
