import type { Actor, AnyTenantReader, Tenancy, Tenant } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'

type LedgerFault =
  | 'unbalanced'
  | 'counters'
  | 'versions'
  | 'dues'
  | 'open_dues'
  | 'open_days'
  | 'oldest_dues'
  | 'pending'
  | 'days'
  | 'undecided'
  | 'entry_differs'

interface LedgerFinding {
  fault: LedgerFault
  /** The transaction, account or request that it is about; a day for `days` and `open_days`. */
  subject: string
}

/**
 * Holds everything that is kept beside the entries against the entries. An empty list is a sound ledger. To be read in one
 * snapshot; it goes over all entries of the tenant.
 */
export async function checkLedger(db: AnyTenantReader): Promise<LedgerFinding[]> {
  const findings: LedgerFinding[] = []
  for (const [fault, query] of Object.entries(checks(db.tenantId))) {
    const rows = await db.raw<{ subject: string }>(sql`${query} limit 100`).execute()
    findings.push(...rows.map(({ subject }) => ({ fault: fault as LedgerFault, subject })))
  }
  return findings
}

export interface LedgerVerdict {
  transactions: number
  findings: LedgerFinding[]
}

const actor: Actor = { kind: 'system', name: 'ledger check' }

/** Checks one tenant's books as they were at one instant, whatever is posted meanwhile. */
export function checkLedgerOf(tenancy: Tenancy, tenant: Tenant): Promise<LedgerVerdict> {
  return tenancy.tables<unknown>().run(
    tenant,
    actor,
    async (tx) => {
      const [row] = await tx
        .raw<{ count: number }>(
          sql`select count(*) as count from core.ledger_transactions where tenant_id = ${tx.tenantId}`,
        )
        .execute()
      return { transactions: row?.count ?? 0, findings: await checkLedger(tx) }
    },
    { snapshot: true, whileSuspended: true, timeoutMs: 30 * 60_000 },
  )
}

/** One query a rule, which finds what breaks it. */
function checks(tenantId: string): Record<LedgerFault, RawBuilder<unknown>> {
  const signed = sql`case side when 'debit' then amount_minor else -amount_minor end`
  return {
    unbalanced: sql`select transaction_id as subject from core.ledger_entries where tenant_id = ${tenantId}
       group by transaction_id, currency having sum(${signed}) <> 0
      union select id from core.ledger_transactions t where tenant_id = ${tenantId} and not exists (
        select from core.ledger_entries e where e.tenant_id = ${tenantId} and e.transaction_id = t.id)`,
    counters: sql`select account.id as subject from core.ledger_accounts account
       left join (select account_id, coalesce(sum(amount_minor) filter (where side = 'debit'), 0) as debits,
                         coalesce(sum(amount_minor) filter (where side = 'credit'), 0) as credits,
                         coalesce(-sum(${signed}) filter (where due_on is null), 0) as settled
                    from core.ledger_entries where tenant_id = ${tenantId} group by account_id) e on e.account_id = account.id
       where account.tenant_id = ${tenantId} and account.owner_id is not null
         and (account.debits_posted, account.credits_posted, account.settled_minor)
             is distinct from (coalesce(e.debits, 0), coalesce(e.credits, 0), coalesce(e.settled, 0))`,
    versions: sql`select account.id as subject from core.ledger_accounts account
       where account.tenant_id = ${tenantId} and account.owner_id is not null and account.version <> (
         select count(distinct e.account_version) from core.ledger_entries e
          where e.tenant_id = ${tenantId} and e.account_id = account.id
            and e.account_version between 1 and account.version)`,
    dues: sql`select coalesce(due.account_id, e.account_id) as subject
       from (select account_id, due_on, debit_minor from core.ledger_dues where tenant_id = ${tenantId}) due
       full join (select account_id, due_on, sum(${signed}) as debit_minor from core.ledger_entries
                   where tenant_id = ${tenantId} and due_on is not null group by account_id, due_on) e
         on e.account_id = due.account_id and e.due_on = due.due_on
       where due.debit_minor is distinct from e.debit_minor`,
    // From the entries alone: debits by the day they are due, of which credits settle the oldest first.
    open_dues: sql`select account_id as subject
       from (select account_id, due_on, greatest(0, least(debit_minor, sum(debit_minor) over (
                      partition by account_id order by due_on) - settled_minor)) as open_minor
               from (select account_id, due_on, sum(${signed}) as debit_minor from core.ledger_entries
                      where tenant_id = ${tenantId} and due_on is not null group by account_id, due_on) due
               left join (select account_id, -sum(${signed}) as settled_minor from core.ledger_entries
                           where tenant_id = ${tenantId} and due_on is null group by account_id) paid using (account_id)) e
       full join (select account_id, due_on, open_minor from core.ledger_dues where tenant_id = ${tenantId}) kept
         using (account_id, due_on)
       where coalesce(e.open_minor, 0) <> coalesce(kept.open_minor, 0)`,
    open_days: sql`select due_on::text as subject
       from (select account_kind, currency, due_on, sum(open_minor) as open_minor from core.ledger_open_days
              where tenant_id = ${tenantId} group by 1, 2, 3) kept
       full join (select account.kind as account_kind, account.currency, due.due_on, sum(due.open_minor) as open_minor
                    from core.ledger_dues due
                    join core.ledger_accounts account on account.tenant_id = due.tenant_id and account.id = due.account_id
                   where due.tenant_id = ${tenantId} group by 1, 2, 3) due
         using (account_kind, currency, due_on)
       where coalesce(kept.open_minor, 0) <> coalesce(due.open_minor, 0)`,
    oldest_dues: sql`select account.id as subject from core.ledger_accounts account
       left join (select account_id, min(due_on) as due_on from core.ledger_dues
                   where tenant_id = ${tenantId} and open_minor > 0 group by account_id) due on due.account_id = account.id
      where account.tenant_id = ${tenantId} and account.oldest_due_on is distinct from due.due_on`,
    pending: sql`select account.id as subject from core.ledger_accounts account
       where account.tenant_id = ${tenantId} and account.debits_pending <> coalesce((
         select sum(hold.amount_minor) from core.ledger_holds hold
          where hold.tenant_id = ${tenantId} and hold.account_id = account.id and hold.state = 'pending'), 0)`,
    days: sql`select day::text as subject
       from (select day, currency, account_kind, transaction_kind, sum(debits_minor) as debits, sum(credits_minor) as credits,
                    sum(entries) as entries
               from core.ledger_days where tenant_id = ${tenantId} group by 1, 2, 3, 4) kept
       full join (select entry.effective_on as day, entry.currency, account.kind as account_kind, t.kind as transaction_kind,
                         coalesce(sum(amount_minor) filter (where side = 'debit'), 0) as debits,
                         coalesce(sum(amount_minor) filter (where side = 'credit'), 0) as credits, count(*) as entries
                    from core.ledger_entries entry
                    join core.ledger_accounts account
                      on account.tenant_id = entry.tenant_id and account.id = entry.account_id
                    join core.ledger_transactions t on t.tenant_id = entry.tenant_id and t.id = entry.transaction_id
                   where entry.tenant_id = ${tenantId} group by 1, 2, 3, 4) e
         using (day, currency, account_kind, transaction_kind)
       where (kept.debits, kept.credits, kept.entries) is distinct from (e.debits, e.credits, e.entries)`,
    undecided: sql`select id as subject from core.ledger_requests where tenant_id = ${tenantId} and outcome is null`,
    entry_differs: sql`select entry.transaction_id as subject from core.ledger_entries entry
       join core.ledger_transactions t on t.tenant_id = entry.tenant_id and t.id = entry.transaction_id
       join core.ledger_accounts account on account.tenant_id = entry.tenant_id and account.id = entry.account_id
      where entry.tenant_id = ${tenantId} and (entry.effective_on <> t.effective_on
         or entry.currency <> account.currency or (entry.account_version is null) <> (account.owner_id is null))`,
  }
}
