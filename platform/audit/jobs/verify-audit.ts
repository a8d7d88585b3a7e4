import type { Tenant } from '@tenantry/tenancy'
import { strictObject } from '#contract/route.ts'
import type { TenantErrand } from '#platform/outbox/jobs.ts'
import { post } from '#platform/outbox/outbox.ts'
import { controlGround, dataGround } from '../grounds.ts'
import { keepVerdicts } from '../verdicts.ts'
import { verifyGround } from '../verify-ground.ts'
import type { AuditJobParts } from './audit-jobs.ts'

const Nothing = strictObject({})

/** A hundred thousand events take some seconds; an audit that takes longer than this is verified from its export. */
export const verifyTimeoutMs = 20 * 60_000

/** Looks whether what is remembered of a tenant is what was sealed, because somebody asked. */
export function verifyAudit(parts: AuditJobParts): TenantErrand<typeof Nothing, unknown> {
  return {
    kind: 'tenant-errand',
    payload: Nothing,
    attempts: 3,
    timeoutMs: verifyTimeoutMs,
    perform: ({ tenant }, _payload, { signal }) => verifyTenant(parts, tenant, signal),
  }
}

/** Verifies both chains of a tenant and keeps what was found, for its people to see. */
export async function verifyTenant(
  { tenancy, proof }: Pick<AuditJobParts, 'tenancy' | 'proof'>,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<void> {
  const options = { key: proof.key, anchors: await proof.anchorsOf(tenant), signal }
  const verdicts = {
    data: await verifyGround(dataGround(tenancy, tenant), options),
    control: await verifyGround(controlGround(tenancy, tenant.id), options),
  }
  await tenancy.control<unknown>().run(async (tx) => {
    await keepVerdicts(tx, tenant.id, verdicts)
    await post(tx, { kind: 'audit.verified', entityId: tenant.id, tenantId: tenant.id })
  })
}
