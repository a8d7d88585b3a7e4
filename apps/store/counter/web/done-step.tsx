import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { useMoney } from '#web/format/use-money.ts'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { Balance } from '../../customers/web/customer-words.tsx'
import type { Entry } from '../counter.contract.ts'
import type { KeptEntry } from './kept-entries.ts'

const ReverseModal = lazyPart(() => import('../../customers/web/reverse-modal.tsx'), 'ReverseModal', {
  place: 'sheet',
})

interface Props {
  entry: KeptEntry
  /** Nothing where there was no answer at once. */
  posted: Entry | undefined
  /** It is still to be sent. */
  waits: boolean
  onNext: () => void
}

/** It is written down, or it waits on this device; and the way to take it back. */
export function DoneStep({ entry, posted, waits, onNext }: Props) {
  const { t } = useTranslation('counter')
  const money = useMoney()
  const mayReverse = useMay('entry.reverse')
  const writable = useWritable()
  const [reversing, reverse] = useDisclosure()
  const Icon = waits ? IconClock : IconCircleCheck
  const said = { amount: money(entry.amountMinor, entry.currency), name: entry.customerName }
  return (
    <Stack gap="md" py="md">
      <Stack gap={4} align="center" role="status" ta="center">
        <Icon size={48} color={`var(--mantine-color-${waits ? 'yellow' : 'green'}-text)`} aria-hidden />
        <Text size="lg" fw={600}>
          {t(entry.kind === 'purchase' ? 'given' : 'gotten', said)}
        </Text>
        {posted ? (
          <>
            <Text fz={28} fw={700}>
              {t('newBalance')} <Balance minor={posted.balanceMinor} currency={posted.currency} />
            </Text>
            {posted.receipt && <Text c="dimmed">{t('receipt', { number: posted.receipt })}</Text>}
          </>
        ) : (
          <Text>{t(waits ? 'waits' : 'sentSince')}</Text>
        )}
      </Stack>
      <Button size="lg" autoFocus onClick={onNext}>
        {t('nextCustomer')}
      </Button>
      {posted && mayReverse && writable && (
        <Group justify="center">
          <Button variant="default" onClick={reverse.open}>
            {t('takeBack')}
          </Button>
        </Group>
      )}
      <Suspense>
        {posted && reversing && (
          <ReverseModal
            entryId={posted.id}
            amountMinor={entry.amountMinor}
            currency={posted.currency}
            onDone={onNext}
            onClose={reverse.close}
          />
        )}
      </Suspense>
    </Stack>
  )
}
