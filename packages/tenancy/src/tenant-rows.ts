import type pg from 'pg'
import type { Tenant, TenantStatus } from './tenant.ts'

/** A tenant as the control database answers it to `selectTenants`. */
export interface TenantRow {
  id: string
  no: string
  slug: string
  app: string
  name: string
  status: TenantStatus
  status_reason: string | null
  plan: string
  placement: 'pool' | 'silo'
  database_id: string | null
  server: string | null
  database: string | null
  key_id: number | null
  schema: string | null
  hosts: string[]
  locale: string
  currency: string
  time_zone: string
  accent: string | null
  demo: boolean
}

/** To be followed by a `where` on `t`, or by nothing. */
export const selectTenants = `
  select t.id, t.no, t.slug, t.app, t.name, t.status, t.status_reason, t.plan, t.placement, t.database_id,
         d.server, d.name as database, d.key_id, d.schema::text as schema, t.locale, t.currency, t.time_zone, t.accent, t.demo,
         array(select host from control.domains where tenant_id = t.id and verified_at is not null order by host) as hosts
    from control.tenants t left join control.databases d on d.id = t.database_id`

export function tenantOf(row: TenantRow): Tenant {
  return {
    id: row.id,
    no: Number(row.no),
    slug: row.slug,
    app: row.app,
    name: row.name,
    status: row.status,
    statusReason: row.status_reason,
    plan: row.plan,
    // A tenant without a database is pending, and the kernel opens none that is pending.
    placement: {
      kind: row.placement,
      server: row.server ?? '',
      databaseId: row.database_id ?? '',
      database: row.database ?? '',
      keyId: row.key_id ?? 0,
      schema: row.schema ?? '{}',
    },
    hosts: row.hosts,
    locale: row.locale,
    currency: row.currency,
    timeZone: row.time_zone,
    accent: row.accent,
    demo: row.demo,
  }
}

export async function getTenant(control: pg.Client, id: string): Promise<Tenant> {
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.id = $1`, [id])
  return tenantOf(rows[0]!)
}
