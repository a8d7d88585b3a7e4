import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Actor, Tenant, TenantDb } from '@tenantry/tenancy'
import type { FhirTables } from './fhir.tables.ts'
import { type Import, sourceForm } from './imports.contract.ts'
import { defaultSource, importReply, insertImport } from './imports.ts'
import { defaultLimits, type ReadingLimits } from './reading/limits.ts'
import { openSource, surveySource } from './reading/source.ts'
import { defaultLeaseMs, takeTurn } from './turns.ts'
import { workOff } from './work-off.ts'

export interface ImportFhirOptions {
  /** Where the records come from: ids mean the same within one source only. Default `fhir`. */
  source?: string
  /** Called when work begins, after each bundle, and while another import of the tenant is waited for. */
  onProgress?: (progress: Import) => void
  /** Stops after the bundle it is at; the same call goes on from there. */
  signal?: AbortSignal
  limits?: ReadingLimits
  /** How long a killed process blocks its tenant's imports. */
  leaseMs?: number
}

/** How often it is looked whether the turn has come. */
const turnPollMs = 250

/**
 * Imports FHIR R4 records into a clinic: a `.json`, `.ndjson`, `.zip` or `.tar.gz` file, or a folder of `.json` and
 * `.ndjson`. An import of the same file that was cut short, by a kill or by `signal`, is gone on with.
 *
 * The answer closes: `read = created + updated + unchanged + failed`. Single bad files and bundles are its `problems`
 * (`listImportProblems`); a source that is refused as a whole has the state `failed` and a `reason`. Thrown is only what
 * is wrong with us or the machine: `TenancyError`, or the signal's reason.
 *
 * ```ts
 * const db = tenancy.tables<FhirTables>()
 * const done = await importFhir(db, tenant, { kind: 'system', name: 'import fhir' }, './bundles.tar.gz', {
 *   onProgress: ({ read, share, secondsLeft }) => bar.update(share, read, secondsLeft),
 * })
 * ```
 */
export async function importFhir(
  db: TenantDb<FhirTables>,
  tenant: Tenant,
  actor: Actor,
  path: string,
  options: ImportFhirOptions = {},
): Promise<Import> {
  const { onProgress, signal, limits = defaultLimits, leaseMs = defaultLeaseMs } = options
  const source = options.source ?? defaultSource
  if (!sourceForm.test(source))
    throw new RangeError(`a source is a word of up to 100 characters, not “${source}”`)
  const about = await describe(path, limits)
  let row = await findOrInsert(db, tenant, actor, { ...about, source })
  for (;;) {
    signal?.throwIfAborted()
    const turn = await takeTurn(db, { tenant, actor, importId: row.id, leaseMs })
    if (turn) {
      row = await workOff(
        db,
        { tenant, actor, turn, path },
        {
          limits,
          ...(signal && { signal }),
          onProgress: (each) => onProgress?.(importReply(each)),
        },
      )
      return importReply(row)
    }
    onProgress?.(importReply(row))
    await wait(turnPollMs, undefined, signal ? { signal } : {})
  }
}

/** By name and size an import that was cut short is found again. What is not there fails when it is opened, and says so. */
async function describe(path: string, limits: ReadingLimits): Promise<{ name: string; sizeBytes: number }> {
  const name = basename(await realpath(path).catch(() => path)) || path
  const about = await stat(path).catch(() => undefined)
  if (!about?.isDirectory()) return { name, sizeBytes: about?.size ?? 0 }
  const survey = await openSource(path, name, limits)
    .then(surveySource)
    .catch(() => undefined)
  return { name, sizeBytes: survey?.bytes ?? 0 }
}

/** The import of this file that was cut short, else a new one. */
async function findOrInsert(
  db: TenantDb<FhirTables>,
  tenant: Tenant,
  actor: Actor,
  about: { name: string; sizeBytes: number; source: string },
) {
  return db.run(tenant, actor, async (tx) => {
    const unfinished = await tx
      .selectFrom('clinic.imports')
      .selectAll()
      .where('state', 'in', ['waiting', 'running'])
      .where('name', '=', about.name)
      .where('source', '=', about.source)
      .where('sizeBytes', '=', about.sizeBytes)
      .where('createdBy', 'is', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return unfinished ?? insertImport(tx, { ...about, receivedBytes: about.sizeBytes, createdBy: null })
  })
}
