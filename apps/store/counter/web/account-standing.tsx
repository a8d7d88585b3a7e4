import { Group, SegmentedControl, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMoney } from '#web/format/use-money.ts'
import { Balance } from '../../customers/web/customer-words.tsx'
import type { CounterAccount } from './use-accounts.ts'

interface Props {
  accounts: readonly CounterAccount[]
  account: CounterAccount
  onChoose: (currency: string) => void
}

/** What is owed and may still be owed in the currency that is chosen; most shops have one, and nothing to choose. */
export function AccountStanding({ accounts, account, onChoose }: Props) {
  const { t } = useTranslation('counter')
  const money = useMoney()
  const { currency, balanceMinor, availableMinor } = account
  return (
    <>
      {accounts.length > 1 && (
        <SegmentedControl
          aria-label={t('currency')}
          fullWidth
          value={currency}
          onChange={onChoose}
          data={accounts.map((each) => each.currency)}
        />
      )}
      <Group justify="space-between" gap={4}>
        <Text fz={24} fw={700}>
          <Balance minor={balanceMinor} currency={currency} />
        </Text>
        {availableMinor !== null && (
          <Text size="sm">{t('available', { amount: money(availableMinor, currency) })}</Text>
        )}
      </Group>
    </>
  )
}
