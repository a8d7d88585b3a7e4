import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { isCurrency } from '#platform/settings/regions.ts'

/** A currency besides the shop's own, and the limit of new accounts in it. */
export interface FurtherCurrency {
  currency: string
  /** Null: no limit. */
  creditLimitMinor: number | null
}

interface Dealing {
  creditLimitMinor: number | null
  currencies: readonly FurtherCurrency[]
}

/** How much a new account in a currency may owe; `undefined`: the shop gives no credit in it. */
export function creditLimitIn(
  { tenant }: AnyTenantTx,
  { creditLimitMinor, currencies }: Dealing,
  currency: string,
): number | null | undefined {
  if (currency === tenant.currency) return creditLimitMinor
  return currencies.find((each) => each.currency === currency)?.creditLimitMinor
}

/** Throws `invalid_input` for what is no currency, is the shop's own, or is named twice. */
export async function replaceCurrencies(tx: AnyTenantTx, named: readonly FurtherCurrency[]): Promise<void> {
  const codes = [tx.tenant.currency, ...named.map(({ currency }) => currency)]
  if (new Set(codes).size < codes.length || !codes.every(isCurrency)) {
    throw new DomainError('invalid_input', { field: 'currencies' })
  }
  await tx.raw(sql`delete from store.currencies where tenant_id = ${tx.tenantId}`).execute()
  if (named.length === 0) return
  const rows = named.map((each) => sql`(${tx.tenantId}, ${each.currency}, ${each.creditLimitMinor}::bigint)`)
  await tx
    .raw(sql`insert into store.currencies (tenant_id, currency, credit_limit_minor) values ${sql.join(rows)}`)
    .execute()
}
