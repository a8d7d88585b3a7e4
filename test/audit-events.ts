import type { Deployment } from './deployment.ts'
import type { TenantSlug } from './deployment-template.ts'
import { queryAsAdmin } from './past-the-fence.ts'

/** An event as its table holds it. */
export interface StoredEvent {
  id: string
  at: Date
  actor_kind: string
  actor: string | null
  actor_name: string | null
  roles: string[]
  session_id: string | null
  ip: string | null
  action: string
  entity: string
  entity_id: string | null
  patient_id: string | null
  outcome: string
  request_id: string | null
  detail: Record<string, unknown>
}

/** What is remembered of a tenant in its data database, oldest first. */
export function dataEventsOf(deployment: Deployment, slug: TenantSlug): Promise<StoredEvent[]> {
  const { id, placement } = deployment.tenant(slug)
  return queryAsAdmin(
    deployment,
    { database: placement.database, role: 'tenantry_maintenance' },
    `select *, case when patients is null then detail
       else detail || jsonb_build_object('patients', patients) end as detail
       from core.audit_events where tenant_id = $1 order by id`,
    [id],
  )
}

/** What is remembered of a tenant in the control database, oldest first. */
export function controlEventsOf(deployment: Deployment, slug: TenantSlug): Promise<StoredEvent[]> {
  return queryAsAdmin(
    deployment,
    { role: 'tenantry_owner' },
    'select * from control.audit_events where tenant_id = $1 order by id',
    [deployment.tenant(slug).id],
  )
}
