import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { withAdmin } from '../../admin.ts'
import { abandonTenant, deleteTenantRows } from '../../fleet/abandon.ts'
import { type DatabaseRecord, selectDatabases } from '../../fleet/databases.ts'
import { type FleetParts, inTransaction, withData } from '../../fleet/parts.ts'
import { provisionTenant } from '../../provision.ts'
import { mainServer, type UrlOf } from '../../servers.ts'
import { selectTenants, type TenantRow } from '../../tenant-rows.ts'
import type { Tenant } from '../../tenant.ts'

/** The app of canaries: no product has it, so that nobody can sign in to one or reach it by an address. */
const canaryApp = 'verify-canary'

export interface Canaries {
  /** One in the pool of each server. */
  pools: Tenant[]
  silo: Tenant
}

/** Makes a tenant in each pool and one with a database of its own, as any other is made. */
export async function makeCanaries(parts: FleetParts): Promise<Canaries> {
  const make = (placement: 'pool' | 'silo', server: string) => {
    const slug = `${canaryApp}-${placement}-${randomBytes(4).toString('hex')}`
    const name = 'Canary of verify'
    return provisionTenant(parts, { slug, app: canaryApp, name, plan: 'trial', placement, server })
  }
  const pools: Tenant[] = []
  for (const server of parts.servers) pools.push(await make('pool', server))
  return { pools, silo: await make('silo', mainServer) }
}

/**
 * Removes every canary there is, also those that a killed run has left behind: as a tenant is undone that was never
 * entered, so that what is cut short is completed by the next run, or by whoever reconciles.
 */
export async function removeCanaries(
  parts: FleetParts,
  webUrlOf: UrlOf,
  control: pg.Client,
): Promise<number> {
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.app = $1 order by t.no`, [
    canaryApp,
  ])
  // What a run left on a server that is not configured here waits for one that is.
  const within = rows.filter(({ server }) => server === null || parts.servers.includes(server))
  if (within.length === 0) return 0
  await deleteFromPools(
    parts,
    control,
    within.map(({ id }) => id),
  )
  for (const row of within) {
    if (row.placement === 'silo' && row.database) await cutConnections(webUrlOf, row.server!, row.database)
    await inTransaction(control, async () => {
      await control.query(`update control.tenants set status = 'pending' where id = $1`, [row.id])
      await control.query(`update control.operations set state = 'undoing' where tenant_id = $1`, [row.id])
    })
    await abandonTenant(parts, row.slug)
  }
  return within.length
}

/** In each pool the probes plant rows of a foreign tenant too: of one that has its home elsewhere. */
export async function deleteFromPools(
  parts: FleetParts,
  control: pg.Client,
  tenantIds: readonly string[],
): Promise<void> {
  const { rows } = await control.query<DatabaseRecord>(`${selectDatabases} where d.kind = 'pool'`)
  for (const pool of rows.filter(({ server }) => parts.servers.includes(server))) {
    for (const id of tenantIds) await withData(parts, pool, (client) => deleteTenantRows(client, id))
  }
}

/** A server that learned of the canary may be connected to it: its connections are cut, by the login they belong to. */
async function cutConnections(webUrlOf: UrlOf, server: string, database: string): Promise<void> {
  await withAdmin(webUrlOf(server).href, database, (own) =>
    own.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
    ),
  ).catch(() => {}) // It may be gone already, or not there yet; dropping it will tell.
}
