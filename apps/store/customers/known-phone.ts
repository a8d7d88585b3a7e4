import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'

/** Throws `already_exists` with whoever has this number already. */
export async function refuseKnownPhone(tx: AnyTenantTx, phone: string | null): Promise<void> {
  if (phone === null) return
  const known = await tx
    .raw<{ id: string }>(
      sql`select id from store.customers where tenant_id = ${tx.tenantId} and phone = ${phone} limit 5`,
    )
    .execute()
  if (known.length > 0) {
    throw new DomainError('already_exists', { field: 'phone', conflicts: known.map(({ id }) => id) })
  }
}
