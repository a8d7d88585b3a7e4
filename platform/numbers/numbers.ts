import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/**
 * The next number of a kind in a period: 1, 2, 3 … without gaps or doubles, because the counter's row is locked until
 * the transaction ends. `nextNumber(tx, 'patient', '2026')`.
 */
export async function nextNumber(tx: AnyTenantTx, kind: string, period: string): Promise<number> {
  const [row] = await tx
    .raw<{ value: number }>(
      sql`insert into core.counters as counter (tenant_id, kind, period, value)
          values (${tx.tenantId}, ${kind}, ${period}, 1)
          on conflict (tenant_id, kind, period) do update set value = counter.value + 1
          returning value`,
    )
    .execute()
  if (!row) throw new Error('The counter answered no row')
  return row.value
}
