import { useSession } from '#platform/identity/web/session-queries.ts'
import { formatMoney } from './money.ts'
import { useFormats } from './use-formats.ts'

/** Writes minor units of the shop's currency, or of the one that is said. */
export function useMoney() {
  const { tenant } = useSession()
  const { locale } = useFormats()
  return (minor: number, currency = tenant.currency) => formatMoney(locale, minor, currency)
}
