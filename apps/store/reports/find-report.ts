import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { listAgeing, listAgeingAsOf } from '#platform/ledger/ageing.ts'
import { listDayTotals } from '#platform/ledger/totals.ts'
import {
  type CustomerRow,
  customerColumns,
  customerOwner,
  customersWithAccounts,
} from '../customers/customers.ts'
import { addDays, today } from '../days.ts'
import { type Cell, type Report, type ReportColumn, totalsOf } from './report.ts'
import type { ReportName } from './reports.contract.ts'

interface Asked {
  from?: string | undefined
  to?: string | undefined
  currency?: string | undefined
}

/** Which days and currency are meant. Throws `invalid_input` for days that run backwards or go on for more than ten years. */
export function periodOf(db: AnyTenantReader, { from, to, currency = db.tenant.currency }: Asked) {
  const last = to ?? today(db.tenant.timeZone)
  const first = from ?? addDays(last, -29)
  if (first > last || addDays(last, -3_653) > first) throw new DomainError('invalid_input', { field: 'from' })
  return { from: first, to: last, currency }
}

export function findReport(db: AnyTenantReader, name: ReportName, asked: Asked): Promise<Report> {
  return makers[name](db, periodOf(db, asked))
}

type Period = ReturnType<typeof periodOf>

const makers: Record<ReportName, (db: AnyTenantReader, period: Period) => Promise<Report>> = {
  ageing: ageingReport,
  'day-book': dayBook,
  sales: salesReport,
  customers: customerList,
  apartments: apartmentRegister,
}

function report(
  title: ReportName,
  { from, to, currency }: Omit<Period, 'from'> & { from: string | null },
  columns: readonly ReportColumn[],
  rows: readonly (readonly Cell[])[],
): Report {
  return { name: title, title, currency, from, to, columns, rows, totals: totalsOf(columns, rows, 'total') }
}

const ageingColumns: readonly ReportColumn[] = [
  { name: 'customer', title: 'customer', kind: 'text' },
  { name: 'phone', title: 'phone', kind: 'text' },
  { name: 'not_due', title: 'notDue', kind: 'money' },
  { name: 'days_1_30', title: 'days1To30', kind: 'money' },
  { name: 'days_31_60', title: 'days31To60', kind: 'money' },
  { name: 'days_61_90', title: 'days61To90', kind: 'money' },
  { name: 'over_90', title: 'over90', kind: 'money' },
  { name: 'advance', title: 'advance', kind: 'money' },
  { name: 'balance', title: 'balance', kind: 'money' },
]

/** As the books stood on that day: what was posted with a later day does not count. */
async function ageingReport(db: AnyTenantReader, { to, currency }: Period): Promise<Report> {
  const [ageing, names] = await Promise.all([
    // Nothing is posted for days to come, so that today's ageing is what is kept open.
    to === today(db.tenant.timeZone)
      ? listAgeing(db, { ownerKind: customerOwner }, to)
      : listAgeingAsOf(db, { ownerKind: customerOwner }, to),
    db
      .raw<{ id: string; name: string; phone: string | null; sortName: string }>(
        sql`select id, name, phone, sort_name from store.customers where tenant_id = ${db.tenantId}`,
      )
      .execute(),
  ])
  const known = new Map(names.map((customer) => [customer.id, customer]))
  const rows = ageing
    .filter((each) => each.currency === currency)
    .map((each) => ({ ...each, ...known.get(each.ownerId)! }))
    .sort((a, b) => (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0))
    .map((each) => [
      each.name,
      each.phone,
      each.notDueMinor,
      each.days1To30Minor,
      each.days31To60Minor,
      each.days61To90Minor,
      each.over90Minor,
      each.advanceMinor,
      each.balanceMinor,
    ])
  return report('ageing', { from: null, to, currency }, ageingColumns, rows)
}

const dayBookColumns: readonly ReportColumn[] = [
  { name: 'day', title: 'day', kind: 'day' },
  { name: 'customer', title: 'customer', kind: 'text' },
  { name: 'kind', title: 'kind', kind: 'word' },
  { name: 'receipt', title: 'receipt', kind: 'text' },
  { name: 'note', title: 'memo', kind: 'text' },
  { name: 'debit', title: 'gave', kind: 'money' },
  { name: 'credit', title: 'got', kind: 'money' },
]

/** Every posting on a customer's account, in the order in which it was made, day by day. */
async function dayBook(db: AnyTenantReader, { from, to, currency }: Period): Promise<Report> {
  const rows = await db
    .raw<{
      day: string
      name: string
      kind: string
      receipt: string | null
      memo: string | null
      debitMinor: number | null
      creditMinor: number | null
    }>(
      sql`select t.effective_on as day, c.name, case when t.reverses_id is null then t.kind else 'reversal' end as kind,
                 r.number as receipt, coalesce(t.memo, t.reason) as memo,
                 case e.side when 'debit' then e.amount_minor end as debit_minor,
                 case e.side when 'credit' then e.amount_minor end as credit_minor
            from core.ledger_transactions t
            join core.ledger_entries e
              on e.tenant_id = t.tenant_id and e.transaction_id = t.id and e.currency = ${currency}
            join core.ledger_accounts a
              on a.tenant_id = e.tenant_id and a.id = e.account_id and a.owner_kind = ${customerOwner}
            join store.customers c on c.tenant_id = a.tenant_id and c.id = a.owner_id
            left join store.receipts r on r.tenant_id = t.tenant_id and r.transaction_id = t.id
           where t.tenant_id = ${db.tenantId} and t.effective_on between ${from}::date and ${to}::date
           order by t.effective_on, t.created_at, t.id`,
    )
    .execute()
  const cells = rows.map((row) => [
    row.day,
    row.name,
    kindWord(row.kind),
    row.receipt,
    row.memo,
    row.debitMinor,
    row.creditMinor,
  ])
  return report('day-book', { from, to, currency }, dayBookColumns, cells)
}

/** The word for a kind of transaction: a column's title has taken one of them. */
export const kindWord = (kind: string) => (kind === 'opening' ? 'openingEntry' : kind)

const salesColumns: readonly ReportColumn[] = [
  { name: 'day', title: 'day', kind: 'day' },
  { name: 'purchases', title: 'purchases', kind: 'money' },
  { name: 'payments', title: 'payments', kind: 'money' },
  { name: 'write_offs', title: 'writeOffs', kind: 'money' },
]

/** Day by day, less what was taken back on that day. Days without anything are left out. */
async function salesReport(db: AnyTenantReader, { from, to, currency }: Period): Promise<Report> {
  const totals = await listDayTotals(db, { accountKind: 'receivable', from, to })
  const days = Map.groupBy(
    totals.filter((total) => total.currency === currency),
    ({ day }) => day,
  )
  const moved = (of: typeof totals, kind: string) =>
    of
      .filter(({ transactionKind }) => transactionKind === kind)
      .reduce((sum, { debitsMinor, creditsMinor }) => sum + debitsMinor - creditsMinor, 0)
  const rows = [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, of]) => [day, moved(of, 'purchase'), 0 - moved(of, 'payment'), 0 - moved(of, 'write_off')])
  return report('sales', { from, to, currency }, salesColumns, rows)
}

const customerListColumns: readonly ReportColumn[] = [
  { name: 'customer', title: 'customer', kind: 'text' },
  { name: 'apartments', title: 'apartment', kind: 'text' },
  { name: 'phone', title: 'phone', kind: 'text' },
  { name: 'limit', title: 'limit', kind: 'money' },
  { name: 'overdue', title: 'overdue', kind: 'money' },
  { name: 'balance', title: 'balance', kind: 'money' },
]

/** Everybody who is not archived, by name, as the shop stands with them today. */
async function customerList(db: AnyTenantReader, { currency }: Period): Promise<Report> {
  const day = today(db.tenant.timeZone)
  const standpoint = { tenantId: db.tenantId, currency, today: day }
  const rows = await db
    .raw<CustomerRow & { limitMinor: number | null }>(
      sql`select ${customerColumns(standpoint)}, a.credit_limit_minor as limit_minor
            from ${customersWithAccounts(standpoint)}
           where c.tenant_id = ${db.tenantId} and c.archived_at is null order by c.sort_name, c.id`,
    )
    .execute()
  const cells = rows.map(({ name, apartments, phone, limitMinor, overdueMinor, balanceMinor }) => [
    name,
    apartments.map(({ number }) => number).join(', ') || null,
    phone,
    limitMinor,
    overdueMinor,
    balanceMinor,
  ])
  return report('customers', { from: null, to: day, currency }, customerListColumns, cells)
}

const apartmentColumns: readonly ReportColumn[] = [
  { name: 'apartment', title: 'apartment', kind: 'text' },
  { name: 'tower', title: 'tower', kind: 'number' },
  { name: 'floor', title: 'floor', kind: 'number' },
  { name: 'unit', title: 'unit', kind: 'number' },
  { name: 'customer', title: 'customer', kind: 'text' },
  { name: 'phone', title: 'phone', kind: 'text' },
  { name: 'balance', title: 'balance', kind: 'money' },
]

/** Who lives where, in the order of a delivery. Who has several apartments stands at each of them, and owes at the first. */
async function apartmentRegister(db: AnyTenantReader, { currency }: Period): Promise<Report> {
  const day = today(db.tenant.timeZone)
  const standpoint = { tenantId: db.tenantId, currency, today: day }
  const rows = await db
    .raw<CustomerRow & { number: string; tower: number; floor: number; unit: number }>(
      sql`select customer.*, o.number, o.tower, o.floor, o.unit
            from (select ${customerColumns(standpoint)}, c.sort_name from ${customersWithAccounts(standpoint)}
                   where c.tenant_id = ${db.tenantId} and c.archived_at is null) customer
            join store.occupancies o on o.tenant_id = ${db.tenantId} and o.customer_id = customer.id
           order by o.tower, o.floor, o.unit, customer.sort_name, customer.id`,
    )
    .execute()
  const seen = new Set<string>()
  const cells = rows.map(({ id, number, tower, floor, unit, name, phone, balanceMinor }) => {
    const first = !seen.has(id)
    seen.add(id)
    return [number, tower, floor, unit, name, phone, first ? balanceMinor : null]
  })
  return report('apartments', { from: null, to: day, currency }, apartmentColumns, cells)
}
