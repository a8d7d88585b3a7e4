import type { Actor, Tenant, TenantDb, TenantTx } from '@tenantry/tenancy'
import { post } from '#platform/outbox/outbox.ts'
import { recordAct } from '#platform/audit/entries.ts'
import { Counts } from './counts.ts'
import { type Decision, decide } from './decide.ts'
import type { FhirTables } from './fhir.tables.ts'
import { findKnown } from './known-resources.ts'
import { bundleHash, recordUnit } from './ledger.ts'
import { mapUnit } from './map-unit.ts'
import { type EntryFault, type PreparedUnit, identityOf } from './prepare.ts'
import type { Progress } from './progress.ts'
import { ReferenceBook } from './references.ts'
import { renewTurn, type Turn } from './turns.ts'
import { writeRecords } from './write-records.ts'

type Tx = TenantTx<FhirTables>

/** One import at work. */
export interface Job {
  db: TenantDb<FhirTables>
  tenant: Tenant
  actor: Actor
  turn: Turn
  source: string
  progress: Progress
}

/** A bundle that is refused as a whole, because of these entries. */
class BundleRefused extends Error {
  readonly faults: readonly EntryFault[]

  constructor(faults: readonly EntryFault[]) {
    super('bundle refused')
    this.faults = faults
  }
}

/** The signed context of a transaction lives for five minutes; a bundle that takes longer would fail at its end. */
const unitTimeoutMs = 240_000
const mostAttempts = 3

/**
 * Imports one unit in one transaction, together with its line in the ledger: it is there wholly, and counted, or not at
 * all. A bundle with a bad entry is refused as a whole, as FHIR has it for transactions: half a patient's record is
 * worse than a clear refusal. Lines of ndjson stand for themselves. With `awaitOthers`, throws `Unresolved` where
 * something that is referred to may come later.
 */
export async function importUnit(job: Job, prepared: PreparedUnit, awaitOthers: boolean): Promise<void> {
  const { db, tenant, actor } = job
  for (let attempt = 1; ; attempt++) {
    try {
      job.progress = await db.run(tenant, actor, (tx) => takeOver(tx, job, prepared, awaitOthers), {
        timeoutMs: unitTimeoutMs,
        // The first bundle finds empty tables, the last one full ones, and no statistics may have been gathered between.
        freshPlans: true,
      })
      return
    } catch (error) {
      // Two transactions stood in each other's way, and PostgreSQL has chosen this one to step back.
      if (sqlStateOf(error)?.startsWith('40') && attempt < mostAttempts) continue
      const faults = refusalOf(error)
      if (!faults) throw error
      job.progress = await db.run(tenant, actor, (tx) => refuse(tx, job, prepared, faults))
      return
    }
  }
}

async function takeOver(tx: Tx, job: Job, { unit, incoming, faults }: PreparedUnit, awaitOthers: boolean) {
  const begun = performance.now()
  const now = await renewTurn(tx, job.turn)
  const book = new ReferenceBook(incoming)
  const known = await findKnown(tx, job.source, [...incoming.map(asWanted), ...book.wantedBy(incoming)])
  book.learn(known)
  const decisions = await decide(tx, incoming, known, bundleHash(job.source, unit.hash))
  const mapped = mapUnit(decisions, book, { awaitOthers, tenant: tx.tenant })
  const allFaults = [...faults, ...mapped.faults].toSorted((one, other) => one.no - other.no)
  if (unit.atomic && allFaults.length > 0) throw new BundleRefused(allFaults)

  const failed = failedIdentities(decisions, mapped.faults)
  const isKept = ({ incoming: each }: Decision) => !failed.has(identityOf(each))
  const replaced = decisions.filter((decision) => decision.replaced && isKept(decision))
  const origin = { importId: job.turn.importId, source: job.source, now }
  await writeRecords(tx, { writes: mapped.writes, replaced }, origin)

  // The lease counts from the transaction's beginning: where the unit was long, it is over already.
  const { leaseMs } = job.turn
  const took = performance.now() - begun
  if (took > leaseMs / 2) await renewTurn(tx, { ...job.turn, leaseMs: leaseMs + took })

  const counts = new Counts()
  for (const fault of faults) counts.add(fault.type, 'failed')
  for (const decision of decisions) {
    counts.add(decision.incoming.type, isKept(decision) ? decision.fate : 'failed')
  }
  await post(tx, { kind: 'record.imported', entityId: job.turn.importId })
  await rememberUnit(tx, job, unit, counts)
  return recordUnit(tx, job, { unit, state: 'done', counts, faults: allFaults })
}

/** One event for a bundle, however many records it holds: the ledger says which they are. */
function rememberUnit(tx: Tx, { turn, source }: Job, unit: PreparedUnit['unit'], counts: Counts) {
  const about = { entity: 'import', entityId: turn.importId, patientId: null }
  const detail = { source, bundle: unit.hash, ...counts.columns() }
  return recordAct(tx, { action: 'imports.bundle', ...about, detail })
}

async function refuse(tx: Tx, job: Job, { unit, incoming, faults }: PreparedUnit, reasons: EntryFault[]) {
  await renewTurn(tx, job.turn)
  const counts = new Counts()
  for (const { type } of [...incoming, ...faults]) counts.add(type, 'failed')
  return recordUnit(tx, job, { unit, state: 'failed', counts, faults: reasons })
}

/** Why a unit is refused as a whole; `undefined` for what is not the unit's fault. */
function refusalOf(error: unknown): EntryFault[] | undefined {
  if (error instanceof BundleRefused) {
    return error.faults.map((each) => ({ ...each, reason: `the bundle was not imported: ${each.reason}` }))
  }
  const code = sqlStateOf(error)
  // Data exceptions, broken constraints, limits of the database: these it would refuse each time.
  if (!code || !/^(22|23|54)/.test(code)) return undefined
  return [{ no: 0, type: 'unknown', reason: `not imported: the database refuses its data (${code})` }]
}

function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** An identity whose newest version is refused: the versions before it in the same unit are not taken either. */
function failedIdentities(decisions: readonly Decision[], faults: readonly EntryFault[]): Set<string> {
  const places = new Set(faults.map(({ no }) => no))
  return new Set(decisions.flatMap(({ incoming }) => (places.has(incoming.no) ? [identityOf(incoming)] : [])))
}

function asWanted({ type, key }: { type: string; key: string }) {
  return { type, key }
}
