import type { Readable } from 'node:stream'
import { crashpoint } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { FileRow } from './files.ts'
import {
  type FilePlace,
  type FileServices,
  hasObject,
  putObject,
  readObject,
  removeObjects,
  settleObject,
} from './objects.ts'
import { SealBroken } from './segments.ts'

/** A part of a file, and which byte of the file it begins with. */
export interface ArrivingPiece {
  stream: Readable
  offset: number
}

/** A piece whose bytes are not those that were sent any more. */
class PieceBroken extends Error {
  readonly startsAt: number
  constructor(startsAt: number, cause: unknown) {
    super('a piece of the file is broken', { cause })
    this.startsAt = startsAt
  }
}

/** Keeps what arrives of a file until it is whole. */
export async function keepPiece(
  files: FileServices,
  place: FilePlace,
  { row, arriving }: { row: FileRow; arriving: ArrivingPiece },
): Promise<void> {
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

/** The pieces of a file one after the other, as its sender sent them. */
export async function* readPieces(files: FileServices, place: FilePlace, row: FileRow) {
  let next = 0
  for (const piece of await listPieces(place, row)) {
    const size = piece.sizeBytes ?? 0
    if (piece.startsAt !== next) throw new Error('a piece of the file is missing')
    const { read } = (await readObject(files, place.tenant.id, piece))(size)
    try {
      yield* read({ start: 0, end: size })
    } catch (error) {
      throw error instanceof SealBroken ? new PieceBroken(next, error) : error
    }
    next += size
  }
  if (next !== row.sizeBytes) throw new Error('a piece of the file is missing')
}

/**
 * Forgets what was received from the first byte on that is not in the storage any more, or that the reading failed on, so that
 * it can be sent again. Answers that byte, or nothing where every piece is where it was put.
 */
export async function forgetFromGap(
  files: FileServices,
  place: FilePlace,
  { row, failure }: { row: FileRow; failure: unknown },
): Promise<number | undefined> {
  // Pieces are read in their order: those before it opened.
  const gap = failure instanceof PieceBroken ? failure.startsAt : await findGap(files, place, row)
  if (gap === undefined) return undefined
  const dropped = await place.data.run(place.tenant, place.actor, async (tx) => {
    const [moved] = await tx
      .updateTable('core.files')
      .set({ receivedBytes: gap, changedAt: sql`now()` })
      .where('id', '=', row.id)
      .where('state', '=', 'pending')
      .where('receivedBytes', '=', row.receivedBytes)
      .returning('id')
      .execute()
    // Somebody else has gone back before, and perhaps on again.
    if (!moved) return []
    return tx
      .updateTable('core.file_objects')
      .set({ state: 'dropped' })
      .where('fileId', '=', row.id)
      .where('role', '=', 'piece')
      .where('state', '=', 'stored')
      .where('startsAt', '>=', gap)
      .returning(['id', 'folder'])
      .execute()
  })
  await removeObjects(files, place, dropped)
  return gap
}

async function findGap(files: FileServices, place: FilePlace, row: FileRow): Promise<number | undefined> {
  let next = 0
  for (const piece of await listPieces(place, row)) {
    const size = piece.sizeBytes ?? 0
    if (piece.startsAt !== next || !(await hasObject(files, place.tenant.id, { ...piece, size }))) return next
    next += size
  }
  return next === row.receivedBytes ? undefined : next
}

function listPieces({ tenant, actor, data }: FilePlace, { id }: FileRow) {
  return data.read(tenant, actor, (db) =>
    db
      .selectFrom('core.file_objects')
      .select(['id', 'folder', 'keyGeneration', 'startsAt', 'sizeBytes'])
      .where('fileId', '=', id)
      .where('role', '=', 'piece')
      .where('state', '=', 'stored')
      .orderBy('startsAt')
      .execute(),
  )
}

/** A stream that must not be longer than it said; each chunk is counted before it goes on. */
export async function* limited(stream: Readable, mostBytes: number, count: (bytes: number) => void) {
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

/** Says from where to go on. */
export function wrongOffset({ receivedBytes }: Pick<FileRow, 'receivedBytes'>, cause?: unknown) {
  return new DomainError('conflict', { field: 'offset', detail: `Go on from ${receivedBytes}.`, cause })
}
