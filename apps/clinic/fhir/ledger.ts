import { createHash } from 'node:crypto'
import type { TenantTx } from '@tenantry/tenancy'
import { Counts } from './counts.ts'
import type { FhirTables } from './fhir.tables.ts'
import type { Job } from './import-unit.ts'
import type { EntryFault } from './prepare.ts'
import { type Progress, recordTotals } from './progress.ts'
import { shown } from './reading/paths.ts'
import type { Unit, UnitProblem } from './reading/units.ts'
import { renewTurn } from './turns.ts'

type Tx = TenantTx<FhirTables>

/** Later lines are counted and not kept. */
const keptProblems = 1000
const longestReason = 500

interface UnitOutcome {
  unit: Unit
  state: 'done' | 'failed'
  counts: Counts
  faults: readonly EntryFault[]
}

/** What an import has worked off, as `<path> <part> <hash>`: not to be done again. */
export async function loadLedger({ db, tenant, actor, turn }: Job): Promise<Set<string>> {
  const rows = await db.read(tenant, actor, (reader) =>
    reader
      .selectFrom('clinic.import_bundles')
      .select(['path', 'part', 'contentHash'])
      .where('importId', '=', turn.importId)
      .execute(),
  )
  return new Set(rows.map(({ path, part, contentHash }) => keyOf(path, part, contentHash)))
}

export function unitKey(source: string, { path, part, hash }: Unit): string {
  return keyOf(path, part, bundleHash(source, hash))
}

export function problemKey({ path, problem }: UnitProblem): string {
  return keyOf(shown(path), 0, hashOf(problem))
}

/** The same bytes from another source are another bundle. */
export function bundleHash(source: string, contentHash: string): string {
  return hashOf(`${source}\n${contentHash}`)
}

/** Writes the unit's line in the ledger and what was wrong with it; the last thing its transaction does. */
export async function recordUnit(tx: Tx, job: Job, outcome: UnitOutcome): Promise<Progress> {
  const { unit, state, counts, faults } = outcome
  const contentHash = bundleHash(job.source, unit.hash)
  const line = { contentHash, state, ...counts.columns() }
  await tx
    .insertInto('clinic.import_bundles')
    .values({ importId: job.turn.importId, path: unit.path, part: unit.part, ...line })
    // A folder may have changed since it was left: the file is read anew, its line follows.
    .onConflict((conflict) => conflict.columns(['tenantId', 'importId', 'path', 'part']).doUpdateSet(line))
    .execute()
  await insertProblems(
    tx,
    job,
    faults.map(({ no, type, reason }) => ({
      path: unit.path,
      entry: no || null,
      resourceType: type === 'unknown' ? null : type,
      reason,
    })),
  )
  return recordTotals(tx, job, { counts, bundles: 1, problems: faults.length, bytes: unit.bytes })
}

/** Files that could not be read at all. They stand in the ledger too, as part 0, so that each is told once. */
export async function recordProblems(job: Job, problems: readonly UnitProblem[]): Promise<void> {
  const { db, tenant, actor, turn } = job
  const { importId } = turn
  job.progress = await db.run(tenant, actor, async (tx) => {
    await renewTurn(tx, turn)
    await tx
      .insertInto('clinic.import_bundles')
      .values(
        problems.map(({ path, problem }) => ({
          importId,
          path: shown(path),
          part: 0,
          contentHash: hashOf(problem),
          state: 'failed' as const,
          ...new Counts().columns(),
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await insertProblems(
      tx,
      job,
      problems.map(({ path, problem }) => ({
        path: shown(path),
        entry: null,
        resourceType: null,
        reason: problem,
      })),
    )
    return recordTotals(tx, job, { counts: new Counts(), bundles: 0, problems: problems.length, bytes: 0 })
  })
}

async function insertProblems(
  tx: Tx,
  { progress, turn }: Job,
  problems: readonly { path: string; entry: number | null; resourceType: string | null; reason: string }[],
): Promise<void> {
  const before = progress.row.problemCount
  const rows = problems
    .map((problem, i) => ({
      importId: turn.importId,
      no: before + i + 1,
      ...problem,
      reason: problem.reason.slice(0, longestReason),
    }))
    .filter(({ no }) => no <= keptProblems)
  if (rows.length > 0) await tx.insertInto('clinic.import_problems').values(rows).execute()
}

function keyOf(path: string, part: number, contentHash: string): string {
  return `${path}\n${part}\n${contentHash}`
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
