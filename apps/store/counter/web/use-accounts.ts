import { useSession } from '#platform/identity/web/session-queries.ts'
import type { CustomerSummary } from '../../customers/customers.contract.ts'
import { useShopSettings } from '../../customers/web/customer-queries.ts'

/** What somebody owes in one currency, and may still owe. */
export interface CounterAccount {
  currency: string
  balanceMinor: number
  availableMinor: number | null
  /** What is owed in a currency that the shop has given up is still paid, and nothing is added to it. */
  takesPurchases: boolean
}

/** The accounts on which the counter may write for a customer, in the shop's own currency first. */
export function useAccounts({ balanceMinor, availableMinor, others }: CustomerSummary): CounterAccount[] {
  const { currency } = useSession().tenant
  const further = useShopSettings().data?.currencies ?? []
  const opened = others.map((account) => ({
    ...account,
    takesPurchases: further.some((each) => each.currency === account.currency),
  }))
  const unopened = further
    .filter((each) => others.every((account) => account.currency !== each.currency))
    .map(({ currency: unused, creditLimitMinor }) => {
      return { currency: unused, balanceMinor: 0, availableMinor: creditLimitMinor, takesPurchases: true }
    })
  return [
    { currency, balanceMinor, availableMinor, takesPurchases: true },
    ...[...opened, ...unopened].filter((account) => account.takesPurchases || account.balanceMinor !== 0),
  ]
}
