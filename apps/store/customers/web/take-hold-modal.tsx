import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { readMoney, writeMoney } from '#web/format/money.ts'
import { usePostHold } from './account-queries.ts'

interface Props {
  hold: { id: string; currency: string; amountMinor: number; memo: string | null }
  onClose: () => void
}

/** The goods are taken: all that was put aside, or less of it. */
export function TakeHoldModal({ hold, onClose }: Props) {
  const { t } = useTranslation('customers')
  const { currency } = hold
  const take = usePostHold(hold.id)
  const [amount, setAmount] = useState(() => writeMoney(hold.amountMinor, currency))
  const [memo, setMemo] = useState(hold.memo ?? '')
  const amountMinor = readMoney(amount, currency)
  const fits = amountMinor !== undefined && amountMinor > 0 && amountMinor <= hold.amountMinor
  const confirm = () => {
    if (!fits) return
    take.mutate(
      { amountMinor, memo: memo.trim() || null },
      {
        onSuccess: ({ receipt }) => {
          onClose()
          notifyDone(t('isTaken', { receipt: receipt ?? '–' }))
        },
      },
    )
  }
  return (
    <ConfirmModal
      title={t('takeTitle')}
      text={t('takeText')}
      button={t('take')}
      color="accent"
      error={take.error}
      pending={take.isPending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextInput
        label={t('amount')}
        data-autofocus
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => setAmount(event.currentTarget.value)}
        error={!fits && t('takeAtMost', { amount: writeMoney(hold.amountMinor, currency) })}
      />
      <Textarea
        label={t('whatFor')}
        autosize
        maxLength={500}
        value={memo}
        onChange={(event) => setMemo(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}
