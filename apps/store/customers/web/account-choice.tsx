import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMoney } from '#web/format/use-money.ts'
import type { Customer } from '../customers.contract.ts'

interface Props {
  accounts: Customer['accounts']
  currency: string
  onChoose: (currency: string) => void
}

/** Which of a customer's accounts is shown; most have one, and nothing to choose. */
export function AccountChoice({ accounts, currency, onChoose }: Props) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  if (accounts.length < 2) return null
  return (
    <SegmentedControl
      aria-label={t('accounts')}
      value={currency}
      onChange={onChoose}
      data={accounts.map((account) => ({
        value: account.currency,
        label: `${account.currency} · ${money(account.balanceMinor, account.currency)}`,
      }))}
    />
  )
}
