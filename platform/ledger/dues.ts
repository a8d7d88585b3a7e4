import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/**
 * Spreads what has been paid over what is due, the oldest first, and keeps what of each day is still open. The caller has
 * the account's row locked, so that nobody spreads beside it.
 */
export async function settleDues(tx: AnyTenantTx, accountId: string): Promise<void> {
  await tx
    .raw(
      sql`with spread as (
            select due.tenant_id, due.account_id, due.due_on, due.debit_minor,
                   sum(due.debit_minor) over (order by due.due_on)::bigint - account.settled_minor as beyond
              from core.ledger_dues due
              join core.ledger_accounts account
                on account.tenant_id = due.tenant_id and account.id = due.account_id
             where due.tenant_id = ${tx.tenantId} and due.account_id = ${accountId})
          update core.ledger_dues due
             set open_minor = greatest(0, least(spread.debit_minor, spread.beyond))
            from spread
           where due.tenant_id = ${tx.tenantId} and spread.tenant_id = due.tenant_id
             and due.account_id = spread.account_id and due.due_on = spread.due_on
             and due.open_minor <> greatest(0, least(spread.debit_minor, spread.beyond))`,
    )
    .execute()
}
