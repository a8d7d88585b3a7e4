import { sql } from 'kysely'
import { strictObject } from '#contract/route.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import type { TenantErrand } from '#platform/outbox/jobs.ts'
import { enqueueAll } from '#platform/outbox/outbox.ts'
import type { AuditJobParts } from './audit-jobs.ts'
import { verifyTenant, verifyTimeoutMs } from './verify-audit.ts'

const Nothing = strictObject({})

/** Every day: verifies the audit and asks for a mail to each of those who may read it, with the heads of its chains. */
export function reportAudit(parts: AuditJobParts): TenantErrand<typeof Nothing, unknown> {
  return {
    kind: 'tenant-errand',
    payload: Nothing,
    timeoutMs: verifyTimeoutMs,
    perform: async ({ tenant }, _payload, { signal }) => {
      await verifyTenant(parts, tenant, signal)
      const control = parts.tenancy.control<IdentityTables>()
      const admins = await control.read((db) =>
        db
          .selectFrom('control.members')
          .select('accountId')
          .where('tenantId', '=', tenant.id)
          .where('status', '=', 'active')
          .where(sql<boolean>`roles && array['owner', 'admin']`)
          .execute(),
      )
      return async (tx) => void (await enqueueAll(tx, 'send-audit-report', admins))
    },
  }
}
