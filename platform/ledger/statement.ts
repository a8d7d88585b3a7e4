import type { AnyTenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'

export interface StatementLine {
  transactionId: string
  kind: string
  effectiveOn: string
  dueOn: string | null
  memo: string | null
  source: string
  reason: string | null
  actorId: string | null
  /** Positive: a debit. */
  amountMinor: number
  /** Of the account after this line, in the order of the statement. */
  balanceMinor: number
  version: number
  reversesId: string | null
  reversedById: string | null
  /** The other half of a conversion, and what one unit of the first half's currency was in the second's. */
  linked: { transactionId: string; currency: string; amountMinor: number } | null
  rate: string | null
  createdAt: string
}

export interface Statement {
  /** Before the first day of the range. */
  openingMinor: number
  /** At the end of its last day. */
  closingMinor: number
  debitsMinor: number
  creditsMinor: number
  /** The newest first. */
  lines: StatementLine[]
  /** There are older lines in the range. */
  more: boolean
}

export interface StatementRange {
  from?: string | undefined
  to?: string | undefined
  /** Lines strictly older than this one, for the next page. */
  before?: { effectiveOn: string; version: number } | undefined
  limit: number
}

/** A statement as it was found: with one line more than was asked for where there are older ones. */
export type StatementRow = Omit<Statement, 'more'>

/**
 * An account's lines by effective day and then in the order they were posted, with a running balance: opening + lines =
 * closing, and closing without `to` is the account's balance.
 */
export async function readStatement(
  db: AnyTenantReader,
  { accountId, ...range }: StatementRange & { accountId: string },
): Promise<Statement> {
  const [row] = await db
    .raw<StatementRow>(statementRow(db.tenantId, sql`${accountId}::uuid`, range))
    .execute()
  if (!row) throw new Error('The statement answered no row')
  return endPage(row, range.limit)
}

/** Leaves the line out that was only to tell whether there are more. */
export function endPage<Row extends StatementRow>(row: Row, limit: number): Row & { more: boolean } {
  return { ...row, lines: row.lines.slice(0, limit), more: row.lines.length > limit }
}

/**
 * The same as a part of a larger query: one row, also where `account`, an expression for the account's id, finds none. What
 * an area keeps beside the ledger is joined there, and all of it is of one instant.
 */
export function statementRow(
  tenantId: string,
  account: RawBuilder<unknown>,
  { from = '0001-01-01', to = '9999-12-31', before, limit }: StatementRange,
): RawBuilder<StatementRow> {
  const older = before
    ? sql`(effective_on, account_version) < (${before.effectiveOn}::date, ${before.version}::bigint)`
    : sql`true`
  return sql<StatementRow>`with moves as (
      select transaction_id, effective_on, due_on, account_version, tenant_id,
             case side when 'debit' then amount_minor else -amount_minor end as amount_minor
        from core.ledger_entries
       where tenant_id = ${tenantId} and account_id = ${account} and effective_on <= ${to}::date),
    running as (
      select *, sum(amount_minor) over (order by effective_on, account_version)::bigint as balance_minor from moves),
    page as (
      select * from running where effective_on >= ${from}::date and ${older}
       order by effective_on desc, account_version desc limit ${limit + 1}),
    described as (
      select page.effective_on, page.account_version, json_build_object(
          'transactionId', page.transaction_id, 'kind', t.kind, 'effectiveOn', page.effective_on,
          'dueOn', page.due_on, 'memo', t.memo, 'source', t.source, 'reason', t.reason, 'actorId', t.actor_id,
          'amountMinor', page.amount_minor, 'balanceMinor', page.balance_minor,
          'version', page.account_version, 'reversesId', t.reverses_id, 'reversedById', r.id, 'rate', t.rate,
          'linked', case when t.linked_id is not null then (
            select json_build_object('transactionId', other.transaction_id, 'currency', other.currency,
                     'amountMinor', other.amount_minor)
              from core.ledger_entries other
             where other.tenant_id = ${tenantId} and other.transaction_id = t.linked_id and other.account_version is not null
             order by other.line limit 1) end,
          'createdAt', to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as line
        from page
        join core.ledger_transactions t on t.tenant_id = page.tenant_id and t.id = page.transaction_id
        left join core.ledger_transactions r on r.tenant_id = page.tenant_id and r.reverses_id = t.id)
    select coalesce((select sum(amount_minor) from moves where effective_on < ${from}::date), 0)::bigint as opening_minor,
           coalesce((select sum(amount_minor) from moves), 0)::bigint as closing_minor,
           coalesce((select sum(amount_minor) from moves where effective_on >= ${from}::date and amount_minor > 0), 0)::bigint
             as debits_minor,
           coalesce((select -sum(amount_minor) from moves where effective_on >= ${from}::date and amount_minor < 0), 0)::bigint
             as credits_minor,
           coalesce((select json_agg(line order by effective_on desc, account_version desc) from described), '[]')
             as lines`
}
