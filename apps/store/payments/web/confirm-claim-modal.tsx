import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { readMoney, writeMoney } from '#web/format/money.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Claim } from '../claims.contract.ts'
import { useConfirmClaim } from './claim-queries.ts'

/** Asks how much has come: no bank has told this page, and it may be another amount than was said. */
export function ConfirmClaimModal({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const { t } = useTranslation('payments')
  const money = useMoney()
  const confirm = useConfirmClaim(claim.id)
  const { amountMinor, balanceMinor, currency } = claim
  const [typed, setTyped] = useState(() => writeMoney(amountMinor, currency))
  const received = readMoney(typed, currency)
  const isAmount = received !== undefined && received > 0
  const beyond = isAmount ? received - Math.max(balanceMinor, 0) : 0
  return (
    <ConfirmModal
      title={t('confirmTitle', { amount: money(amountMinor, currency), name: claim.customer.name })}
      text={t('confirmText')}
      button={t('confirm')}
      color="green.9"
      error={confirm.error}
      pending={confirm.isPending}
      disabled={!isAmount}
      onConfirm={() =>
        isAmount &&
        confirm.mutate(received, {
          onSuccess: ({ receipt }) => {
            onClose()
            notifyDone(t('isConfirmed', { receipt: receipt ?? '' }))
          },
        })
      }
      onClose={onClose}
    >
      <TextInput
        label={t('received')}
        data-autofocus
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={!isAmount && t('noAmount')}
      />
      <div role="status">
        {isAmount && received !== amountMinor && (
          <Text size="sm">
            {t('otherAmount', { said: money(amountMinor, currency), received: money(received, currency) })}
          </Text>
        )}
        {beyond > 0 && <Text size="sm">{t('becomesAdvance', { amount: money(beyond, currency) })}</Text>}
      </div>
    </ConfirmModal>
  )
}
