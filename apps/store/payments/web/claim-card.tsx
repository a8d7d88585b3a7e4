import { Badge, Button, Group, Paper, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { Moment } from '#web/components/moment.tsx'
import { useMoney } from '#web/format/use-money.ts'
import type { Claim } from '../claims.contract.ts'
import { ConfirmClaimModal } from './confirm-claim-modal.tsx'
import { RefuseClaimModal } from './refuse-claim-modal.tsx'

/** Who says he has paid what, and what is left to do about it. */
export function ClaimCard({ claim, mayDecide }: { claim: Claim; mayDecide: boolean }) {
  const { t } = useTranslation('payments')
  const money = useMoney()
  const writable = useWritable()
  const [asking, setAsking] = useState<'confirm' | 'refuse'>()
  const { customer, amountMinor, currency, reference, state } = claim
  const close = () => setAsking(undefined)
  return (
    <Paper withBorder p="sm" radius="md" component="li">
      <Group justify="space-between" align="start" wrap="nowrap" gap="sm">
        <div>
          <LinkAnchor to="/customers/$customerId" params={{ customerId: customer.id }} fw={600}>
            {customer.name}
          </LinkAnchor>
          <Text c="dimmed" size="sm">
            {[...customer.apartments, t('balance', { amount: money(claim.balanceMinor, currency) })].join(
              ' · ',
            )}
          </Text>
        </div>
        <Text fz="xl" fw={700} ta="end">
          {money(amountMinor, currency)}
        </Text>
      </Group>
      <Text mt={4}>{reference ? t('reference', { reference }) : t('noReference')}</Text>
      <Text c="dimmed" size="sm">
        {t('claimedAt')} <Moment at={claim.createdAt} />
      </Text>
      {state !== 'open' && <Decision claim={claim} />}
      {state === 'open' && mayDecide && writable && (
        <Group gap="xs" mt="sm" grow>
          <Button variant="default" onClick={() => setAsking('refuse')}>
            {t('refuse')}
          </Button>
          <Button onClick={() => setAsking('confirm')}>{t('confirm')}</Button>
        </Group>
      )}
      {asking === 'confirm' && <ConfirmClaimModal claim={claim} onClose={close} />}
      {asking === 'refuse' && <RefuseClaimModal claim={claim} onClose={close} />}
    </Paper>
  )
}

function Decision({ claim: { state, reason, receipt, decidedBy, decidedAt } }: { claim: Claim }) {
  const { t } = useTranslation('payments')
  return (
    <Group gap="xs" mt="xs">
      <Badge variant="light" color={state === 'confirmed' ? 'green' : 'red'}>
        {t(state === 'confirmed' ? 'confirmed' : 'refused')}
      </Badge>
      <Text size="sm">{receipt ?? reason}</Text>
      <Text size="sm" c="dimmed">
        {decidedBy && t('decidedBy', { name: decidedBy })} {decidedAt && <Moment at={decidedAt} />}
      </Text>
    </Group>
  )
}
