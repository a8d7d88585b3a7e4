import type pg from 'pg'
import { applyOne, pendingOf, readLedger, reasonOf } from '../migrations.ts'
import { crashpoint } from './crashpoint.ts'
import { type DatabaseRecord, recordReached } from './databases.ts'
import { type FleetParts, withData } from './parts.ts'
import { schemaOf } from './schema.ts'

const ledger = 'fence.migrations'

/**
 * Runs in a data database what has not run there, and records in the control database what it has reached. Where
 * something pending is not `-- expand`, serving processes are kept out first: the older ones would not know the schema any
 * more. Throws what stopped it, after recording that too. Returns how many ran.
 */
export async function bringUp(
  parts: FleetParts,
  control: pg.Client,
  database: DatabaseRecord,
): Promise<number> {
  let applied = 0
  try {
    await withData(parts, database, async (client) => {
      const rows = await readLedger(client, ledger)
      const pending = pendingOf(rows, parts.migrations)
      if (pending.some(({ expand }) => !expand)) await recordSchema(control, database, {})
      crashpoint('migrate: closed')
      try {
        for (const migration of pending) {
          await applyOne(client, ledger, migration)
          rows.push(migration)
          applied++
        }
      } catch (error) {
        await recordSchema(control, database, schemaOf(rows))
        throw error
      }
    })
  } catch (error) {
    await control.query('update control.databases set failure = $2, failed_at = now() where id = $1', [
      database.id,
      reasonOf(error),
    ])
    throw error
  }
  crashpoint('migrate: applied')
  await recordReached(parts, control, database.id)
  crashpoint('migrate: recorded')
  return applied
}

async function recordSchema(control: pg.Client, { id }: DatabaseRecord, schema: object): Promise<void> {
  await control.query('update control.databases set schema = $2, signature = null where id = $1', [
    id,
    schema,
  ])
}
