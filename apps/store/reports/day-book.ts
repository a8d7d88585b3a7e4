import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { customerOwner } from '../customers/customers.ts'
import { type ColumnOf, day, money, reportOf, text, word } from './report-columns.ts'
import type { Period } from './period.ts'
import type { Report } from './report.ts'

interface Posting {
  day: string
  name: string
  kind: string
  receipt: string | null
  memo: string | null
  debitMinor: number | null
  creditMinor: number | null
}

const columns: readonly ColumnOf<Posting>[] = [
  day('day', 'day', (posting) => posting.day),
  text('customer', 'customer', ({ name }) => name),
  word('kind', 'kind', ({ kind }) => kindWord(kind)),
  text('receipt', 'receipt', ({ receipt }) => receipt),
  text('note', 'memo', ({ memo }) => memo),
  money('debit', 'gave', ({ debitMinor }) => debitMinor),
  money('credit', 'got', ({ creditMinor }) => creditMinor),
]

/** Every posting on a customer's account, in the order in which it was made, day by day. */
export async function dayBook(db: AnyTenantReader, period: Period): Promise<Report> {
  const { from, to, currency } = period
  const postings = await db
    .raw<Posting>(
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
  return reportOf({ name: 'day-book', title: 'day-book', ...period }, columns, postings)
}

/** The word for a kind of transaction: a column's title has taken one of them. */
export const kindWord = (kind: string) => (kind === 'opening' ? 'openingEntry' : kind)
