import { isDeepStrictEqual } from 'node:util'
import { isSqlState } from '../admin.ts'
import { fileOf, pendingOf, readLedger, reasonOf } from '../migrations.ts'
import { databaseColumns, type DatabaseRecord } from './databases.ts'
import { inParallel } from './in-parallel.ts'
import { databasesBehind } from './migrate-fleet.ts'
import { type FleetParts, withControl, withData } from './parts.ts'
import { type Schema, schemaOf } from './schema.ts'

/** What `migrate` would run. */
export interface MigrationPlan {
  control: string[]
  /** Only those with something to run, or with a reason why nothing can. */
  databases: { server: string; database: string; pending: string[]; reason?: string }[]
}

export interface PlanOptions {
  /** Every database is asked what it has reached, as `recheckFleet` does, and no record is changed. */
  recheck?: boolean | undefined
}

/** Says what `migrateFleet` would run, and runs nothing. */
export async function planMigration(
  parts: FleetParts,
  { recheck }: PlanOptions = {},
): Promise<MigrationPlan> {
  return withControl(parts, async (control) => {
    const rows = await readLedger(control, 'control.migrations')
    const plan: MigrationPlan = {
      control: pendingOf(rows, parts.controlMigrations).map(fileOf),
      databases: [],
    }
    // Before its first migration the control database knows of no other.
    if (rows.length === 0) return plan
    const databases: readonly (DatabaseRecord & Partial<Recorded>)[] = recheck
      ? (await control.query<DatabaseRecord & Recorded>(recordedDatabases)).rows
      : (await databasesBehind(parts, control)).behind
    const found = new Map<DatabaseRecord, MigrationPlan['databases'][number]>()
    await inParallel(databases, async (database) => {
      const planned = await planOf(parts, database)
      if (planned) found.set(database, planned)
    })
    plan.databases = databases.flatMap((database) => found.get(database) ?? [])
    return plan
  }).catch((error) => {
    // No control database yet, or one that nobody has migrated: the groups are made first.
    if (isSqlState(error, '3D000', '22023')) {
      return { control: parts.controlMigrations.map(fileOf), databases: [] }
    }
    throw error
  })
}

interface Recorded {
  /** What it has reached, by its record. */
  schema: Schema
}

const recordedDatabases = `select ${databaseColumns}, d.schema from control.databases d
   where d.state <> 'making' order by d.kind, d.name`

/** Undefined where there is nothing to do: its record has all of this release, and is right where that is asked. */
async function planOf(
  parts: FleetParts,
  database: DatabaseRecord & Partial<Recorded>,
): Promise<MigrationPlan['databases'][number] | undefined> {
  const { server, name, signature, schema } = database
  const place = { server, database: name }
  try {
    const ledger = await withData(parts, database, (client) => readLedger(client, 'fence.migrations'))
    const pending = pendingOf(ledger, parts.migrations).map(fileOf)
    const isRight = signature === parts.signature && isDeepStrictEqual(schema, schemaOf(ledger))
    return pending.length === 0 && isRight ? undefined : { ...place, pending }
  } catch (error) {
    return { ...place, pending: [], reason: reasonOf(error) }
  }
}
