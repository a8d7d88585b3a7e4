import { Badge, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMoney } from '#web/format/use-money.ts'
import type { CustomerSummary } from '../customers.contract.ts'

/** What somebody owes; money in his favour is said in words too. */
export function Balance({ minor, currency }: { minor: number; currency?: string }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  return (
    <Text span inherit style={{ fontVariantNumeric: 'tabular-nums' }}>
      {minor < 0 ? t('advanceOf', { amount: money(-minor, currency) }) : money(minor, currency)}
    </Text>
  )
}

/** What somebody owes in the shop's currency, and in others where there is anything. */
export function Balances({ customer: { balanceMinor, others } }: { customer: CustomerSummary }) {
  const open = others.filter((account) => account.balanceMinor !== 0)
  return (
    <>
      {(balanceMinor !== 0 || open.length === 0) && <Balance minor={balanceMinor} />}
      {open.map((account) => (
        <Text key={account.currency} span inherit display="block">
          <Balance minor={account.balanceMinor} currency={account.currency} />
        </Text>
      ))}
    </>
  )
}

/** What has to be known before more is given. */
export function CustomerMarks({ customer }: { customer: CustomerSummary }) {
  const { t } = useTranslation('customers')
  const money = useMoney()
  const { overdueMinor, owesMuch, onHold, archived } = customer
  return (
    <>
      {overdueMinor > 0 && (
        <Badge color="yellow" variant="light" autoContrast tt="none">
          {t('overdueOf', { amount: money(overdueMinor) })}
        </Badge>
      )}
      {owesMuch && (
        <Badge color="orange" variant="light" tt="none">
          {t('owesMuch')}
        </Badge>
      )}
      {onHold && (
        <Badge color="red" variant="light" tt="none">
          {t('onHold')}
        </Badge>
      )}
      {archived && (
        <Badge color="gray" variant="light" tt="none">
          {t('archived')}
        </Badge>
      )}
    </>
  )
}

/** `36194, 42012`: the apartments as people say them. */
export function apartmentsText({ apartments }: Pick<CustomerSummary, 'apartments'>) {
  return apartments.map(({ number }) => number).join(', ')
}
