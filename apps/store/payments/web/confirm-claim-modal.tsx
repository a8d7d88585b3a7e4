import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { useMoney } from '#web/format/use-money.ts'
import type { Claim } from '../claims.contract.ts'
import { useConfirmClaim } from './claim-queries.ts'

/** Asks whether the money has come: no bank has told this page. */
export function ConfirmClaimModal({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const { t } = useTranslation('payments')
  const money = useMoney()
  const confirm = useConfirmClaim(claim.id)
  const amount = money(claim.amountMinor, claim.currency)
  return (
    <ConfirmModal
      title={t('confirmTitle', { amount, name: claim.customer.name })}
      text={t('confirmText')}
      button={t('confirm')}
      color="green.9"
      error={confirm.error}
      pending={confirm.isPending}
      onConfirm={() =>
        confirm.mutate(undefined, {
          onSuccess: ({ receipt }) => {
            onClose()
            void notifyDone(t('isConfirmed', { receipt: receipt ?? '' }))
          },
        })
      }
      onClose={onClose}
    />
  )
}
