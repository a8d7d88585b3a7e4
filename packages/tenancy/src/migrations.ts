import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { isSqlState } from './admin.ts'
import { TenancyError } from './errors.ts'
import { crashpoint } from './fleet/crashpoint.ts'
import { type LedgerRow, sha256 } from './fleet/schema.ts'

/** A folder of `NNNN-what-changes.sql` files and the name they are recorded under. */
export interface MigrationModule {
  module: string
  folder: string
}

/** The product's, of the control database and of data databases, in the order they run. */
export interface Modules {
  control: readonly MigrationModule[]
  data: readonly MigrationModule[]
}

/**
 * One file. Where its first line is `-- expand` it only adds, in a way that the release before it does not notice: that
 * release may go on serving a database in which it has run. Everything else keeps older releases out.
 */
export interface Migration extends LedgerRow {
  name: string
  text: string
}

/** The kernel's own, which come before the product's. */
export const kernelModules = {
  control: { module: 'control', folder: fileURLToPath(new URL('../sql/control', import.meta.url)) },
  data: { module: 'fence', folder: fileURLToPath(new URL('../sql/data', import.meta.url)) },
}

/** Reads the modules' files, in order of module and number. */
export async function readMigrations(modules: readonly MigrationModule[]): Promise<Migration[]> {
  const all = await Promise.all(modules.map(readModule))
  return all.flat()
}

async function readModule({ module, folder }: MigrationModule): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const migrations = await Promise.all(
    files.map(async (file): Promise<Migration> => {
      const match = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file)
      if (!match)
        throw new TenancyError('schema_unknown', `${join(folder, file)} is not named NNNN-what-changes.sql`)
      const text = await readFile(join(folder, file), 'utf8')
      const expand = /^-- expand[ \t]*\r?$/m.test(text.split('\n', 1)[0]!)
      return { module, number: Number(match[1]), name: match[2]!, text, checksum: sha256(text), expand }
    }),
  )
  const double = migrations.find((each, at) => migrations[at + 1]?.number === each.number)
  if (double)
    throw new TenancyError('schema_unknown', `two migrations of ${module} have the number ${double.number}`)
  return migrations
}

/** One hash over all of them: two databases with the same one have the same schema. */
export function signatureOf(migrations: readonly Migration[]): string {
  return sha256(
    migrations.map(({ module, number, checksum }) => `${module} ${number} ${checksum}`).join('\n'),
  )
}

export function fileOf({ module, number, name }: { module: string; number: number; name: string }): string {
  return `${module} ${String(number).padStart(4, '0')}-${name}`
}

/** What a database's ledger (a table such as `fence.migrations`) says has run there; empty where there is none. */
export async function readLedger(
  client: pg.Client,
  ledger: string,
): Promise<(LedgerRow & { name: string })[]> {
  await client.query('begin read only; set local role tenantry_owner')
  try {
    const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
      ledger,
    ])
    if (!rows[0]?.there) return []
    const known = await client.query<LedgerRow & { name: string }>(
      `select module, number, name, checksum, expand from ${ledger} order by module, number`,
    )
    return known.rows
  } finally {
    await client.query('rollback')
  }
}

/**
 * What has not run yet, in order. Throws `migration_changed` where a file that has run is not the same any more, and
 * `schema_unknown` where something has run that is not among the files: a newer release was here.
 */
export function pendingOf(
  ledger: readonly (LedgerRow & { name: string })[],
  migrations: readonly Migration[],
): Migration[] {
  const keyOf = ({ module, number }: LedgerRow) => `${module} ${number}`
  const files = new Map(migrations.map((migration) => [keyOf(migration), migration]))
  for (const row of ledger) {
    const file = files.get(keyOf(row))
    if (!file) {
      throw new TenancyError(
        'schema_unknown',
        `${fileOf(row)} has run here, and this release does not have it`,
      )
    }
    if (file.checksum !== row.checksum) {
      throw new TenancyError(
        'migration_changed',
        `${fileOf(file)} was changed after it had run: write a new migration instead`,
      )
    }
  }
  const done = new Set(ledger.map(keyOf))
  return migrations.filter((migration) => !done.has(keyOf(migration)))
}

/** Runs what is pending, each file in a transaction with its ledger row. Returns how many ran. */
export async function applyMigrations(
  client: pg.Client,
  ledger: string,
  migrations: readonly Migration[],
): Promise<number> {
  const pending = pendingOf(await readLedger(client, ledger), migrations)
  for (const migration of pending) await applyOne(client, ledger, migration)
  return pending.length
}

const lockAttempts = 5

/** Waits at most two seconds for a lock, so that a migration never queues the whole application behind itself. */
export async function applyOne(client: pg.Client, ledger: string, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`begin; set local lock_timeout = '2s'`)
      for (const { role, text } of sectionsOf(migration.text)) {
        await client.query(`set local role ${role}`)
        await client.query(text)
      }
      crashpoint(`migration ${migration.module} ${migration.number}: ran`)
      await client.query('set local role tenantry_owner')
      await client.query(
        `insert into ${ledger} (module, number, name, checksum, expand) values ($1, $2, $3, $4, $5)`,
        [migration.module, migration.number, migration.name, migration.checksum, migration.expand],
      )
      await client.query('commit')
      crashpoint(`migration ${migration.module} ${migration.number}: committed`)
      return
    } catch (error) {
      // A connection that is gone has rolled back by itself; the error that matters is the first.
      await client.query('rollback').catch(() => {})
      // 55P03: the lock was not to be had in time; 40P01: a deadlock.
      if (!isSqlState(error, '55P03', '40P01') || attempt === lockAttempts) {
        throw new Error(`${fileOf(migration)}: ${reasonOf(error)}`, { cause: error })
      }
      // Whoever was queued behind us gets his turn.
      await wait(100 * attempt * (0.5 + Math.random()))
    }
  }
}

/** An error in words that hold no tenant's data: those of classes 22 and 23 may quote a value. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, table, constraint } = error as { code?: string; table?: string; constraint?: string }
  if (!/^2[23][0-9A-Z]{3}$/.test(code ?? '')) return error.message
  const where = [table && `table ${table}`, constraint && `constraint ${constraint}`].filter(Boolean)
  return `a row does not fit (SQLSTATE ${[code, ...where].join(', ')})`
}

/**
 * A file runs as the owner; what stands below a line `-- as maintenance` runs as the role that sees all tenants' rows,
 * since an owner behind forced row security would back-fill nothing and find every constraint valid.
 */
function sectionsOf(text: string): { role: string; text: string }[] {
  const parts = text.split(/^-- as (maintenance|owner)[ \t]*$/m)
  const sections = [{ role: 'tenantry_owner', text: parts[0]! }]
  for (let i = 1; i < parts.length; i += 2)
    sections.push({ role: `tenantry_${parts[i]}`, text: parts[i + 1]! })
  return sections.filter((section) => section.text.trim() !== '')
}
