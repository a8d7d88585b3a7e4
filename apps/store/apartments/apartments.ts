import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import {
  type CustomerRow,
  customerColumns,
  customersWithAccounts,
  summaryOf,
} from '../customers/customers.ts'
import { today } from '../days.ts'
import { readSettings } from '../settings/settings.ts'
import type { LivedIn, Tower } from './apartments.contract.ts'

/** The towers in which customers live who are not archived, with what they owe; each customer once a tower. */
export function listTowers(db: AnyTenantReader): Promise<Tower[]> {
  const at = standpoint(db)
  return db
    .raw<Tower>(
      sql`select tower, sum(places)::integer as apartments, count(*)::integer as customers,
                 sum(greatest(balance_minor, 0))::bigint as owed_minor, sum(overdue_minor)::bigint as overdue_minor
            from (select o.tower, o.places, ${customerColumns(at)}
                    from ${customersWithAccounts(at)}
                    join (select tower, customer_id, count(*) as places from store.occupancies
                           where tenant_id = ${db.tenantId} group by tower, customer_id) o on o.customer_id = c.id
                   where c.tenant_id = ${db.tenantId} and c.archived_at is null) living
           group by tower order by tower`,
    )
    .execute()
}

/** The apartments of a tower with who lives there and what they owe together. */
export async function listApartments(db: AnyTenantReader, tower: number): Promise<LivedIn[]> {
  const at = standpoint(db)
  const [rows, { largeBalanceMinor }] = await Promise.all([
    db
      .raw<CustomerRow & { number: string; floor: number; unit: number }>(
        sql`select o.number, o.floor, o.unit, ${customerColumns(at)}
              from ${customersWithAccounts(at)}
              join store.occupancies o on o.tenant_id = c.tenant_id and o.customer_id = c.id
             where c.tenant_id = ${db.tenantId} and o.tenant_id = ${db.tenantId} and o.tower = ${tower}
               and c.archived_at is null
             order by o.floor, o.unit, c.sort_name, c.id`,
      )
      .execute(),
    readSettings(db),
  ])
  const apartments = new Map<string, LivedIn>()
  for (const { number, floor, unit, ...customer } of rows) {
    const empty = { number, floor, unit, owedMinor: 0, overdueMinor: 0, owesMuch: false, customers: [] }
    const apartment: LivedIn = apartments.get(number) ?? empty
    apartments.set(number, apartment)
    apartment.owedMinor += customer.balanceMinor
    apartment.overdueMinor += customer.overdueMinor
    apartment.owesMuch ||= summaryOf(customer, largeBalanceMinor).owesMuch
    apartment.customers.push({ id: customer.id, name: customer.name })
  }
  return [...apartments.values()]
}

const standpoint = ({ tenantId, tenant }: AnyTenantReader) => ({
  tenantId,
  currency: tenant.currency,
  today: today(tenant.timeZone),
})
