import type { Readable } from 'node:stream'
import { crashpoint, type TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { FileRefused, type RefusalReason } from './file-refused.ts'
import { type FileKey, type FileRow, getFile, noteChange } from './files.ts'
import type { FileTables } from './files.tables.ts'
import { beginInspection } from './inspect.ts'
import {
  dropObjects,
  type FilePlace,
  type FileServices,
  putObject,
  readObject,
  removeObjects,
  type StoredObject,
} from './objects.ts'
import { releaseStorage } from './storage-usage.ts'

type Tx = TenantTx<FileTables>

/** What arrived of a file: from where on, and how much the sender said that it is. */
export interface Arriving {
  stream: Readable
  offset: number
  contentLength: number | undefined
}

/**
 * Takes the content of a file, or the next piece of it. With its last byte the file is looked at and kept. What was kept
 * before stays when the sender goes away or the server dies: he goes on from `receivedBytes`.
 */
export async function receiveContent(
  files: FileServices,
  place: FilePlace,
  { key, arriving }: { key: FileKey; arriving: Arriving },
): Promise<FileRow> {
  const { offset, contentLength, stream } = arriving
  const row = await place.data.read(place.tenant, place.actor, (db) => getFile(db, key))
  // The answer to the last piece was lost: what he asks for is done.
  if (row.state === 'ready') return row
  if (offset !== row.receivedBytes) throw wrongOffset(row)
  if (offset === 0 && contentLength === row.sizeBytes) {
    return keepFile(files, place, { row, key, bytes: exactly(stream, row.sizeBytes) })
  }
  if (offset < row.sizeBytes) await keepPiece(files, place, { row, arriving })
  const now = await place.data.read(place.tenant, place.actor, (db) => getFile(db, key))
  if (now.receivedBytes < now.sizeBytes) return now
  return keepFile(files, place, { row: now, key, bytes: readPieces(files, place, now) })
}

async function keepPiece(
  files: FileServices,
  place: FilePlace,
  { row, arriving }: { row: FileRow; arriving: Arriving },
) {
  const { offset, stream } = arriving
  let sizeBytes = 0
  const counted = limited(stream, row.sizeBytes - offset, (bytes) => {
    sizeBytes = bytes
  })
  const about = { fileId: row.id, folder: 'uploads', role: 'piece', startsAt: offset } as const
  const piece = await putObject(files, place, { about, bytes: counted })
  const kept = await place.data.run(place.tenant, place.actor, async (tx) => {
    const [moved] = await tx
      .updateTable('core.files')
      .set({ receivedBytes: offset + sizeBytes, changedAt: sql`now()` })
      .where('id', '=', row.id)
      .where('state', '=', 'pending')
      .where('receivedBytes', '=', offset)
      .returning('id')
      .execute()
    // An empty piece is nothing to keep, and two of the same place are one too many.
    await settleObject(tx, piece, moved && sizeBytes > 0 ? sizeBytes : undefined)
    return moved && sizeBytes > 0
  })
  crashpoint('piece settled')
  if (kept) return
  await removeObjects(files, place, [piece])
  if (sizeBytes > 0) throw wrongOffset(row)
}

/** Looks at the whole of a file while it is stored, and lets it be seen; or refuses it for good. */
export async function keepFile(
  files: FileServices,
  place: FilePlace,
  { row, key, bytes }: { row: FileRow; key: FileKey; bytes: AsyncIterable<Uint8Array> },
): Promise<FileRow> {
  const inspection = beginInspection(row.declaredType, files.scanner)
  const about = { fileId: row.id, folder: row.folder, role: 'content' } as const
  let object: StoredObject | undefined
  try {
    object = await putObject(files, place, { about, bytes: inspection.watch(bytes) })
    const { sizeBytes, sha256 } = await inspection.finish(await readObject(files, place.tenant.id, object))
    return await settleFile(files, place, { row, key, object, sizeBytes, sha256 })
  } catch (error) {
    if (object) await removeObjects(files, place, [object])
    if (!(error instanceof FileRefused)) throw error
    await rejectFile(files, place, row, error.reason)
    throw new DomainError(problemOf[error.reason], { cause: error, detail: wordsOf[error.reason] })
  }
}

async function settleFile(
  files: FileServices,
  place: FilePlace,
  given: { row: FileRow; key: FileKey; object: StoredObject; sizeBytes: number; sha256: Buffer },
): Promise<FileRow> {
  const { row, key, object, sizeBytes, sha256 } = given
  const { dropped, kept } = await place.data.run(place.tenant, place.actor, async (tx) => {
    const twin = await tx
      .selectFrom('core.files')
      .select('id')
      .where('subjectKind', '=', row.subjectKind)
      .where('subjectId', '=', row.subjectId)
      .where('state', '=', 'ready')
      .where('sha256', '=', sha256)
      .where('id', '<>', row.id)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    const [ready] = await tx
      .updateTable('core.files')
      .set({
        state: 'ready',
        type: row.declaredType,
        sha256,
        receivedBytes: sizeBytes,
        objectId: object.id,
        duplicateOf: twin?.id ?? null,
        changedAt: sql`now()`,
      })
      .where('id', '=', row.id)
      .where('state', '=', 'pending')
      .returning('id')
      .execute()
    await settleObject(tx, object, ready ? sizeBytes : undefined)
    if (!ready) return { dropped: [object], kept: await getFile(tx, key) }
    await noteChange(tx, key, { after: { sha256: sha256.toString('hex') } })
    return { dropped: await dropObjects(tx, row.id, object.id), kept: await getFile(tx, key) }
  })
  crashpoint('content settled')
  await removeObjects(files, place, dropped)
  return kept
}

/** Refuses a file for good: its bytes go, and its storage is given back. */
export async function rejectFile(
  files: FileServices,
  place: FilePlace,
  row: Pick<FileRow, 'id'>,
  reason: RefusalReason | 'abandoned',
): Promise<void> {
  const dropped = await place.data.run(place.tenant, place.actor, async (tx) => {
    const pending = await tx
      .selectFrom('core.files')
      .select('countedBytes')
      .where('id', '=', row.id)
      .where('state', '=', 'pending')
      .forUpdate()
      .executeTakeFirst()
    if (!pending) return []
    await tx
      .updateTable('core.files')
      .set({ state: 'rejected', reason, countedBytes: 0, changedAt: sql`now()` })
      .where('id', '=', row.id)
      .execute()
    await releaseStorage(tx, pending.countedBytes)
    return dropObjects(tx, row.id)
  })
  await removeObjects(files, place, dropped)
}

/** `undefined` where nobody has a use for it. */
async function settleObject(tx: Tx, { id }: StoredObject, sizeBytes: number | undefined) {
  await tx
    .updateTable('core.file_objects')
    .set(sizeBytes === undefined ? { state: 'dropped' } : { state: 'stored', sizeBytes })
    .where('id', '=', id)
    .where('state', '=', 'storing')
    .execute()
}

/** The pieces of a file one after the other, as its sender sent them. */
async function* readPieces(files: FileServices, place: FilePlace, row: FileRow) {
  const pieces = await place.data.read(place.tenant, place.actor, (db) =>
    db
      .selectFrom('core.file_objects')
      .select(['id', 'folder', 'keyGeneration', 'startsAt', 'sizeBytes'])
      .where('fileId', '=', row.id)
      .where('role', '=', 'piece')
      .where('state', '=', 'stored')
      .orderBy('startsAt')
      .execute(),
  )
  let next = 0
  for (const piece of pieces) {
    const size = piece.sizeBytes ?? 0
    if (piece.startsAt !== next) throw new Error('a piece of the file is missing')
    const { read } = (await readObject(files, place.tenant.id, piece))(size)
    yield* read({ start: 0, end: size })
    next += size
  }
  if (next !== row.sizeBytes) throw new Error('a piece of the file is missing')
}

/** A stream that has to be as long as it said. */
async function* exactly(stream: Readable, sizeBytes: number) {
  let received = 0
  yield* limited(stream, sizeBytes, (bytes) => {
    received = bytes
  })
  if (received !== sizeBytes) throw new DomainError('client_closed')
}

async function* limited(stream: Readable, mostBytes: number, count: (bytes: number) => void) {
  let received = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    received += chunk.length
    if (received > mostBytes) {
      throw new DomainError('too_large', { detail: 'More was sent than the file was said to have.' })
    }
    count(received)
    yield chunk
  }
}

function wrongOffset(row: FileRow) {
  return new DomainError('conflict', { field: 'offset', detail: `Go on from ${row.receivedBytes}.` })
}

const problemOf = {
  type_mismatch: 'file_type_mismatch',
  active_content: 'file_unsafe',
  bomb: 'file_unsafe',
  virus: 'file_unsafe',
  damaged: 'file_type_mismatch',
} as const

const wordsOf: Record<RefusalReason, string> = {
  type_mismatch: 'The content is not what the name says.',
  active_content: 'The content holds something that could run.',
  bomb: 'Unpacked, the content would be far too large.',
  virus: 'A virus was found in the content.',
  damaged: 'The content cannot be read.',
}
