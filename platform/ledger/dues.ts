import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/**
 * Spreads what has been paid over what is due, the oldest first, and keeps what of each day is still open: of each account,
 * of all together, and since when. The caller has the accounts' rows locked, so that nobody spreads beside it. `split` is the
 * part of the days' totals that the posting has locked already, so that it waits for nobody else's here.
 */
export async function settleDues(
  tx: AnyTenantTx,
  accountIds: readonly string[],
  split: number,
): Promise<void> {
  await tx
    .raw(
      sql`with spread as materialized (
            select account.kind, account.currency, due.account_id, due.due_on, due.open_minor as before_minor,
                   greatest(0, least(due.debit_minor, sum(due.debit_minor) over (
                     partition by due.account_id order by due.due_on) - account.settled_minor))::bigint as open_minor
              from core.ledger_dues due
              join core.ledger_accounts account
                on account.tenant_id = due.tenant_id and account.id = due.account_id
             where due.tenant_id = ${tx.tenantId} and due.account_id = any(${[...accountIds]}::uuid[])),
          settled as (
            update core.ledger_dues due set open_minor = spread.open_minor
              from spread
             where due.tenant_id = ${tx.tenantId} and due.account_id = spread.account_id
               and due.due_on = spread.due_on and due.open_minor <> spread.open_minor),
          together as (
            insert into core.ledger_open_days as kept (tenant_id, account_kind, currency, due_on, split, open_minor)
            select ${tx.tenantId}::uuid, kind, currency, due_on, ${split}::smallint, sum(open_minor - before_minor)
              from spread where open_minor <> before_minor
             group by kind, currency, due_on
             -- In one order for all, so that two postings never wait for each other.
             order by kind, currency, due_on
            on conflict (tenant_id, account_kind, currency, due_on, split) do update
              set open_minor = kept.open_minor + excluded.open_minor)
          update core.ledger_accounts account set oldest_due_on = oldest.due_on
            from (select account_id, min(due_on) filter (where open_minor > 0) as due_on from spread group by account_id) oldest
           where account.tenant_id = ${tx.tenantId} and account.id = oldest.account_id
             and account.oldest_due_on is distinct from oldest.due_on`,
    )
    .execute()
}
