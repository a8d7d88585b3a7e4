import type { Actor, Tenancy, Tenant, TenantDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { FhirTables } from './fhir.tables.ts'
import { findImport, type ImportRow } from './imports.ts'
import type { ReadingLimits } from './reading/limits.ts'
import { defaultLeaseMs, takeTurn, TurnLost } from './turns.ts'
import type { FoundUpload, UploadKey, Uploads } from './uploads.ts'
import { workOff } from './work-off.ts'

interface ImportRunnerOptions {
  uploads: Uploads
  /** Told of what stopped an import without being the file's fault. */
  onError(error: unknown, about: UploadKey): void
  limits?: ReadingLimits
  leaseMs?: number
  /** How often the folder is looked through for what another process left. */
  sweepMs?: number
}

/** Works uploads off in this process, one at a time of a tenant, a few tenants at once. */
export interface ImportRunner {
  /** There is something new to do. */
  wake(): void
  /** Resolves when nothing more can be done now. */
  idle(): Promise<void>
  /** Stops after the bundles that are being written; the next start goes on behind them. */
  close(): Promise<void>
}

/** Imports cost the processor: the others of this process want it too. */
const tenantsAtOnce = 2
const defaultSweepMs = 15_000
/** A file that nobody goes on sending is not wanted any more. */
const abandonedMs = 24 * 60 * 60 * 1000
/** An import that fails this often for reasons of our own is given up, and says so. */
const mostAttempts = 5

const actor: Actor = { kind: 'system', name: 'fhir-import' }

/**
 * Starts the runner. What it has to do it finds in the folder of uploads: a file lies there until its import is over,
 * so that a killed server, or another one on the same folder, takes it up again.
 */
export function startImportRunner(tenancy: Tenancy, options: ImportRunnerOptions): ImportRunner {
  const { uploads, onError, leaseMs = defaultLeaseMs, sweepMs = defaultSweepMs, limits } = options
  const db = tenancy.tables<FhirTables>()
  const stopping = new AbortController()
  const attempts = new Map<string, number>()
  let sweeping: Promise<void> | undefined
  let again = false

  const sweep = async () => {
    do {
      again = false
      const queues = queuesOf(await uploads.list())
      const next = async () => {
        for (let queue = queues.shift(); queue; queue = queues.shift()) {
          for (const upload of queue) await handle(upload)
        }
      }
      await Promise.all(Array.from({ length: tenantsAtOnce }, next))
    } while (again && !stopping.signal.aborted)
  }

  const handle = async (upload: FoundUpload) => {
    const tenant = tenancy.directory.byId(upload.tenantId)
    // A suspended clinic's imports wait; of a tenant that is gone its files are removed with it.
    if (!tenant || tenant.status !== 'active' || stopping.signal.aborted) return
    try {
      const isOver = await workOn(db, tenant, upload, { uploads, leaseMs, signal: stopping.signal, limits })
      if (isOver) attempts.delete(upload.importId)
    } catch (error) {
      // Another process has it now.
      if (stopping.signal.aborted || error instanceof TurnLost) return
      onError(error, upload)
      const count = (attempts.get(upload.importId) ?? 0) + 1
      attempts.set(upload.importId, count)
      if (count >= mostAttempts)
        await giveUp(db, tenant, upload.importId).catch((each) => onError(each, upload))
    }
  }

  const wake = () => {
    again = true
    if (stopping.signal.aborted) return
    sweeping ??= sweep()
      .catch((error) => onError(error, { tenantId: '', importId: '' }))
      .finally(() => {
        sweeping = undefined
      })
  }
  const timer = setInterval(wake, sweepMs)
  timer.unref()
  wake()

  return {
    wake,
    idle: async () => {
      while (sweeping) await sweeping
    },
    close: async () => {
      clearInterval(timer)
      stopping.abort()
      await sweeping
    },
  }
}

interface WorkOnOptions {
  uploads: Uploads
  leaseMs: number
  signal: AbortSignal
  limits: ReadingLimits | undefined
}

/** True when nothing is left to do for this upload. */
async function workOn(db: TenantDb<FhirTables>, tenant: Tenant, upload: FoundUpload, options: WorkOnOptions) {
  const { importId, complete } = upload
  const row = await db.read(tenant, actor, (reader) => findImport(reader, importId))
  if (!row || isOver(row)) {
    await options.uploads.remove(upload)
    return true
  }
  if (!complete) {
    if (Date.now() - upload.changedAt.getTime() > abandonedMs) await abandon(db, tenant, importId)
    return false
  }
  // The server was killed between the last byte and saying so.
  if (row.state === 'uploading') await acceptUpload(db, tenant, importId)
  const turn = await takeTurn(db, { tenant, actor, importId, leaseMs: options.leaseMs })
  if (!turn) return false
  const { signal, limits } = options
  const done = await workOff(
    db,
    { tenant, actor, turn, path: upload.path },
    { signal, ...(limits && { limits }) },
  )
  if (!isOver(done)) return false
  await options.uploads.remove(upload)
  return true
}

/** The file is here as a whole: from now on it is worked off. */
export async function acceptUpload(
  db: TenantDb<FhirTables>,
  tenant: Tenant,
  importId: string,
): Promise<void> {
  await db.one(tenant, actor, (tx) =>
    tx
      .updateTable('clinic.imports')
      .set((row) => ({ state: 'waiting', receivedBytes: row.ref('sizeBytes') }))
      .where('id', '=', importId)
      .where('state', '=', 'uploading'),
  )
}

async function abandon(db: TenantDb<FhirTables>, tenant: Tenant, importId: string): Promise<void> {
  await end(db, tenant, importId, 'canceled', 'the file was never sent to its end')
}

async function giveUp(db: TenantDb<FhirTables>, tenant: Tenant, importId: string): Promise<void> {
  await end(db, tenant, importId, 'failed', 'the server could not work it off; its log says why')
}

async function end(
  db: TenantDb<FhirTables>,
  tenant: Tenant,
  importId: string,
  state: 'canceled' | 'failed',
  reason: string,
): Promise<void> {
  await db.one(tenant, actor, (tx) =>
    tx
      .updateTable('clinic.imports')
      .set({ state, reason, finishedAt: sql<string>`now()` })
      .where('id', '=', importId)
      .where('state', 'in', ['uploading', 'waiting', 'running']),
  )
}

function isOver({ state }: ImportRow): boolean {
  return state === 'done' || state === 'failed' || state === 'canceled'
}

/** The uploads of each tenant, in their order. */
function queuesOf(uploads: FoundUpload[]): FoundUpload[][] {
  return [...Map.groupBy(uploads, ({ tenantId }) => tenantId).values()]
}
