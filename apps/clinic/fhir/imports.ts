import { newId, type TenantReader, type TenantTx } from '@tenantry/tenancy'
import { type Selectable, sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import type { Import, ImportProblem } from './imports.contract.ts'
import type { ImportTables } from './fhir.tables.ts'

type Reader = TenantReader<ImportTables>
type Tx = TenantTx<ImportTables>
export type ImportRow = Selectable<ImportTables['clinic.imports']>

/** Records recognised by ids of one source only mean the same within it. */
export const defaultSource = 'fhir'

export async function insertImport(
  tx: Tx,
  given: {
    name: string
    source: string
    sizeBytes: number
    /** Equal to the size for a file that is here already. */
    receivedBytes: number
    createdBy: string | null
  },
): Promise<ImportRow> {
  const state = given.receivedBytes === given.sizeBytes ? 'waiting' : 'uploading'
  const id = newId()
  await post(tx, { kind: 'import.changed', entityId: id })
  return tx
    .insertInto('clinic.imports')
    .values({ id, ...given, state })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findImport(db: Reader, id: string): Promise<ImportRow | undefined> {
  return db.selectFrom('clinic.imports').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function getImport(db: Reader, id: string): Promise<ImportRow> {
  const row = await findImport(db, id)
  if (!row) throw new DomainError('not_found')
  return row
}

/** Newest first: ids are made in the order of time. */
export async function listImports(
  db: Reader,
  { limit = 50, cursor }: { limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: Import[]; next: string | null }> {
  let query = db
    .selectFrom('clinic.imports')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor) query = query.where('id', '<', decodeCursor(cursor, 'imports', ['uuid'])[0])
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last ? encodeCursor(['imports', last.id]) : null
  return { items: items.map(importReply), next }
}

export async function listImportProblems(
  db: Reader,
  {
    importId,
    limit = 50,
    cursor,
  }: { importId: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: ImportProblem[]; next: string | null }> {
  await getImport(db, importId)
  const after = cursor ? decodeCursor(cursor, 'problems', ['integer'])[0] : 0
  const rows = await db
    .selectFrom('clinic.import_problems')
    .select(['no', 'path', 'entry', 'resourceType as type', 'reason'])
    .where('importId', '=', importId)
    .where('no', '>', after)
    .orderBy('no')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? encodeCursor(['problems', last.no]) : null }
}

/** Stops it, wherever it is; whoever works it off notices at the next bundle. */
export async function cancelImport(tx: Tx, id: string): Promise<ImportRow> {
  await post(tx, { kind: 'import.changed', entityId: id })
  const canceled = await tx
    .updateTable('clinic.imports')
    .set({ state: 'canceled', finishedAt: sql<string>`now()` })
    .where('id', '=', id)
    .where('state', 'in', ['uploading', 'waiting', 'running'])
    .returningAll()
    .executeTakeFirst()
  // Stopping what is over changes nothing and is no error: two people may press the button.
  return canceled ?? getImport(tx, id)
}

export function importReply(row: ImportRow): Import {
  const { readCount, workedMs, totalBytes, doneBytes, state } = row
  const share = state === 'done' ? 1 : totalBytes > 0 ? Math.min(doneBytes / totalBytes, 1) : 0
  const isMoving = state === 'running' && workedMs > 0 && share > 0
  return {
    id: row.id,
    name: row.name,
    state,
    reason: row.reason,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    sizeBytes: row.sizeBytes,
    receivedBytes: row.receivedBytes,
    read: readCount,
    created: row.createdCount,
    updated: row.updatedCount,
    unchanged: row.unchangedCount,
    failed: row.failedCount,
    bundles: row.bundleCount,
    problems: row.problemCount,
    types: Object.entries(row.types)
      .map(([type, [read, created, updated, unchanged, failed]]) => ({
        type,
        read,
        created,
        updated,
        unchanged,
        failed,
      }))
      .sort((one, other) => other.read - one.read),
    share,
    rate: workedMs > 0 && readCount > 0 ? Math.round((readCount / workedMs) * 10_000) / 10 : null,
    secondsLeft: isMoving ? Math.round((workedMs / share - workedMs) / 1000) : null,
  }
}
