import { useSession } from '#platform/identity/web/session-queries.ts'
import { useShopSettings } from './customer-queries.ts'

/** In which currencies the shop gives credit, its own first. */
export function useCurrencies(): string[] {
  const { tenant } = useSession()
  const { data } = useShopSettings()
  return [tenant.currency, ...(data?.currencies ?? []).map(({ currency }) => currency)]
}
