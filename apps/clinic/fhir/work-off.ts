import type { Actor, Tenant, TenantDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { post } from '#platform/outbox/outbox.ts'
import type { FhirTables } from './fhir.tables.ts'
import { importUnit, type Job } from './import-unit.ts'
import { findImport, type ImportRow } from './imports.ts'
import { loadLedger, problemKey, recordProblems, unitKey } from './ledger.ts'
import { Canceled, progressOf } from './progress.ts'
import { defaultLimits, type ReadingLimits, SourceRefused } from './reading/limits.ts'
import { openSource, type Source, surveySource } from './reading/source.ts'
import type { PreparedUnit } from './prepare.ts'
import type { UnitProblem } from './reading/units.ts'
import { Unresolved } from './references.ts'
import { endTurn, keepTurn, type Turn } from './turns.ts'
import { unitsOfSource } from './units-of-source.ts'

interface WorkOffOptions {
  limits?: ReadingLimits
  /** Stops after the unit it is at. The import stays as it is and can be gone on with. */
  signal?: AbortSignal
  /** Called after each unit with the import as it now is. */
  onProgress?: (row: ImportRow) => void
}

/**
 * Works an import off whose turn it is, from where it was left, and gives the turn back. What is wrong with the source
 * is in the row that is returned; what is thrown is wrong with us: the import can be taken up again.
 */
export async function workOff(
  db: TenantDb<FhirTables>,
  { tenant, actor, turn, path }: { tenant: Tenant; actor: Actor; turn: Turn; path: string },
  options: WorkOffOptions = {},
): Promise<ImportRow> {
  const lost = keepTurn(db, { tenant, actor, turn })
  try {
    const begun = await begin(db, tenant, actor, turn)
    if (!begun) return await reload(db, tenant, actor, turn)
    const job: Job = { db, tenant, actor, turn, source: begun.source, progress: progressOf(begun) }
    const signal = AbortSignal.any([lost.signal, ...(options.signal ? [options.signal] : [])])
    const reason = await readAll(job, { path, name: begun.name }, { ...options, signal })
    return await finish(job, reason)
  } catch (error) {
    if (error instanceof Canceled) return await reload(db, tenant, actor, turn)
    throw error
  } finally {
    lost.stop()
    await db.run(tenant, actor, (tx) => endTurn(tx, turn)).catch(() => {})
  }
}

/** Why the source was refused as a whole; null when all of it was gone through. */
async function readAll(
  job: Job,
  { path, name }: { path: string; name: string },
  options: WorkOffOptions & { signal: AbortSignal },
): Promise<SourceRefused | null> {
  const { limits = defaultLimits, signal } = options
  try {
    const source = await openSource(path, name, limits)
    const { bytes } = await surveySource(source, signal)
    await setTotal(job, bytes)
    const ledger = await loadLedger(job)
    const later = await firstPass(job, source, { ...options, limits, ledger })
    await laterPasses(job, source, { ...options, limits, later })
    return null
  } catch (error) {
    if (error instanceof SourceRefused) return error
    throw error
  }
}

type PassOptions = WorkOffOptions & { limits: ReadingLimits; signal: AbortSignal }

/** Everything that is not in the ledger yet. Answers what points to something that may come later. */
async function firstPass(job: Job, source: Source, options: PassOptions & { ledger: Set<string> }) {
  const { ledger, limits, signal, onProgress } = options
  const later = new Set<string>()
  let problems: UnitProblem[] = []
  const flush = async () => {
    if (problems.length > 0) await recordProblems(job, problems)
    problems = []
  }
  for await (const item of unitsOfSource(source, limits, (unit) => !ledger.has(unitKey(job.source, unit)))) {
    signal.throwIfAborted()
    if ('problem' in item) {
      if (!ledger.has(problemKey(item))) problems.push(item)
      if (problems.length >= problemsAtOnce) await flush()
      continue
    }
    await flush()
    if (!(await tryUnit(job, item, true))) later.add(unitKey(job.source, item.unit))
    onProgress?.(job.progress.row)
  }
  await flush()
  return later
}

/**
 * Those that were put off, as long as some of them find what they point to: contacts wait for patients, findings for
 * contacts. What is left then points to nothing that is here.
 */
async function laterPasses(job: Job, source: Source, options: PassOptions & { later: Set<string> }) {
  const { limits, signal, onProgress } = options
  let { later } = options
  for (let pass = 2, awaitOthers = true; later.size > 0; pass++) {
    const left = new Set<string>()
    for await (const item of unitsOfSource(source, limits, (unit) => later.has(unitKey(job.source, unit)))) {
      signal.throwIfAborted()
      if ('problem' in item) continue
      if (!(await tryUnit(job, item, awaitOthers))) left.add(unitKey(job.source, item.unit))
      else onProgress?.(job.progress.row)
    }
    awaitOthers = left.size < later.size && pass < mostPasses
    later = left
  }
}

/** Chains of what exports hold are three long; a source made to be read without end is not. */
const mostPasses = 6

/** False where the unit points to something that may come later. */
async function tryUnit(job: Job, prepared: PreparedUnit, awaitOthers: boolean): Promise<boolean> {
  try {
    await importUnit(job, prepared, awaitOthers)
    return true
  } catch (error) {
    if (error instanceof Unresolved) return false
    throw error
  }
}

/** Files that cannot be read are written down together: an archive may hold thousands of pictures. */
const problemsAtOnce = 100

async function begin(db: TenantDb<FhirTables>, tenant: Tenant, actor: Actor, turn: Turn) {
  const [row] = await db.one(tenant, actor, (tx) =>
    tx
      .updateTable('clinic.imports')
      .set({ state: 'running', startedAt: sql<string>`coalesce(started_at, now())` })
      .where('id', '=', turn.importId)
      .where('state', 'in', ['waiting', 'running'])
      .returningAll(),
  )
  return row
}

async function setTotal({ db, tenant, actor, turn }: Job, totalBytes: number): Promise<void> {
  await db.one(tenant, actor, (tx) =>
    tx.updateTable('clinic.imports').set({ totalBytes }).where('id', '=', turn.importId),
  )
}

async function finish(job: Job, refused: SourceRefused | null): Promise<ImportRow> {
  const { db, tenant, actor, turn } = job
  if (refused) await recordProblems(job, [{ path: refused.path, problem: refused.message }])
  const row = await db.run(tenant, actor, async (tx) => {
    await post(tx, { kind: 'import.changed', entityId: turn.importId })
    return tx
      .updateTable('clinic.imports')
      .set({
        state: refused ? 'failed' : 'done',
        reason: refused && refused.message,
        workedMs: Math.round(job.progress.row.workedMs + performance.now() - job.progress.since),
        finishedAt: sql<string>`now()`,
      })
      .where('id', '=', turn.importId)
      .where('state', '=', 'running')
      .returningAll()
      .executeTakeFirst()
  })
  if (!row) throw new Canceled()
  return row
}

async function reload(
  db: TenantDb<FhirTables>,
  tenant: Tenant,
  actor: Actor,
  turn: Turn,
): Promise<ImportRow> {
  const row = await db.read(tenant, actor, (reader) => findImport(reader, turn.importId))
  if (!row) throw new Canceled()
  return row
}
