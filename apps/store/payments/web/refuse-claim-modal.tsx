import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { useMoney } from '#web/format/use-money.ts'
import type { Claim } from '../claims.contract.ts'
import { useRefuseClaim } from './claim-queries.ts'

/** Says why a payment is not booked; the customer reads it on his page. */
export function RefuseClaimModal({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const { t } = useTranslation('payments')
  const money = useMoney()
  const refuse = useRefuseClaim(claim.id)
  const [reason, setReason] = useState('')
  const amount = money(claim.amountMinor, claim.currency)
  return (
    <ConfirmModal
      title={t('refuseTitle', { amount, name: claim.customer.name })}
      text={t('refuseText')}
      button={t('refuse')}
      error={refuse.error}
      pending={refuse.isPending}
      disabled={!reason.trim()}
      onConfirm={() =>
        refuse.mutate(reason.trim(), {
          onSuccess: () => {
            onClose()
            notifyDone(t('isRefused'))
          },
        })
      }
      onClose={onClose}
    >
      <TextInput
        label={t('reason')}
        data-autofocus
        required
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}
