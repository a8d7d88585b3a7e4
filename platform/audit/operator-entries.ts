import type { AnyTenantTx } from '@tenantry/tenancy'
import { recordAct } from './entries.ts'

/** Remembers in a tenant's own audit that somebody entered it who is not its member: `openTenancy({ onOperator })`. */
export function recordOperator(tx: AnyTenantTx, reason: string): Promise<void> {
  const about = { entity: 'tenant', entityId: tx.tenantId, patientId: null }
  return recordAct(tx, { action: 'operator.enter', ...about, detail: { reason } })
}
