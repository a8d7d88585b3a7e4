import pg from 'pg'
import { closeToPublic, createDatabase, isSqlState, withAdmin } from '../admin.ts'
import { TenancyError } from '../errors.ts'
import { applyMigrations } from '../migrations.ts'
import { crashpoint } from './crashpoint.ts'
import { type FleetParts, withLock, withServer } from './parts.ts'

/**
 * The database of a server that others are copied from: migrated, without identity or key, and closed to connections,
 * since a copy cannot be made while somebody is connected. Its comment says which migrations it holds; without one it is
 * being changed, and is not copied. What it lacks is run in it; it is built anew only where nothing leads from what it
 * holds to this release, since dropping a database makes PostgreSQL write all others to disk first.
 */
export async function ensureTemplate(parts: FleetParts, control: pg.Client, server: string): Promise<void> {
  await withServer(parts, control, server, async (client) => {
    if ((await builtFrom(client, parts.names.template)) === parts.signature) return
    if (!(await bringForward(parts, control, client, server))) await rebuild(parts, control, client, server)
  })
}

/** Whether a template is there that a killed migration left open or without its comment. */
export async function isHalfChanged(client: pg.Client, template: string): Promise<boolean> {
  const { rows } = await client.query<{ half: boolean }>(
    `select datallowconn or shobj_description(oid, 'pg_database') is null as half from pg_database where datname = $1`,
    [template],
  )
  return rows[0]?.half ?? false
}

/** Copies a server's template. Throws `schema_unknown` where that is not of this release. */
export async function copyTemplate(
  parts: FleetParts,
  control: pg.Client,
  client: pg.Client,
  server: string,
  name: string,
): Promise<void> {
  const copy = async () => {
    if ((await builtFrom(client, parts.names.template)) !== parts.signature) {
      throw new TenancyError(
        'schema_unknown',
        `the template on the server "${server}" is not of this release: migrate the fleet first`,
      )
    }
    await createDatabase(client, name, parts.names.template).catch((error) => {
      // It is there: a client that died had asked for it, and the server finished alone.
      if (!isSqlState(error, '42P04', '23505')) throw error
    })
  }
  // Shared: copies are made side by side, and none while the template is changed.
  await withLock(control, `template ${server}`, copy, 'shared')
}

/** Runs in the template what it lacks. False where there is none, or nothing leads from what it holds to this release. */
async function bringForward(
  parts: FleetParts,
  control: pg.Client,
  client: pg.Client,
  server: string,
): Promise<boolean> {
  const { template } = parts.names
  const name = pg.escapeIdentifier(template)
  return withLock(control, `template ${server}`, async () => {
    if ((await builtFrom(client, template)) === undefined) return false
    await client.query(`comment on database ${name} is null`)
    await client.query(`alter database ${name} allow_connections true`)
    crashpoint('template: opened')
    // Nobody but the admin can connect: it was closed to PUBLIC before it was closed to all.
    let fits = true
    try {
      await withAdmin(parts.urlOf(server).href, template, (inside) =>
        applyMigrations(inside, 'fence.migrations', parts.migrations),
      )
    } catch (error) {
      if (!(error instanceof TenancyError)) throw error
      fits = false
    } finally {
      await client.query(`alter database ${name} allow_connections false`)
    }
    if (!fits) return false
    crashpoint('template: migrated')
    await client.query(`comment on database ${name} is ${pg.escapeLiteral(parts.signature)}`)
    return true
  })
}

/** Builds another template beside and renames it when all is in it. */
async function rebuild(
  parts: FleetParts,
  control: pg.Client,
  client: pg.Client,
  server: string,
): Promise<void> {
  const { template, templateBeside } = parts.names
  await dropTemplate(client, templateBeside)
  await createDatabase(client, templateBeside, 'template0')
  crashpoint('template: made')
  await closeToPublic(client, templateBeside, [])
  await withAdmin(parts.urlOf(server).href, templateBeside, (inside) =>
    applyMigrations(inside, 'fence.migrations', parts.migrations),
  )
  const beside = pg.escapeIdentifier(templateBeside)
  await client.query(`comment on database ${beside} is ${pg.escapeLiteral(parts.signature)}`)
  await client.query(`alter database ${beside} is_template true allow_connections false`)
  crashpoint('template: built')
  await withLock(control, `template ${server}`, async () => {
    await dropTemplate(client, template)
    crashpoint('template: replaced')
    await client.query(`alter database ${beside} rename to ${pg.escapeIdentifier(template)}`)
  })
}

export async function dropTemplate(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query('select from pg_database where datname = $1 and datistemplate', [name])
  if (rows.length > 0) await client.query(`alter database ${pg.escapeIdentifier(name)} is_template false`)
  await client.query(`drop database if exists ${pg.escapeIdentifier(name)}`)
}

/** `undefined` where there is no such template, null where it is being changed. */
async function builtFrom(client: pg.Client, template: string): Promise<string | null | undefined> {
  const { rows } = await client.query<{ built: string | null }>(
    `select shobj_description(oid, 'pg_database') as built from pg_database
      where datname = $1 and datconnlimit <> -2`,
    [template],
  )
  return rows[0]?.built
}
