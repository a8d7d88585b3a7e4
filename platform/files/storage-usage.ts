import type { TenantReader, TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { FileTables } from './files.tables.ts'

const gibibyte = 1024 ** 3

/** What a plan lets a tenant keep, in bytes. */
const planBytes: Readonly<Record<string, number>> = {
  trial: gibibyte,
  basic: 10 * gibibyte,
  premium: 100 * gibibyte,
  enterprise: 100 * gibibyte,
  free: gibibyte / 10,
  professional: 5 * gibibyte,
}

export function storageLimitOf({ plan }: { plan: string }): number {
  return planBytes[plan] ?? gibibyte
}

/** Takes storage for a file, or throws. One statement looks and takes, so that fifty at once cannot pass the limit. */
export async function reserveStorage(tx: TenantTx<FileTables>, bytes: number): Promise<void> {
  const limit = storageLimitOf(tx.tenant)
  const [taken] = await tx
    .raw(
      sql`insert into core.file_usage as usage (tenant_id, bytes)
          select ${tx.tenantId}::uuid, ${bytes}::bigint where ${bytes}::bigint <= ${limit}::bigint
          on conflict (tenant_id) do update set bytes = usage.bytes + excluded.bytes
           where usage.bytes + excluded.bytes <= ${limit}::bigint
          returning bytes`,
    )
    .execute()
  if (taken) return
  throw new DomainError('storage_quota_exceeded', { field: 'sizeBytes', figures: { limitBytes: limit } })
}

/** Gives back what files took whose bytes are gone. */
export async function releaseStorage(tx: TenantTx<FileTables>, bytes: number): Promise<void> {
  if (bytes === 0) return
  await tx
    .updateTable('core.file_usage')
    .set((row) => ({ bytes: sql<number>`${row.ref('bytes')} - ${bytes}::bigint` }))
    .execute()
}

export async function readStorageUsage(db: TenantReader<FileTables>): Promise<number> {
  const usage = await db.selectFrom('core.file_usage').select('bytes').executeTakeFirst()
  return usage?.bytes ?? 0
}
