import type pg from 'pg'
import { databaseNames, withAdmin } from '../admin.ts'
import { kernelModules, type Migration, type Modules, readMigrations, signatureOf } from '../migrations.ts'
import { mainServer, type ServerUrls, type UrlOf, urlsOf } from '../servers.ts'
import { type Schema, schemaOf } from './schema.ts'
import type { ProvisionStep } from './steps.ts'

/** What the acts of a fleet need to know, read once per act. */
export interface FleetParts {
  adminUrl: string
  names: ReturnType<typeof databaseNames>
  urlOf: UrlOf
  /** The servers configured here, the control database's first. */
  servers: readonly string[]
  masterKey: Buffer
  webLogin: string
  controlMigrations: readonly Migration[]
  /** Of data databases. */
  migrations: readonly Migration[]
  signature: string
  schema: Schema
  steps: readonly ProvisionStep[]
}

/** How a fleet is opened. */
export interface FleetOptions {
  /** The admin login's URL of the control database (CREATEDB, CREATEROLE). Made where it does not exist. */
  adminUrl: string
  /** 32 bytes from which each data database's fence key is derived. */
  masterKey: Buffer
  /** The fenced login that serves tenants; it must exist on every server. Default `tenantry_web`. */
  webLogin?: string
  /**
   * Further servers that hold data databases, with the admin login's URL of each: it names a database that exists there
   * and from which others are made, `postgres` where it names none.
   */
  servers?: ServerUrls<'adminUrl'>
  /** Modules of the control database and of data databases, in order; the kernel's own come first by themselves. */
  modules: Modules
  /** The product's own steps of making a tenant, after the kernel's. */
  steps?: readonly ProvisionStep[]
}

export async function readParts(given: FleetOptions): Promise<FleetParts> {
  const { adminUrl, masterKey, modules } = given
  const urlOf = urlsOf(adminUrl, given.servers, 'adminUrl')
  const migrations = await readMigrations([kernelModules.data, ...modules.data])
  return {
    adminUrl,
    masterKey,
    names: databaseNames(adminUrl),
    urlOf,
    servers: urlOf.names,
    webLogin: given.webLogin ?? 'tenantry_web',
    controlMigrations: await readMigrations([kernelModules.control, ...modules.control]),
    migrations,
    signature: signatureOf(migrations),
    schema: schemaOf(migrations),
    steps: given.steps ?? [],
  }
}

/** An admin's connection to the control database, for the time of `work`. */
export function withControl<T>(parts: FleetParts, work: (control: pg.Client) => Promise<T>): Promise<T> {
  return withAdmin(parts.adminUrl, parts.names.control, work)
}

/** A connection from which a server's databases are made, renamed and dropped. */
export function withServer<T>(
  parts: FleetParts,
  control: pg.Client,
  server: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  if (server === mainServer) return work(control)
  const url = parts.urlOf(server)
  return withAdmin(url.href, decodeURIComponent(url.pathname.slice(1)) || 'postgres', work)
}

/** An admin's connection to one data database. */
export function withData<T>(
  parts: FleetParts,
  { server, name }: { server: string; name: string },
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withAdmin(parts.urlOf(server).href, name, work)
}

/** Holds an advisory lock of the control database while `work` runs; it goes with the connection, however that ends. */
export async function withLock<T>(
  control: pg.Client,
  name: string,
  work: () => Promise<T>,
  mode: 'exclusive' | 'shared' = 'exclusive',
): Promise<T> {
  const suffix = mode === 'shared' ? '_shared' : ''
  const key = [`tenantry ${name}`]
  await control.query(`select pg_advisory_lock${suffix}(hashtextextended($1, 0))`, key)
  try {
    return await work()
  } finally {
    await control.query(`select pg_advisory_unlock${suffix}(hashtextextended($1, 0))`, key).catch(() => {})
  }
}

/** Holds the lock where nobody else does; `undefined` where somebody does. */
export async function withFreeLock<T>(
  control: pg.Client,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const key = [`tenantry ${name}`]
  const { rows } = await control.query<{ free: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
    key,
  )
  if (!rows[0]!.free) return undefined
  try {
    return await work()
  } finally {
    await control.query('select pg_advisory_unlock(hashtextextended($1, 0))', key).catch(() => {})
  }
}

/** One transaction of the control database. */
export async function inTransaction<T>(control: pg.Client, work: () => Promise<T>): Promise<T> {
  await control.query('begin')
  try {
    const result = await work()
    await control.query('commit')
    return result
  } catch (error) {
    await control.query('rollback').catch(() => {})
    throw error
  }
}
