import pg from 'pg'
import type { Deployment } from './deployment.ts'
import type { TenantSlug } from './deployment-template.ts'

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

/** Runs SQL past the fence, as maintenance in a data database or as the admin in the control database. */
export async function queryAsAdmin<Row extends pg.QueryResultRow>(
  { adminUrl }: Pick<Deployment, 'adminUrl'>,
  { database, role }: { database?: string; role?: string },
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const url = new URL(adminUrl)
  if (database) url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    if (role) await client.query(`set role ${role}`)
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
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
