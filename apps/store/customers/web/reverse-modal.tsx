import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { useMoney } from '#web/format/use-money.ts'
import { useReverse } from './account-queries.ts'

interface Props {
  entryId: string
  amountMinor: number
  /** The shop's where it is not said. */
  currency?: string
  onDone?: () => void
  onClose: () => void
}

/** Takes an entry back: the opposite is posted, and why is chosen from the few reasons there are. */
export function ReverseModal({ entryId, amountMinor, currency, onDone, onClose }: Props) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const [id] = useState(() => crypto.randomUUID())
  const reasons = [t('wrongAmount'), t('wrongCustomer'), t('enteredTwice'), t('goodsReturned')]
  const [reason, setReason] = useState<string>(reasons[0]!)
  const reverse = useReverse(id)
  const confirm = () =>
    reverse.mutate(
      { entryId, reason },
      {
        onSuccess: () => {
          onClose()
          onDone?.()
          notifyDone(t('takenBack'))
        },
      },
    )
  return (
    <ConfirmModal
      title={t('takeBackTitle', { amount: money(amountMinor, currency) })}
      text={t('takeBackText')}
      button={t('takeBack')}
      error={reverse.error}
      pending={reverse.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <NativeSelect
        label={t('reason')}
        data={reasons}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}
