import { type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { OwnerTenantTables } from './tenants.tables.ts'

/** Of `tenancy.onSignal`: an operator has asked. */
export const tenantRequestsSignal = 'tenant requests'

interface Asked {
  tenantId: string
  operatorId: string
  act: 'suspend' | 'resume'
  reason: string
}

const from = { suspend: 'active', resume: 'suspended' } as const

/** Asks for a change of a tenant's status. Of two who ask at once the second is told so. */
export async function requestStatus(
  tx: ControlTx<OwnerTenantTables>,
  { tenantId, operatorId, act, reason }: Asked,
): Promise<void> {
  const tenant = await tx
    .selectFrom('control.tenants')
    .select('status')
    .where('id', '=', tenantId)
    .executeTakeFirst()
  if (!tenant) throw new DomainError('not_found')
  if (tenant.status !== from[act]) throw new DomainError('conflict')
  const asked = await tx
    .insertInto('control.tenant_requests')
    .values({ id: newId(), tenantId, operatorId, act, reason })
    // Written out: with a bound value a generic plan finds no index to judge the conflict by.
    .onConflict((conflict) => conflict.column('tenantId').where(sql<boolean>`state = 'asked'`).doNothing())
    .returning('id')
    .execute()
  if (asked.length === 0) throw new DomainError('conflict')
  changed(tx, { entity: 'tenant', id: tenantId, after: { act, reason } })
  await tx.signal(tenantRequestsSignal)
}
