import type { Readable } from 'node:stream'
import { crashpoint } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { FileRefused, type RefusalReason } from './file-refused.ts'
import { type FileKey, type FileRow, getFile, noteChange } from './files.ts'
import { beginInspection } from './inspect.ts'
import {
  dropObjects,
  type FilePlace,
  type FileServices,
  putObject,
  readObject,
  removeObjects,
  settleObject,
  type StoredObject,
} from './objects.ts'
import { type ArrivingPiece, forgetFromGap, keepPiece, limited, readPieces, wrongOffset } from './pieces.ts'
import { releaseStorage } from './storage-usage.ts'

/** What arrived of a file: from where on, and how much the sender said that it is. */
interface Arriving extends ArrivingPiece {
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
  return joinPieces(files, place, { row: now, key })
}

/** Makes the file of its pieces. Where one of them is gone or broken, its sender is told to go on from there. */
async function joinPieces(
  files: FileServices,
  place: FilePlace,
  { row, key }: { row: FileRow; key: FileKey },
): Promise<FileRow> {
  try {
    return await keepFile(files, place, { row, key, bytes: readPieces(files, place, row) })
  } catch (error) {
    if (error instanceof DomainError) throw error
    const now = await place.data.read(place.tenant, place.actor, (db) => getFile(db, key))
    // Somebody who asked for the same at the same time has done it, and has removed the pieces.
    if (now.state === 'ready') return now
    const gap = await forgetFromGap(files, place, { row, failure: error })
    throw gap === undefined ? error : wrongOffset({ receivedBytes: gap }, error)
  }
}

/** Looks at the whole of a file while it is stored, and lets it be seen; or refuses it for good. */
async function keepFile(
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

/** A stream that has to be as long as it said. */
async function* exactly(stream: Readable, sizeBytes: number) {
  let received = 0
  yield* limited(stream, sizeBytes, (bytes) => {
    received = bytes
  })
  if (received !== sizeBytes) throw new DomainError('client_closed')
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
