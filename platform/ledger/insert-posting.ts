import type { AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { systemAccountId } from './accounts.ts'
import type { ChangedAccount } from './change-account.ts'
import { spreadDues } from './dues.ts'
import type { Posted } from './outcomes.ts'
import type { Line, NewTransaction } from './post-transaction.ts'

interface Posting {
  posted: Posted
  changed: readonly ChangedAccount[]
  reason: string | null
  reversesId?: string
}

type Transaction = Omit<NewTransaction, 'override'>

/** Over how many rows the totals of a day are spread. */
const splits = 8

/** To which of them a transaction is added. The last byte is random in every version of UUID that clients make. */
function splitOf(transactionId: string): number {
  return Number.parseInt(transactionId.slice(-2), 16) % splits
}

/** Writes a posting in one statement: system accounts it is the first to need, transaction, entries, totals, what is due, outcome. */
export async function insertPosting(
  tx: AnyTenantTx,
  transaction: Transaction,
  posting: Posting,
): Promise<void> {
  const { tenantId } = tx
  const { id, kind, effectiveOn, memo = null, source, linkedId = null, rate = null } = transaction
  const { posted, reason, reversesId = null } = posting
  const actorId = tx.actor.kind === 'member' ? tx.actor.memberId : null
  await tx
    .raw(
      sql`with ${insertSystemAccounts(tenantId, transaction)}${addToDay(tenantId, transaction, posting)}${spreadDues(tenantId, transaction, { ...posting, split: splitOf(id) })}
        posted as (
          insert into core.ledger_transactions
            (tenant_id, id, kind, effective_on, memo, actor_id, source, reverses_id, linked_id, rate, reason)
          values (${tenantId}, ${id}, ${kind}, ${effectiveOn}, ${memo}, ${actorId}, ${source}, ${reversesId},
                  ${linkedId}, ${rate}, ${reason})),
        settled as (
          update core.ledger_requests set outcome = 'accepted', answer = ${JSON.stringify(posted)}
           where tenant_id = ${tenantId} and id = ${id})
        ${insertEntries(tenantId, transaction, posting)}`,
    )
    .execute()
}

function insertSystemAccounts(tenantId: string, { lines }: Transaction): RawBuilder<unknown> {
  const rows = lines.flatMap(({ account, currency }) =>
    'id' in account
      ? []
      : [
          sql`(${tenantId}, ${systemAccountId(tenantId, account.system, currency)}, ${account.system}, ${currency})`,
        ],
  )
  if (rows.length === 0) return sql``
  return sql`opened as (
    insert into core.ledger_accounts (tenant_id, id, kind, currency) values ${sql.join(rows)}
    on conflict (tenant_id, id) do nothing), `
}

function addToDay(tenantId: string, transaction: Transaction, { changed }: Posting): RawBuilder<unknown> {
  const { id, kind, effectiveOn, lines } = transaction
  const kinds = new Map(changed.map((account) => [account.accountId, account.kind]))
  const kindOf = ({ account }: Line) => ('id' in account ? kinds.get(account.id)! : account.system)
  const split = splitOf(id)
  const groups = Map.groupBy(lines, (line) => `${kindOf(line)} ${line.currency}`)
  // In one order for all, so that two postings never wait for each other.
  const sorted = [...groups].toSorted(([a], [b]) => a.localeCompare(b)).map(([, group]) => group)
  const rows = sorted.map((group) => {
    const sum = (side: Line['side']) =>
      group.reduce((total, line) => total + (line.side === side ? line.amountMinor : 0), 0)
    return sql`(${tenantId}, ${effectiveOn}, ${group[0]!.currency}, ${kindOf(group[0]!)}, ${kind}, ${split},
      ${sum('debit')}, ${sum('credit')}, ${group.length})`
  })
  return sql`counted as (
    insert into core.ledger_days as total
      (tenant_id, day, currency, account_kind, transaction_kind, split, debits_minor, credits_minor, entries)
    values ${sql.join(rows)}
    on conflict (tenant_id, day, currency, account_kind, transaction_kind, split) do update
      set debits_minor = total.debits_minor + excluded.debits_minor,
          credits_minor = total.credits_minor + excluded.credits_minor, entries = total.entries + excluded.entries), `
}

function insertEntries(
  tenantId: string,
  { id, effectiveOn, lines }: Transaction,
  { changed }: Posting,
): RawBuilder<unknown> {
  const versions = new Map(changed.map(({ accountId, version }) => [accountId, version]))
  const rows = lines.map(({ account, side, amountMinor, currency, dueOn = null }, index) => {
    const accountId = 'id' in account ? account.id : systemAccountId(tenantId, account.system, currency)
    return sql`(${tenantId}, ${id}, ${index + 1}, ${accountId}, ${side}, ${amountMinor}, ${currency}, ${effectiveOn},
      ${dueOn}, ${versions.get(accountId) ?? null})`
  })
  return sql`insert into core.ledger_entries
      (tenant_id, transaction_id, line, account_id, side, amount_minor, currency, effective_on, due_on, account_version)
    values ${sql.join(rows)}`
}
