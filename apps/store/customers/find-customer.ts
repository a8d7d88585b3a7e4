import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'

/** Throws `not_found`. */
export async function assertCustomer(db: AnyTenantReader, id: string): Promise<void> {
  const rows = await db
    .raw(sql`select id from store.customers where tenant_id = ${db.tenantId} and id = ${id}`)
    .execute()
  if (rows.length === 0) throw new DomainError('not_found')
}

/** How long a customer has to pay and whether he is still one; nobody archives him meanwhile. Throws `not_found`. */
export async function lockCustomer(
  tx: AnyTenantTx,
  id: string,
): Promise<{ dueDays: number | null; archived: boolean }> {
  const [row] = await tx
    .raw<{ dueDays: number | null; archived: boolean }>(
      sql`select due_days, archived_at is not null as archived from store.customers
           where tenant_id = ${tx.tenantId} and id = ${id} for share`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  return row
}
