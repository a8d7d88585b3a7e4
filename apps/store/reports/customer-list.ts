import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { type CustomerRow, customerColumns, customersWithAccounts } from '../customers/customers.ts'
import { today } from '../days.ts'
import { type ColumnOf, money, reportOf, text } from './report-columns.ts'
import type { Period } from './period.ts'
import type { Report } from './report.ts'

const columns: readonly ColumnOf<CustomerRow & { limitMinor: number | null }>[] = [
  text('customer', 'customer', ({ name }) => name),
  text(
    'apartments',
    'apartment',
    ({ apartments }) => apartments.map(({ number }) => number).join(', ') || null,
  ),
  text('phone', 'phone', ({ phone }) => phone),
  money('limit', 'limit', ({ limitMinor }) => limitMinor),
  money('overdue', 'overdue', ({ overdueMinor }) => overdueMinor),
  money('balance', 'balance', ({ balanceMinor }) => balanceMinor),
]

/** Everybody who is not archived, by name, as the shop stands with them today. */
export async function customerList(db: AnyTenantReader, { currency }: Period): Promise<Report> {
  const to = today(db.tenant.timeZone)
  const standpoint = { tenantId: db.tenantId, currency, today: to }
  const customers = await db
    .raw<CustomerRow & { limitMinor: number | null }>(
      sql`select ${customerColumns(standpoint)}, a.credit_limit_minor as limit_minor
            from ${customersWithAccounts(standpoint)}
           where c.tenant_id = ${db.tenantId} and c.archived_at is null order by c.sort_name, c.id`,
    )
    .execute()
  return reportOf({ name: 'customers', title: 'customers', from: null, to, currency }, columns, customers)
}
