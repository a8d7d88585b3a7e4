import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/**
 * From now on nothing is posted for a day up to `through`; null opens all again. Waits for postings that are under way,
 * so that none slips into the period afterwards.
 */
export async function lockPeriod(tx: AnyTenantTx, through: string | null): Promise<void> {
  await tx
    .raw(
      sql`insert into core.ledger_books (tenant_id) values (${tx.tenantId}) on conflict (tenant_id) do nothing`,
    )
    .execute()
  await tx
    .raw(
      sql`update core.ledger_books set locked_through = ${through}, updated_at = now() where tenant_id = ${tx.tenantId}`,
    )
    .execute()
}

/** The last day that is closed to postings; null where none is. */
export async function findLockedThrough(db: AnyTenantReader): Promise<string | null> {
  const [books] = await db
    .raw<{ lockedThrough: string | null }>(
      sql`select locked_through from core.ledger_books where tenant_id = ${db.tenantId}`,
    )
    .execute()
  return books?.lockedThrough ?? null
}
