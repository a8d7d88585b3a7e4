import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { ColumnType } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { databaseNames, withAdmin } from '../src/admin.ts'
import {
  type Actor,
  type Fleet,
  newId,
  openFleet,
  openTenancy,
  type Tenancy,
  type Tenant,
} from '../src/index.ts'

export interface NotesTables {
  'notes.folders': { tenantId: ColumnType<string, never, never>; id: string; title: string }
  'notes.notes': {
    tenantId: ColumnType<string, never, never>
    id: string
    folderId: string | null
    body: string
    createdAt: ColumnType<string, never, never>
  }
  'notes.colours': { code: string; label: string }
}

export const someone: Actor = { kind: 'system', name: 'test' }
export const masterKey = Buffer.alloc(32, 7)

export interface Deployment {
  fleet: Fleet
  tenancy: Tenancy
  adminUrl: string
  databaseUrl: string
  /** Two tenants of the pool and one with a database of its own. */
  acme: Tenant
  globex: Tenant
  solo: Tenant
  /** A plain connection as the fenced login, past the kernel. */
  asWebLogin<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A deployment of its own: control database, pool and one silo, gone after `close`. */
export async function startDeployment(): Promise<Deployment> {
  const { adminUrl, databaseUrl, fleet } = await emptyDeployment()
  await fleet.migrate()
  const acme = await fleet.provision({
    slug: 'acme',
    app: 'notes',
    name: 'Acme',
    plan: 'trial',
    placement: 'pool',
  })
  const globex = await fleet.provision({
    slug: 'globex',
    app: 'notes',
    name: 'Globex',
    plan: 'trial',
    placement: 'pool',
  })
  const solo = await fleet.provision({
    slug: 'solo',
    app: 'notes',
    name: 'Solo',
    plan: 'trial',
    placement: 'silo',
  })
  const tenancy = await openTenancy({ databaseUrl, masterKey, globalTables: ['notes.colours'] })
  return {
    fleet,
    tenancy,
    adminUrl,
    databaseUrl,
    acme,
    globex,
    solo,
    asWebLogin: (database, work) => withAdmin(databaseUrl, database, work),
    close: async () => {
      await tenancy.close()
      await dropDeployment(adminUrl, databaseUrl)
    },
  }
}

/** URLs and a fleet for a control database that does not exist yet. */
async function emptyDeployment() {
  const name = `k${randomBytes(6).toString('hex')}`
  const rename = (text: string) => {
    const url = new URL(text)
    url.pathname = `/${name}`
    return url.href
  }
  const adminUrl = rename(inject('adminUrl'))
  const notes = { module: 'notes', folder: fileURLToPath(new URL('./sql/notes', import.meta.url)) }
  const fleet = openFleet({ adminUrl, masterKey, modules: { control: [], data: [notes] } })
  return { adminUrl, databaseUrl: rename(inject('databaseUrl')), fleet }
}

/** Drops all databases of a deployment; what is still connected as the fenced login is cut. */
export async function dropDeployment(adminUrl: string, databaseUrl: string): Promise<void> {
  const { control } = databaseNames(adminUrl)
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where usename = current_user and starts_with(datname, $1) and pid <> pg_backend_pid()`
  await withAdmin(databaseUrl, control, (client) => client.query(cut, [control]))
  await withAdmin(adminUrl, 'postgres', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where datname = $1 or starts_with(datname, $1 || '_')`,
      [control],
    )
    for (const { name } of rows) {
      await client.query(`alter database ${pg.escapeIdentifier(name)} is_template false`)
      // A backend told to end takes a moment; PostgreSQL itself waits up to five seconds for it.
      await client.query(`drop database ${pg.escapeIdentifier(name)}`)
    }
    await client.query(`drop role if exists ${pg.escapeIdentifier(`${control}_worker`)}`)
  })
}

export function insertNote(tenancy: Tenancy, tenant: Tenant, body: string): Promise<string> {
  const id = newId()
  return tenancy
    .tables<NotesTables>()
    .run(tenant, someone, (tx) => tx.insertInto('notes.notes').values({ id, body }).execute())
    .then(() => id)
}
