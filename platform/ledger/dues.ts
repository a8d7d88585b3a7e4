import { type RawBuilder, sql } from 'kysely'
import type { ChangedAccount } from './change-account.ts'
import type { Line, NewTransaction } from './post-transaction.ts'

/** Of one account: what a posting adds to a day that is due, and from which day on anything can change by it. */
interface Change {
  account: ChangedAccount
  /** `-infinity` where any day can. */
  from: string
  dueOn: string | null
  addedMinor: number
}

/**
 * The parts of the statement of a posting that spread what has been paid over what is due, the oldest first, and keep what of
 * each day is still open: of each account, of all together, and since when. Empty where nothing can change.
 *
 * Since credits settle the oldest, the balance is made of the youngest debits: of a day is open what of the balance is left
 * when all that is due later has been taken from it. So only days from the first open one on are read, however long the
 * history is. The caller has the accounts' rows locked, so that nobody spreads beside it. `split` is the part of the days'
 * totals that the posting adds to.
 */
export function spreadDues(
  tenantId: string,
  { lines }: Pick<NewTransaction, 'lines'>,
  { changed, split }: { changed: readonly ChangedAccount[]; split: number },
): RawBuilder<unknown> {
  const changes = changed.flatMap((account) => changeOf(account, lines) ?? [])
  if (changes.length === 0) return sql``
  const asked = changes.map(
    ({ account, from, dueOn, addedMinor }) =>
      sql`(${account.accountId}::uuid, ${account.kind}::text, ${account.currency}::text, ${account.balanceMinor}::bigint,
           ${from}::date, ${dueOn}::date, ${addedMinor}::bigint)`,
  )
  return sql`asked (account_id, kind, currency, balance_minor, from_on, due_on, added_minor) as (values ${sql.join(asked)}),
    due as (
      select account_id, due_on, sum(debit_minor) as debit_minor, sum(open_minor)::bigint as before_minor
        from (select due.account_id, due.due_on, due.debit_minor, due.open_minor
                from core.ledger_dues due join asked on asked.account_id = due.account_id
               where due.tenant_id = ${tenantId} and due.due_on >= asked.from_on
              union all
              select account_id, due_on, added_minor, 0 from asked where due_on is not null) days
       group by account_id, due_on),
    spread as (
      select asked.account_id, asked.kind, asked.currency, due.due_on, due.debit_minor::bigint as debit_minor,
             due.before_minor, due.due_on = asked.due_on as is_added,
             greatest(0, least(due.debit_minor, asked.balance_minor + due.debit_minor - sum(due.debit_minor) over (
               partition by due.account_id order by due.due_on desc)))::bigint as open_minor
        from due join asked on asked.account_id = due.account_id),
    settled_dues as (
      insert into core.ledger_dues as kept (tenant_id, account_id, due_on, debit_minor, open_minor)
      select ${tenantId}::uuid, account_id, due_on, debit_minor, open_minor
        from spread where is_added or open_minor <> before_minor
      on conflict (tenant_id, account_id, due_on) do update
        set debit_minor = excluded.debit_minor, open_minor = excluded.open_minor),
    open_days as (
      insert into core.ledger_open_days as kept (tenant_id, account_kind, currency, due_on, split, open_minor)
      select ${tenantId}::uuid, kind, currency, due_on, ${split}::smallint, sum(open_minor - before_minor)
        from spread where open_minor <> before_minor
       group by kind, currency, due_on
       -- In one order for all, so that two postings never wait for each other.
       order by kind, currency, due_on
      on conflict (tenant_id, account_kind, currency, due_on, split) do update
        set open_minor = kept.open_minor + excluded.open_minor),
    since as (
      update core.ledger_accounts account set oldest_due_on = oldest.due_on
        from (select account_id, min(due_on) filter (where open_minor > 0) as due_on from spread group by account_id) oldest
       where account.tenant_id = ${tenantId} and account.id = oldest.account_id
         and account.oldest_due_on is distinct from oldest.due_on), `
}

function changeOf(account: ChangedAccount, lines: readonly Line[]): Change | undefined {
  const line = lines.find((line) => 'id' in line.account && line.account.id === account.accountId)
  if (!line) return undefined
  const { side, amountMinor, dueOn = null } = line
  const addedMinor = dueOn === null ? 0 : side === 'debit' ? amountMinor : -amountMinor
  // A payment that is taken back opens again what it had settled, however long ago that was due.
  if (dueOn === null && side === 'debit') return { account, from: '-infinity', dueOn, addedMinor }
  const from = [dueOn, account.oldestDueOn].filter((day) => day !== null).toSorted()[0]
  // A payment where nothing is open stays to the owner's credit.
  return from === undefined ? undefined : { account, from, dueOn, addedMinor }
}
