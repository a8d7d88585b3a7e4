import { Badge, Button, Group, Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { Moment } from '#web/components/moment.tsx'
import { useMoney } from '#web/format/use-money.ts'
import type { Claim } from '../claims.contract.ts'

interface Props {
  claim: Claim
  mayDecide: boolean
  onAsk: (act: 'confirm' | 'refuse') => void
}

/** Who says he has paid what, and what is left to do about it. */
export function ClaimCard({ claim, mayDecide, onAsk }: Props) {
  const { t } = useTranslation('payments')
  const money = useMoney()
  const writable = useWritable()
  const { customer, amountMinor, currency, reference, state } = claim
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
          <Button variant="default" onClick={() => onAsk('refuse')}>
            {t('refuse')}
          </Button>
          <Button onClick={() => onAsk('confirm')}>{t('confirm')}</Button>
        </Group>
      )}
    </Paper>
  )
}

function Decision({ claim }: { claim: Claim }) {
  const { t } = useTranslation('payments')
  const money = useMoney()
  const { state, reason, receipt, decidedBy, decidedAt, amountMinor, receivedMinor, currency } = claim
  return (
    <Group gap="xs" mt="xs">
      <Badge variant="light" color={state === 'confirmed' ? 'green' : 'red'}>
        {t(state === 'confirmed' ? 'confirmed' : 'refused')}
      </Badge>
      <Text size="sm">{receipt ?? reason}</Text>
      {receivedMinor !== null && receivedMinor !== amountMinor && (
        <Text size="sm" fw={600}>
          {t('receivedOf', { received: money(receivedMinor, currency), said: money(amountMinor, currency) })}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {decidedBy && t('decidedBy', { name: decidedBy })} {decidedAt && <Moment at={decidedAt} />}
      </Text>
    </Group>
  )
}
