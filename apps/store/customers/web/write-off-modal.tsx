import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { readMoney, writeMoney } from '#web/format/money.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Customer } from '../customers.contract.ts'
import { useWriteOff } from './account-queries.ts'

interface Props {
  customer: Customer
  account: Customer['accounts'][number]
  onClose: () => void
}

/** Gives up what a customer owes in one currency, or a part of it; the reason is kept in the account. */
export function WriteOffModal({ customer, account: { currency, balanceMinor }, onClose }: Props) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const writeOff = useWriteOff(customer.id)
  const [amount, setAmount] = useState(() => writeMoney(balanceMinor, currency))
  const [reason, setReason] = useState('')
  const amountMinor = readMoney(amount, currency)
  const fits = amountMinor !== undefined && amountMinor > 0 && amountMinor <= balanceMinor
  const confirm = () => {
    if (!fits) return
    writeOff.mutate(
      { currency, amountMinor, reason: reason.trim() },
      {
        onSuccess: () => {
          onClose()
          notifyDone(t('isWrittenOff', { amount: money(amountMinor, currency) }))
        },
      },
    )
  }
  return (
    <ConfirmModal
      title={t('writeOffTitle', { name: customer.name })}
      text={t('writeOffText', { amount: money(balanceMinor, currency) })}
      button={t('writeOffNow')}
      error={writeOff.error}
      pending={writeOff.isPending}
      disabled={!fits || !reason.trim()}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextInput
        label={t('amount')}
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => setAmount(event.currentTarget.value)}
        error={!fits && t('writeOffAtMost', { amount: money(balanceMinor, currency) })}
      />
      <TextInput
        label={t('reason')}
        data-autofocus
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}
