import type pg from 'pg'
import { databaseNames, withAdmin } from './admin.ts'
import { TenancyError } from './errors.ts'
import { abandonTenant } from './fleet/abandon.ts'
import { type MigrationProgress, type MigrationReport, migrateFleet } from './fleet/migrate-fleet.ts'
import { type MigrationPlan, type PlanOptions, planMigration } from './fleet/plan-migration.ts'
import { type FleetOptions, readParts } from './fleet/parts.ts'
import type { FindingKind, FleetFinding } from './fleet/findings.ts'
import { type ReconcileOptions, reconcileFleet } from './fleet/reconcile.ts'
import { type RecheckReport, recheckFleet } from './fleet/recheck.ts'
import { fillStock } from './fleet/stock.ts'
import type { NewTenant } from './new-tenant.ts'
import { provisionTenant } from './provision.ts'
import { mainServer } from './servers.ts'
import { selectTenants, type TenantRow, tenantOf } from './tenant-rows.ts'
import type { Tenant } from './tenant.ts'
import { ensureWorkerLogin } from './worker-login.ts'

export type {
  FindingKind,
  FleetFinding,
  FleetOptions,
  MigrationPlan,
  MigrationProgress,
  MigrationReport,
  RecheckReport,
}

/** A data database, for people to look at. */
export interface DatabaseStatus {
  id: string
  server: string
  name: string
  kind: 'pool' | 'silo'
  /** `making`: not complete yet. `ready`: made ahead, nobody's. */
  state: 'making' | 'ready' | 'serving'
  tenants: number
  /** The last migration of each module; empty while one runs. */
  levels: Record<string, number>
  /** Why its migration failed. */
  failure: string | null
}

/** The admin's side: databases and tenants are made, changed and listed here, never by the web process. */
export interface Fleet {
  /**
   * Brings the control database and, on every server, the template, the pool and every silo up to date; makes what is
   * missing. A database that fails is set aside with its reason and the rest goes on; run again, only the rest runs.
   */
  migrate(onProgress?: (progress: MigrationProgress) => void): Promise<MigrationReport>
  /**
   * Asks every data database what it has reached and corrects the record, which `migrate` goes by: to be called after one
   * was brought back from a backup by hand. Takes a connection to each.
   */
  recheck(
    onProgress?: (progress: { database: string; done: number; total: number }) => void,
  ): Promise<RecheckReport>
  /** What `migrate` would run, with `recheck` what it would run after that; nothing is run, and no record corrected. */
  plan(options?: PlanOptions): Promise<MigrationPlan>
  /** Makes a tenant, step by step; the same slug, run again, completes what was begun. */
  provision(tenant: NewTenant, onStep?: (step: string) => void): Promise<Tenant>
  /** Undoes what was begun of a tenant that is still pending, and leaves nothing. Throws `not_pending` for any other. */
  abandon(slug: string): Promise<void>
  /**
   * Makes silos ahead until `count` stand ready on a server: provisioning then takes one and need not wait for a copy. To
   * be called now and then, in the background. Returns how many it made.
   */
  prepareSilos(count: number, server?: string): Promise<number>
  /**
   * What crashes have left of this process, of a connection or of PostgreSQL itself: records without databases, databases
   * without records, work that stopped, drops cut short, orphaned folders. With `repair`, what is safe is also repaired.
   */
  reconcile(options?: ReconcileOptions): Promise<FleetFinding[]>
  /** The data databases of all servers: where they are, what they have reached, why one was set aside. */
  databases(): Promise<DatabaseStatus[]>
  list(): Promise<Tenant[]>
  find(slug: string): Promise<Tenant | undefined>
  /** Read-only from now on; `reason` is shown to the tenant's people. Throws `unknown_tenant`. */
  suspend(slug: string, reason: string): Promise<Tenant>
  resume(slug: string): Promise<Tenant>
  /** Makes the worker's login (`workerUrl`) for this control database; `migrate` does it too. */
  ensureWorkerLogin(): Promise<void>
}

/** Opens the fleet to an admin process. It holds no connection between calls. */
export function openFleet(options: FleetOptions): Fleet {
  const { adminUrl } = options
  const names = databaseNames(adminUrl)
  return {
    migrate: async (onProgress = () => {}) => migrateFleet(await readParts(options), onProgress),
    recheck: async (onProgress = () => {}) => recheckFleet(await readParts(options), onProgress),
    plan: async (given) => planMigration(await readParts(options), given),
    provision: async (tenant, onStep) => provisionTenant(await readParts(options), tenant, onStep),
    abandon: async (slug) => abandonTenant(await readParts(options), slug),
    prepareSilos: async (count, server = mainServer) => fillStock(await readParts(options), server, count),
    reconcile: async (given = {}) => reconcileFleet(await readParts(options), given),
    databases: () => withAdmin(adminUrl, names.control, listDatabases),
    list: () =>
      withAdmin(adminUrl, names.control, async (control) => {
        const { rows } = await control.query<TenantRow>(`${selectTenants} order by t.no`)
        return rows.map(tenantOf)
      }),
    find: (slug) => withAdmin(adminUrl, names.control, (control) => findTenant(control, slug)),
    suspend: (slug, reason) => setStatus(options, slug, 'active', 'suspended', reason),
    resume: (slug) => setStatus(options, slug, 'suspended', 'active', null),
    ensureWorkerLogin: () =>
      withAdmin(adminUrl, names.control, (control) =>
        ensureWorkerLogin(control, adminUrl, options.masterKey),
      ),
  }
}

async function listDatabases(control: pg.Client): Promise<DatabaseStatus[]> {
  const { rows } = await control.query<DatabaseStatus>(
    `select d.id, d.server, d.name, d.kind, d.state, d.failure,
            (select count(*)::int from control.tenants t where t.database_id = d.id) as tenants,
            coalesce((select jsonb_object_agg(key, split_part(value ->> 0, ':', 1)::int) from jsonb_each(d.schema)), '{}')
              as levels
       from control.databases d order by d.server, d.kind, d.name`,
  )
  return rows
}

async function findTenant(control: pg.Client, slug: string): Promise<Tenant | undefined> {
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.slug = $1`, [slug])
  return rows[0] && tenantOf(rows[0])
}

async function setStatus(
  { adminUrl }: FleetOptions,
  slug: string,
  from: Tenant['status'],
  to: Tenant['status'],
  reason: string | null,
): Promise<Tenant> {
  return withAdmin(adminUrl, databaseNames(adminUrl).control, async (control) => {
    await control.query(
      'update control.tenants set status = $3, status_reason = $4, updated_at = now() where slug = $1 and status = $2',
      [slug, from, to, reason],
    )
    const tenant = await findTenant(control, slug)
    if (!tenant) throw new TenancyError('unknown_tenant', `there is no tenant "${slug}"`)
    if (tenant.status === to) return tenant
    const code = tenant.status === 'closed' ? 'tenant_closed' : 'tenant_not_ready'
    throw new TenancyError(code, `the tenant "${slug}" is ${tenant.status}, and cannot become ${to} this way`)
  })
}
