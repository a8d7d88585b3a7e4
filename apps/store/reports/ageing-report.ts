import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { type AgeingSums, listAgeing, listAgeingAsOf } from '#platform/ledger/ageing.ts'
import { customerOwner } from '../customers/customers.ts'
import { today } from '../days.ts'
import { type ColumnOf, money, reportOf, text } from './report-columns.ts'
import type { Period } from './period.ts'
import type { Report } from './report.ts'

interface Known {
  id: string
  name: string
  phone: string | null
  sortName: string
}

const columns: readonly ColumnOf<Known & AgeingSums & { balanceMinor: number }>[] = [
  text('customer', 'customer', ({ name }) => name),
  text('phone', 'phone', ({ phone }) => phone),
  money('not_due', 'notDue', ({ notDueMinor }) => notDueMinor),
  money('days_1_30', 'days1To30', ({ days1To30Minor }) => days1To30Minor),
  money('days_31_60', 'days31To60', ({ days31To60Minor }) => days31To60Minor),
  money('days_61_90', 'days61To90', ({ days61To90Minor }) => days61To90Minor),
  money('over_90', 'over90', ({ over90Minor }) => over90Minor),
  money('advance', 'advance', ({ advanceMinor }) => advanceMinor),
  money('balance', 'balance', ({ balanceMinor }) => balanceMinor),
]

/** As the books stood on that day: what was posted with a later day does not count. */
export async function ageingReport(db: AnyTenantReader, { to, currency }: Period): Promise<Report> {
  const [ageing, names] = await Promise.all([
    // Nothing is posted for days to come, so that today's ageing is what is kept open.
    to === today(db.tenant.timeZone)
      ? listAgeing(db, { ownerKind: customerOwner }, to)
      : listAgeingAsOf(db, { ownerKind: customerOwner }, to),
    db
      .raw<Known>(
        sql`select id, name, phone, sort_name from store.customers where tenant_id = ${db.tenantId}`,
      )
      .execute(),
  ])
  const known = new Map(names.map((customer) => [customer.id, customer]))
  const rows = ageing
    .filter((each) => each.currency === currency)
    .map((each) => ({ ...each, ...known.get(each.ownerId)! }))
    .sort((a, b) => (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0))
  return reportOf({ name: 'ageing', title: 'ageing', from: null, to, currency }, columns, rows)
}
