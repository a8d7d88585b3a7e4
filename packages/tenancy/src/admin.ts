import pg from 'pg'
import { noticedWithin, withSettings } from './connection-settings.ts'
import { TenancyError } from './errors.ts'

/** The groups that grants and policies name; logins are members of them. They belong to the whole server. */
const groups = [
  'tenantry_owner',
  'tenantry_app',
  'tenantry_maintenance',
  'tenantry_control',
  'tenantry_jobs',
] as const

/** The names of one deployment's databases, all made from the control database's. */
export function databaseNames(adminUrl: string) {
  const control = decodeURIComponent(new URL(adminUrl).pathname.slice(1))
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(control)) {
    throw new TenancyError(
      'database_unavailable',
      `the URL must name a database in small letters, digits and _: "${control}"`,
    )
  }
  return {
    control,
    pool: `${control}_pool`,
    template: `${control}_template`,
    /** Where a new template is built. */
    templateBeside: `${control}_template_new`,
    silo: (tenantNo: number) => `${control}_silo_${tenantNo}`,
  }
}

/** Opens one admin connection to `database` for the time of `work`. */
export async function withAdmin<T>(
  adminUrl: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  const client = new pg.Client({
    connectionString: withSettings(url, noticedWithin(60)),
    application_name: 'tenantry fleet',
    connectionTimeoutMillis: 10_000,
    // A server that went without a word is noticed, however long the statement may take.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  client.on('error', () => {}) // a lost connection shows at the next query
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Makes the control database where it does not exist yet. */
export async function ensureControlDatabase(adminUrl: string): Promise<void> {
  const { control } = databaseNames(adminUrl)
  try {
    await withAdmin(adminUrl, control, async () => {})
  } catch (error) {
    if (!isSqlState(error, '3D000')) throw error
    await withAdmin(adminUrl, 'postgres', (client) => createDatabase(client, control, 'template0'))
  }
}

/**
 * Makes the groups where they are missing, lets the admin act as owner and as maintenance, and puts the fenced login
 * into its two groups and no other.
 */
export async function ensureRoles(client: pg.Client, webLogin: string): Promise<void> {
  for (const group of groups) {
    await client.query(`create role ${group} nologin`).catch((error) => {
      // 42710: it exists; 23505: another process made it in the same moment.
      if (!isSqlState(error, '42710', '23505')) throw error
    })
  }
  const missing = async (group: string, member: string) => {
    const { rows } = await client.query(
      `select 1 from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
        where g.rolname = $1 and r.rolname = $2 and not m.admin_option`,
      [group, member],
    )
    return rows.length === 0
  }
  const { rows } = await client.query<{ name: string; superuser: boolean }>(
    'select rolname as name, rolsuper as superuser from pg_roles where rolname = current_user',
  )
  const admin = rows[0]!
  if (!admin.superuser) {
    for (const group of ['tenantry_owner', 'tenantry_maintenance']) {
      if (await missing(group, admin.name)) await grantMembership(client, group, admin.name)
    }
  }
  for (const group of ['tenantry_app', 'tenantry_control']) {
    if (await missing(group, webLogin)) await grantMembership(client, group, webLogin)
  }
}

async function grantMembership(client: pg.Client, group: string, member: string): Promise<void> {
  await client.query(`grant ${group} to ${pg.escapeIdentifier(member)}`)
}

/** CREATE DATABASE, tried again while the template is in use elsewhere (another copy being made of it). */
export async function createDatabase(client: pg.Client, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(
        `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)} encoding 'UTF8'`,
      )
      return
    } catch (error) {
      if (!isSqlState(error, '55006') || attempt === 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 100 * Math.random() * attempt))
    }
  }
}

/** CONNECT for the logins that serve the database and nobody else; grants on a database do not travel with a copy. */
export async function closeToPublic(
  client: pg.Client,
  database: string,
  logins: readonly string[],
): Promise<void> {
  const name = pg.escapeIdentifier(database)
  await client.query(`revoke all on database ${name} from public`)
  await client.query(`grant connect, create on database ${name} to tenantry_owner`)
  for (const login of logins)
    await client.query(`grant connect on database ${name} to ${pg.escapeIdentifier(login)}`)
}

export function isSqlState(error: unknown, ...states: string[]): boolean {
  return error instanceof pg.DatabaseError && states.includes(error.code ?? '')
}
