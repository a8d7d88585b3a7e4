import { NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { readMoney, writeMoney } from '#web/format/money.ts'
import { useMoney } from '#web/format/use-money.ts'
import { rateBetween } from '../rate.ts'
import type { Customer } from '../../customers/customers.contract.ts'
import { useConvert } from '../../customers/web/account-queries.ts'
import { useCurrencies } from '../../customers/web/use-currencies.ts'

/** What is owed in one currency is owed in another from now on; the rate follows from the two amounts. */
export function ConvertModal({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const { tenant } = useSession()
  const convert = useConvert(customer.id)
  const currencies = useCurrencies()
  const debts = customer.accounts.filter(
    ({ balanceMinor, ...from }) => balanceMinor > 0 && currencies.some((to) => to !== from.currency),
  )
  const [debt, setDebt] = useState(debts.find(({ currency }) => currency === tenant.currency) ?? debts[0]!)
  const [amount, setAmount] = useState(() => writeMoney(debt.balanceMinor, debt.currency))
  const others = currencies.filter((currency) => currency !== debt.currency)
  const [chosen, setChosen] = useState<string>()
  const target = chosen !== undefined && others.includes(chosen) ? chosen : others[0]!
  const [worth, setWorth] = useState('')
  const [reason, setReason] = useState('')
  const from = { currency: debt.currency, amountMinor: readMoney(amount, debt.currency) ?? 0 }
  const to = { currency: target, amountMinor: readMoney(worth, target) ?? 0 }
  const fits = from.amountMinor > 0 && from.amountMinor <= debt.balanceMinor
  const complete = fits && to.amountMinor > 0
  const confirm = () => {
    if (!complete) return
    convert.mutate(
      { from, to, reason: reason.trim() },
      {
        onSuccess: () => {
          onClose()
          notifyDone(
            t('isConverted', {
              from: money(from.amountMinor, from.currency),
              to: money(to.amountMinor, to.currency),
            }),
          )
        },
      },
    )
  }
  return (
    <ConfirmModal
      title={t('convertTitle', { name: customer.name })}
      text={t('convertText')}
      button={t('convert')}
      color="accent"
      error={convert.error}
      pending={convert.isPending}
      disabled={!complete || !reason.trim()}
      onConfirm={confirm}
      onClose={onClose}
    >
      {debts.length > 1 && (
        <NativeSelect
          label={t('owedIn')}
          value={debt.currency}
          data={debts.map(({ currency }) => currency)}
          onChange={(event) => {
            const other = debts.find(({ currency }) => currency === event.currentTarget.value)!
            setDebt(other)
            setAmount(writeMoney(other.balanceMinor, other.currency))
          }}
        />
      )}
      <TextInput
        label={t('amountIn', { currency: debt.currency })}
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => setAmount(event.currentTarget.value)}
        error={!fits && t('writeOffAtMost', { amount: money(debt.balanceMinor, debt.currency) })}
      />
      <NativeSelect
        label={t('becomes')}
        value={target}
        data={others}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <TextInput
        label={t('amountIn', { currency: target })}
        data-autofocus
        required
        inputMode="decimal"
        autoComplete="off"
        value={worth}
        onChange={(event) => setWorth(event.currentTarget.value)}
        error={worth !== '' && to.amountMinor <= 0 && t('noAmount')}
      />
      <Text size="sm" c="dimmed" aria-live="polite">
        {complete &&
          t('rateIs', { to: from.currency, from: to.currency, rate: shortRate(rateBetween(to, from)) })}
      </Text>
      <TextInput
        label={t('reason')}
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmModal>
  )
}

/** Six digits tell whether an amount was mistyped. */
function shortRate(rate: string): string {
  return String(Number(Number(rate).toPrecision(6)))
}
