import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { type CustomerRow, customerColumns, customersWithAccounts } from '../customers/customers.ts'
import { today } from '../days.ts'
import { type ColumnOf, money, number, reportOf, text } from './report-columns.ts'
import type { Period } from './period.ts'
import type { Report } from './report.ts'

interface Living extends CustomerRow {
  number: string
  tower: number
  floor: number
  unit: number
}

const columns: readonly ColumnOf<Living & { owed: number | null }>[] = [
  text('apartment', 'apartment', (living) => living.number),
  number('tower', 'tower', ({ tower }) => tower),
  number('floor', 'floor', ({ floor }) => floor),
  number('unit', 'unit', ({ unit }) => unit),
  text('customer', 'customer', ({ name }) => name),
  text('phone', 'phone', ({ phone }) => phone),
  money('balance', 'balance', ({ owed }) => owed),
]

/** Who lives where, in the order of a delivery. Who has several apartments stands at each of them, and owes at the first. */
export async function apartmentRegister(db: AnyTenantReader, { currency }: Period): Promise<Report> {
  const to = today(db.tenant.timeZone)
  const standpoint = { tenantId: db.tenantId, currency, today: to }
  const living = await db
    .raw<Living>(
      sql`select customer.*, o.number, o.tower, o.floor, o.unit
            from (select ${customerColumns(standpoint)}, c.sort_name from ${customersWithAccounts(standpoint)}
                   where c.tenant_id = ${db.tenantId} and c.archived_at is null) customer
            join store.occupancies o on o.tenant_id = ${db.tenantId} and o.customer_id = customer.id
           order by o.tower, o.floor, o.unit, customer.sort_name, customer.id`,
    )
    .execute()
  const seen = new Set<string>()
  const rows = living.map((each) => {
    const first = !seen.has(each.id)
    seen.add(each.id)
    return { ...each, owed: first ? each.balanceMinor : null }
  })
  return reportOf({ name: 'apartments', title: 'apartments', from: null, to, currency }, columns, rows)
}
