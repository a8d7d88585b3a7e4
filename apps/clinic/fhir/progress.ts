import type { TenantTx } from '@tenantry/tenancy'
import { Counts } from './counts.ts'
import type { FhirTables } from './fhir.tables.ts'
import type { Job } from './import-unit.ts'
import type { ImportRow } from './imports.ts'

type Tx = TenantTx<FhirTables>

/** How far an import is. Replaced as a whole when a unit was committed. */
export interface Progress {
  row: ImportRow
  counts: Counts
  /** `performance.now()` when the row was written: time from here on is not in it yet. */
  since: number
}

/** Somebody has stopped the import, or removed it. */
export class Canceled extends Error {
  constructor() {
    super('the import was stopped')
    this.name = 'Canceled'
  }
}

export function progressOf(row: ImportRow): Progress {
  return { row, counts: new Counts(row.types), since: performance.now() }
}

/** Writes the import's new totals; the last thing a transaction does. Throws `Canceled` where it is not running. */
export async function recordTotals(
  tx: Tx,
  { turn, progress }: Pick<Job, 'turn' | 'progress'>,
  more: { counts: Counts; bundles: number; problems: number; bytes: number },
): Promise<Progress> {
  const { row: before, since } = progress
  const counts = progress.counts.plus(more.counts)
  const row = await tx
    .updateTable('clinic.imports')
    .set({
      ...counts.columns(),
      types: JSON.stringify(counts.types),
      bundleCount: before.bundleCount + more.bundles,
      problemCount: before.problemCount + more.problems,
      doneBytes: before.doneBytes + more.bytes,
      workedMs: Math.round(before.workedMs + performance.now() - since),
    })
    .where('id', '=', turn.importId)
    .where('state', '=', 'running')
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Canceled()
  return { row, counts, since: performance.now() }
}
