import type { AnyControlReader, AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { Fault, Verdict } from './chain-check.ts'
import type { Ground } from './grounds.ts'

type Source = Ground['source']

/** What the last look at a chain has found. */
interface KeptVerdict {
  source: Source
  verifiedAt: string
  links: number
  sealed: number
  unsealed: number
  headN: number | null
  headHash: string | null
  headSignature: string | null
  faults: Fault[]
}

/** Keeps what was found of both chains of a tenant, in place of what was found before. */
export async function keepVerdicts(
  tx: AnyControlTx,
  tenantId: string,
  verdicts: Record<Source, Verdict>,
): Promise<void> {
  const rows = Object.entries(verdicts).map(
    ([source, { links, sealed, unsealed, head, faults }]) =>
      sql`(${tenantId}, ${source}, ${links}, ${sealed}, ${unsealed}, ${head?.n ?? null}, ${head?.hash ?? null},
           ${head?.signature ?? null}, ${JSON.stringify(faults)}::jsonb)`,
  )
  await tx
    .raw(
      sql`insert into control.audit_verdicts
            (tenant_id, source, links, sealed, unsealed, head_n, head_hash, head_signature, faults)
          values ${sql.join(rows)}
          on conflict (tenant_id, source) do update set verified_at = now(), links = excluded.links,
            sealed = excluded.sealed, unsealed = excluded.unsealed, head_n = excluded.head_n,
            head_hash = excluded.head_hash, head_signature = excluded.head_signature, faults = excluded.faults`,
    )
    .execute()
}

/** None, where nobody has looked yet. */
export function listVerdicts(db: AnyControlReader, tenantId: string): Promise<KeptVerdict[]> {
  return db
    .raw<KeptVerdict>(
      sql`select source, verified_at, links, sealed, unsealed, head_n, head_hash, head_signature, faults
            from control.audit_verdicts where tenant_id = ${tenantId} order by source desc`,
    )
    .execute()
}
