import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { databaseNames, withAdmin } from '../../admin.ts'
import { type FleetOptions, openFleet } from '../../fleet.ts'
import { selectTenants, type TenantRow } from '../../tenant-rows.ts'
import type { Tenant } from '../../tenant.ts'

/** The app of canaries: no product has it, so that nobody can sign in to one or reach it by an address. */
const canaryApp = 'verify-canary'

export interface Canaries {
  pool: Tenant
  silo: Tenant
}

/** Makes one tenant in the pool and one with a database of its own, from the template, as any other is made. */
export async function makeCanaries(options: FleetOptions): Promise<Canaries> {
  const fleet = openFleet(options)
  const make = (placement: 'pool' | 'silo') => {
    const slug = `${canaryApp}-${placement}-${randomBytes(4).toString('hex')}`
    return fleet.provision({ slug, app: canaryApp, name: 'Canary of verify', plan: 'trial', placement })
  }
  return { pool: await make('pool'), silo: await make('silo') }
}

/**
 * Removes every canary there is, also those that a killed run has left behind: rows first, then databases, then the
 * tenants, so that what is cut short is found again by the next run.
 */
export async function removeCanaries(
  { adminUrl }: FleetOptions,
  databaseUrl: string,
  control: pg.Client,
): Promise<number> {
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.app = $1 order by t.no`, [
    canaryApp,
  ])
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  const { rows: pools } = await control.query<{ name: string }>(
    `select name from control.databases where kind = 'pool'`,
  )
  for (const { name } of pools) await withAdmin(adminUrl, name, (client) => deleteRows(client, ids))
  const silos = rows
    .filter(({ placement }) => placement === 'silo')
    .map(({ no }) => databaseNames(adminUrl).silo(Number(no)))
  for (const name of silos) await dropSilo(control, databaseUrl, name)
  await forget(control, ids, silos)
  return rows.length
}

/** Deletes all rows of these tenants, in as many rounds as foreign keys ask for. */
export async function deleteRows(client: pg.Client, tenantIds: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'tenant_id' and not a.attisdropped
       and has_table_privilege('tenantry_maintenance', c.oid, 'DELETE')
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`)
  await client.query('set role tenantry_maintenance')
  let left = rows.map(({ name }) => name)
  while (left.length > 0) {
    const refused: string[] = []
    let lastError: unknown
    for (const name of left) {
      await client.query(`delete from ${name} where tenant_id = any($1)`, [tenantIds]).catch((error) => {
        lastError = error
        refused.push(name)
      })
    }
    if (refused.length === left.length) throw lastError
    left = refused
  }
  await client.query('reset role')
}

/** A server that learned of the canary may be connected to it: its connections are cut, by the login they belong to. */
async function dropSilo(control: pg.Client, databaseUrl: string, name: string): Promise<void> {
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = current_user`
  const own = new pg.Client({ connectionString: databaseUrl })
  await own.connect()
  await own.query(cut, [name]).finally(() => own.end())
  await control.query(`drop database if exists ${pg.escapeIdentifier(name)}`)
}

async function forget(
  control: pg.Client,
  tenantIds: readonly string[],
  silos: readonly string[],
): Promise<void> {
  await control.query('begin')
  try {
    await control.query('set local role tenantry_owner')
    await control.query('delete from control.tenants where id = any($1)', [tenantIds])
    await control.query('delete from control.databases where name = any($1)', [silos])
    await control.query('commit')
  } catch (error) {
    await control.query('rollback')
    throw error
  }
}
