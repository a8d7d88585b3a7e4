import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { contentDisposition } from '#platform/http/content-disposition.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Download } from '#platform/http/downloads.ts'
import { inTurn, mostPixels } from './check-image.ts'
import { aboutOf, etagOf } from './downloads.ts'
import { fileTypes } from './file-types.ts'
import { type FileKey, type FileRow, getReadyFile } from './files.ts'
import {
  type FilePlace,
  type FileServices,
  putObject,
  readObject,
  removeObjects,
  type StoredObject,
} from './objects.ts'

/** The longer side. */
const thumbnailPixels = 320

type Thumbnail = StoredObject & { sizeBytes: number }

/** A small picture of a picture, made when it is first asked for and kept beside it. */
export async function thumbnailOf(files: FileServices, place: FilePlace, key: FileKey): Promise<Download> {
  const row = await place.data.read(place.tenant, place.actor, (db) => getReadyFile(db, key))
  if (fileTypes[row.type ?? '']?.shows !== 'image') throw new DomainError('not_found')
  const thumbnail = (await findThumbnail(place, row)) ?? (await makeThumbnail(files, place, row))
  const { read } = (await readObject(files, place.tenant.id, thumbnail))(thumbnail.sizeBytes)
  return {
    contentType: 'image/webp',
    disposition: contentDisposition('inline', 'thumbnail.webp'),
    sizeBytes: thumbnail.sizeBytes,
    etag: etagOf(row),
    read,
    about: aboutOf(key),
  }
}

async function findThumbnail({ tenant, actor, data }: FilePlace, { id }: FileRow) {
  const row = await data.read(tenant, actor, (db) =>
    db
      .selectFrom('core.file_objects')
      .select(['id', 'folder', 'keyGeneration', 'sizeBytes'])
      .where('fileId', '=', id)
      .where('role', '=', 'thumbnail')
      .where('state', '=', 'stored')
      .executeTakeFirst(),
  )
  return row && { ...row, sizeBytes: row.sizeBytes ?? 0 }
}

async function makeThumbnail(
  files: FileServices,
  place: FilePlace,
  row: FileRow & { object: StoredObject },
): Promise<Thumbnail> {
  const small = await inTurn(async () => {
    const { read } = (await readObject(files, place.tenant.id, row.object))(row.sizeBytes)
    const picture = await buffer(read({ start: 0, end: row.sizeBytes }))
    // What a camera wrote of place and time is not taken over.
    return sharp(picture, { limitInputPixels: mostPixels, failOn: 'error' })
      .rotate()
      .resize(thumbnailPixels, thumbnailPixels, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .toBuffer()
      .catch((cause: unknown) => {
        throw new DomainError('not_found', { cause })
      })
  })
  const about = { fileId: row.id, folder: row.folder, role: 'thumbnail' } as const
  const object = await putObject(files, place, { about, bytes: Readable.from([small]) })
  const kept = await place.data.one(place.tenant, place.actor, (tx) =>
    tx
      .updateTable('core.file_objects')
      .set({ state: 'stored', sizeBytes: small.length })
      .where('id', '=', object.id)
      .where((row_) =>
        row_.exists(
          row_
            .selectFrom('core.files as file')
            .select('file.id')
            .where('file.id', '=', row.id)
            .where('file.state', '=', 'ready'),
        ),
      )
      .returning('id'),
  )
  if (kept.length > 0) return { ...object, sizeBytes: small.length }
  await removeObjects(files, place, [object])
  throw new DomainError('not_found')
}
