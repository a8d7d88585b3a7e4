import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { ApartmentRules } from '../apartment-number.ts'
import { type FurtherCurrency, replaceCurrencies } from './currencies.ts'
import type { ShopSettingsChange } from './settings.contract.ts'

// What other areas of the store say of currencies.
export { creditLimitIn } from './currencies.ts'

/** How a shop works, with the product's defaults where it has said nothing. `version` 0: it has changed nothing yet. */
export interface Settings {
  dueDays: number
  creditLimitMinor: number | null
  currencies: FurtherCurrency[]
  largeBalanceMinor: number | null
  apartmentMask: string
  groundFloor: boolean
  towers: number | null
  floors: number | null
  units: number | null
  strictApartments: boolean
  upiId: string | null
  upiName: string | null
  paymentLinkDays: number
  darkFrom: string | null
  darkUntil: string | null
  version: number
}

const defaults: Settings = {
  dueDays: 30,
  creditLimitMinor: null,
  currencies: [],
  // 5,000 in rupees, the mark that shops knew as "overdue" before there were due dates.
  largeBalanceMinor: 500_000,
  apartmentMask: 'TTFFU',
  groundFloor: false,
  towers: null,
  floors: null,
  units: null,
  strictApartments: false,
  upiId: null,
  upiName: null,
  paymentLinkDays: 14,
  darkFrom: null,
  darkUntil: null,
  version: 0,
}

export async function readSettings(db: AnyTenantReader): Promise<Settings> {
  const [row] = await db
    .raw<Settings>(
      sql`select due_days, credit_limit_minor, large_balance_minor, apartment_mask, ground_floor, towers, floors, units,
                 strict_apartments, upi_id, upi_name, payment_link_days, to_char(dark_from, 'HH24:MI') as dark_from,
                 to_char(dark_until, 'HH24:MI') as dark_until, version,
                 coalesce((select json_agg(json_build_object('currency', further.currency,
                                                             'creditLimitMinor', further.credit_limit_minor)
                                           order by further.currency)
                             from store.currencies further where further.tenant_id = ${db.tenantId}), '[]') as currencies
            from store.settings where tenant_id = ${db.tenantId}`,
    )
    .execute()
  return row ?? defaults
}

/** Throws `version_conflict` where somebody else was faster, `in_use` where a mask would make numbers unreadable. */
export async function changeSettings(
  tx: AnyTenantTx,
  { version, ...change }: ShopSettingsChange,
): Promise<Settings> {
  const before = await readSettings(tx)
  const next = { ...before, ...change }
  if (next.apartmentMask !== before.apartmentMask) await refuseUsedMask(tx)
  const columns = sql`due_days, credit_limit_minor, large_balance_minor, apartment_mask, ground_floor, towers, floors, units,
    strict_apartments, upi_id, upi_name, payment_link_days, dark_from, dark_until`
  const values = sql`${next.dueDays}::integer, ${next.creditLimitMinor}::bigint, ${next.largeBalanceMinor}::bigint,
    ${next.apartmentMask}, ${next.groundFloor}::boolean, ${next.towers}::integer, ${next.floors}::integer,
    ${next.units}::integer, ${next.strictApartments}::boolean, ${next.upiId}, ${next.upiName},
    ${next.paymentLinkDays}::integer, ${next.darkFrom}::time, ${next.darkUntil}::time`
  const written =
    version === 0
      ? sql`insert into store.settings (tenant_id, ${columns}) values (${tx.tenantId}, ${values})
            on conflict (tenant_id) do nothing returning version`
      : sql`update store.settings set (${columns}, version, updated_at) = (${values}, version + 1, now())
            where tenant_id = ${tx.tenantId} and version = ${version} returning version`
  const [row] = await tx.raw<{ version: number }>(written as never).execute()
  if (!row) throw new DomainError('version_conflict')
  if (change.currencies) await replaceCurrencies(tx, change.currencies)
  changed(tx, { entity: 'shop', id: null, before, after: next })
  return { ...next, version: row.version }
}

export function apartmentRulesOf(settings: Settings): ApartmentRules {
  const { apartmentMask: mask, groundFloor, towers, floors, units, strictApartments: strict } = settings
  return { mask, groundFloor, towers, floors, units, strict }
}

/** Numbers that were written down under one mask mean other places under another. */
async function refuseUsedMask(tx: AnyTenantTx): Promise<void> {
  const used = await tx
    .raw(sql`select number from store.occupancies where tenant_id = ${tx.tenantId} limit 1`)
    .execute()
  if (used.length > 0) throw new DomainError('in_use', { field: 'apartmentMask' })
}
