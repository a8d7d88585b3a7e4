import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { isSqlState } from './admin.ts'
import { TenancyError } from './errors.ts'

/** A folder of `NNNN-what-changes.sql` files and the name they are recorded under. */
export interface MigrationModule {
  module: string
  folder: string
}

export interface Migration {
  module: string
  number: number
  name: string
  text: string
  checksum: string
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
      return { module, number: Number(match[1]), name: match[2]!, text, checksum: sha256(text) }
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

/** The last number of each module. */
export function levelsOf(migrations: readonly Migration[]): Record<string, number> {
  return Object.fromEntries(migrations.map(({ module, number }) => [module, number]))
}

/**
 * Runs what `ledger` (a table such as `fence.migrations`) does not hold yet, each file in a transaction with its ledger
 * row. Returns how many ran. Throws `migration_changed` where a file that has run is not the same any more.
 */
export async function applyMigrations(
  client: pg.Client,
  ledger: string,
  migrations: readonly Migration[],
): Promise<number> {
  const recorded = await readLedger(client, ledger)
  let applied = 0
  for (const migration of migrations) {
    const checksum = recorded.get(`${migration.module} ${migration.number}`)
    if (checksum === migration.checksum) continue
    if (checksum) {
      const file = `${migration.module} ${String(migration.number).padStart(4, '0')}-${migration.name}`
      throw new TenancyError(
        'migration_changed',
        `${file} was changed after it had run: write a new migration instead`,
      )
    }
    await applyOne(client, ledger, migration)
    applied++
  }
  return applied
}

async function readLedger(client: pg.Client, ledger: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    ledger,
  ])
  if (!rows[0]?.there) return new Map()
  await client.query('begin')
  try {
    await client.query('set local role tenantry_owner')
    const known = await client.query<{ key: string; checksum: string }>(
      `select module || ' ' || number as key, checksum from ${ledger}`,
    )
    return new Map(known.rows.map(({ key, checksum }) => [key, checksum]))
  } finally {
    await client.query('rollback')
  }
}

/** Waits at most two seconds for a lock, so that a migration never queues the whole application behind itself. */
async function applyOne(client: pg.Client, ledger: string, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await client.query('begin')
    try {
      await client.query(`set local lock_timeout = '2s'`)
      for (const { role, text } of sectionsOf(migration.text)) {
        await client.query(`set local role ${role}`)
        await client.query(text)
      }
      await client.query('set local role tenantry_owner')
      await client.query(`insert into ${ledger} (module, number, name, checksum) values ($1, $2, $3, $4)`, [
        migration.module,
        migration.number,
        migration.name,
        migration.checksum,
      ])
      await client.query('commit')
      return
    } catch (error) {
      await client.query('rollback')
      if (!isSqlState(error, '55P03') || attempt === 5) {
        const file = `${migration.module} ${String(migration.number).padStart(4, '0')}-${migration.name}`
        throw new Error(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error })
      }
    }
  }
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
