import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Apartment, parseApartment } from '../apartment-number.ts'
import { apartmentRulesOf, type Settings } from '../settings/settings.ts'

/** Reads apartments as they were written. Throws `invalid_apartment` with its field: `apartments.0`. */
export function readApartments(written: readonly string[], settings: Settings): Apartment[] {
  const rules = apartmentRulesOf(settings)
  const apartments = written.map((text, at) => {
    const parsed = parseApartment(text, rules)
    if ('apartment' in parsed) return parsed.apartment
    const { problem } = parsed
    const field = `apartments.${at}`
    const detail =
      problem.code === 'no_such' ? `no_such_${problem.part}` : (problem.suggestion ?? problem.code)
    throw new DomainError('invalid_apartment', { field, detail })
  })
  return [...new Map(apartments.map((apartment) => [apartment.number, apartment])).values()]
}

export async function replaceOccupancies(
  tx: AnyTenantTx,
  customerId: string,
  apartments: readonly (Apartment | { number: string })[],
): Promise<void> {
  await tx
    .raw(sql`delete from store.occupancies where tenant_id = ${tx.tenantId} and customer_id = ${customerId}`)
    .execute()
  const rows = apartments
    .filter((each): each is Apartment => 'tower' in each)
    .map(
      ({ number, tower, floor, unit }) =>
        sql`(${tx.tenantId}, ${customerId}, ${number}, ${tower}, ${floor}, ${unit})`,
    )
  if (rows.length === 0) return
  await tx
    .raw(
      sql`insert into store.occupancies (tenant_id, customer_id, number, tower, floor, unit) values ${sql.join(rows)}`,
    )
    .execute()
}

export function listOccupancies(db: AnyTenantReader, customerId: string): Promise<{ number: string }[]> {
  return db
    .raw<{ number: string }>(
      sql`select number from store.occupancies where tenant_id = ${db.tenantId} and customer_id = ${customerId}`,
    )
    .execute()
}
