import { fileURLToPath } from 'node:url'
import pg from 'pg'
import {
  closeToPublic,
  createDatabase,
  databaseNames,
  ensureControlDatabase,
  ensureRoles,
  withAdmin,
} from './admin.ts'
import { TenancyError } from './errors.ts'
import {
  applyMigrations,
  type Migration,
  type MigrationModule,
  readMigrations,
  signatureOf,
} from './migrations.ts'
import {
  completeDatabase,
  ensureDatabase,
  type NewTenant,
  type ProvisionParts,
  provisionTenant,
} from './provision.ts'
import { selectTenants, type TenantRow, tenantOf } from './tenant-rows.ts'
import type { Tenant } from './tenant.ts'
import { ensureWorkerLogin } from './worker-login.ts'

export interface FleetOptions {
  /** The admin login's URL of the control database (CREATEDB, CREATEROLE). Made where it does not exist. */
  adminUrl: string
  masterKey: Buffer
  /** The fenced login that serves tenants; it must exist. Default `tenantry_web`. */
  webLogin?: string
  /** Modules of the control database and of data databases, in order; the kernel's own come first by themselves. */
  modules: { control: readonly MigrationModule[]; data: readonly MigrationModule[] }
}

export interface MigrationProgress {
  database: string
  applied: number
  done: number
  total: number
}

export interface MigrationReport {
  applied: number
  databases: number
  /** Databases that could not be brought up to date; the rest was. */
  failed: { database: string; reason: string }[]
}

/** The admin's side: databases and tenants are made, changed and listed here, never by the web process. */
export interface Fleet {
  /** Brings the control database, the template, the pool and every silo up to date; makes what is missing. */
  migrate(onProgress?: (progress: MigrationProgress) => void): Promise<MigrationReport>
  /** Makes a tenant, step by step; the same slug, run again, completes what was begun. */
  provision(tenant: NewTenant, onStep?: (step: string) => void): Promise<Tenant>
  list(): Promise<Tenant[]>
  find(slug: string): Promise<Tenant | undefined>
  /** Read-only from now on; `reason` is shown to the tenant's people. Throws `unknown_tenant`. */
  suspend(slug: string, reason: string): Promise<Tenant>
  resume(slug: string): Promise<Tenant>
  /** Makes the worker's login (`workerUrl`) for this control database; `migrate` does it too. */
  ensureWorkerLogin(): Promise<void>
}

const kernelModules = {
  control: { module: 'control', folder: fileURLToPath(new URL('../sql/control', import.meta.url)) },
  data: { module: 'fence', folder: fileURLToPath(new URL('../sql/data', import.meta.url)) },
}

/** Opens the fleet to an admin process. It holds no connection between calls. */
export function openFleet(options: FleetOptions): Fleet {
  const { adminUrl } = options
  const names = databaseNames(adminUrl)
  const readParts = async (): Promise<ProvisionParts> => ({
    adminUrl,
    masterKey: options.masterKey,
    webLogin: options.webLogin ?? 'tenantry_web',
    migrations: await readMigrations([kernelModules.data, ...options.modules.data]),
  })
  return {
    migrate: async (onProgress = () => {}) => {
      await ensureControlDatabase(adminUrl)
      const parts = await readParts()
      const controlMigrations = await readMigrations([kernelModules.control, ...options.modules.control])
      return withAdmin(adminUrl, names.control, (control) =>
        migrateAll(parts, controlMigrations, control, onProgress),
      )
    },
    provision: async (tenant, onStep) => provisionTenant(await readParts(), tenant, onStep),
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

async function migrateAll(
  parts: ProvisionParts,
  controlMigrations: readonly Migration[],
  control: pg.Client,
  onProgress: (progress: MigrationProgress) => void,
): Promise<MigrationReport> {
  const names = databaseNames(parts.adminUrl)
  // One migration run at a time; the lock goes with the connection.
  await control.query(`select pg_advisory_lock(hashtextextended('tenantry migrate', 0))`)
  await ensureRoles(control, parts.webLogin)
  await closeToPublic(control, names.control, [parts.webLogin])
  await ensureWorkerLogin(control, parts.adminUrl, parts.masterKey)
  let applied = await applyMigrations(control, 'control.migrations', controlMigrations)
  await ensureTemplate(parts, control)
  await ensureDatabase(parts, control, names.pool, 'pool')

  const { rows } = await control.query<{ id: string; name: string }>(
    `select id, name from control.databases order by kind, name`,
  )
  const failed: MigrationReport['failed'] = []
  let done = 0
  const queue = [...rows]
  // Four at a time: more were no faster on one server.
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { id, name } = next
      const count = await completeDatabase(parts, control, name, id).catch((error) => {
        failed.push({ database: name, reason: error instanceof Error ? error.message : String(error) })
        return 0
      })
      applied += count
      onProgress({ database: name, applied: count, done: ++done, total: rows.length })
    }
  }
  await Promise.all([work(), work(), work(), work()])
  return { applied, databases: rows.length + 1, failed }
}

/**
 * The database that others are copied from: migrated, without identity or key, and closed to connections, since a
 * copy cannot be made while somebody is connected. Built anew where the migrations have changed.
 */
async function ensureTemplate({ adminUrl, migrations }: ProvisionParts, control: pg.Client): Promise<void> {
  const { template } = databaseNames(adminUrl)
  const signature = signatureOf(migrations)
  const { rows } = await control.query<{ built: string | null }>(
    `select shobj_description(oid, 'pg_database') as built from pg_database where datname = $1`,
    [template],
  )
  if (rows[0]?.built === signature) return
  const building = `${template}_new`
  await control.query(`drop database if exists ${pg.escapeIdentifier(building)}`)
  await createDatabase(control, building, 'template0')
  await closeToPublic(control, building, [])
  await withAdmin(adminUrl, building, (client) => applyMigrations(client, 'fence.migrations', migrations))
  if (rows.length > 0) {
    await control.query(`alter database ${pg.escapeIdentifier(template)} is_template false`)
    await control.query(`drop database ${pg.escapeIdentifier(template)}`)
  }
  await control.query(
    `comment on database ${pg.escapeIdentifier(building)} is ${pg.escapeLiteral(signature)}`,
  )
  await control.query(
    `alter database ${pg.escapeIdentifier(building)} rename to ${pg.escapeIdentifier(template)}`,
  )
  await control.query(
    `alter database ${pg.escapeIdentifier(template)} is_template true allow_connections false`,
  )
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
    return tenant
  })
}
