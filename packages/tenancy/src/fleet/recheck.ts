import { readLedger, reasonOf } from '../migrations.ts'
import { type DatabaseRecord, selectDatabases } from './databases.ts'
import { inParallelWithControl } from './in-parallel.ts'
import { type FleetParts, withControl, withData, withLock } from './parts.ts'
import { schemaOf } from './schema.ts'

export interface RecheckReport {
  /** How many were looked at. */
  databases: number
  /** Those that had reached something else than was recorded: the next migration brings them up to date. */
  corrected: { server: string; database: string }[]
  /** Those that could not be looked at. */
  failed: { server: string; database: string; reason: string }[]
}

/**
 * Asks every data database what it has reached, and corrects the record where that says something else: a database that
 * somebody brought back from a backup is older than its record, and would not be looked at otherwise.
 */
export async function recheckFleet(
  parts: FleetParts,
  onProgress: (progress: { database: string; done: number; total: number }) => void,
): Promise<RecheckReport> {
  return withControl(parts, (control) =>
    withLock(control, 'migrate', async () => {
      const { rows } = await control.query<DatabaseRecord>(
        `${selectDatabases} where d.state <> 'making' order by d.kind, d.name`,
      )
      const report: RecheckReport = { databases: rows.length, corrected: [], failed: [] }
      let done = 0
      await inParallelWithControl(parts, rows, async (own, { id, server, name }) => {
        const place = { server, database: name }
        try {
          const ledger = await withData(parts, { server, name }, (client) =>
            readLedger(client, 'fence.migrations'),
          )
          const corrected = await own.query(
            'update control.databases set schema = $2, signature = null where id = $1 and schema <> $2::jsonb',
            [id, schemaOf(ledger)],
          )
          if (corrected.rowCount) report.corrected.push(place)
        } catch (error) {
          report.failed.push({ ...place, reason: reasonOf(error) })
        }
        onProgress({ database: name, done: ++done, total: rows.length })
      })
      return report
    }),
  )
}
