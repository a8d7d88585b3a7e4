import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'

/** Throws `not_found`. One that is taken back already stays so. */
export async function revokeLink(
  tx: AnyTenantTx,
  entity: 'payment_link' | 'statement_link',
  id: string,
): Promise<void> {
  const [row] = await tx
    .raw<{ id: string }>(
      sql`update ${sql.table(`store.${entity}s`)} set revoked_at = coalesce(revoked_at, now())
           where tenant_id = ${tx.tenantId} and id = ${id} returning id`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  changed(tx, { entity, id, detail: { revoked: true } })
}
