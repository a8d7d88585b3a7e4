import { contentDisposition } from '#platform/http/content-disposition.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Download } from '#platform/http/downloads.ts'
import { fileTypes } from './file-types.ts'
import { type FileKey, type FileRow, getReadyFile } from './files.ts'
import { type FilePlace, type FileServices, readObject } from './objects.ts'
import type { Disposition } from './files.contract.ts'

/** A file to be sent. Only what a browser shows without running anything is ever sent to be shown. */
export async function downloadOf(
  files: FileServices,
  place: FilePlace,
  { key, disposition }: { key: FileKey; disposition: Disposition },
): Promise<Download> {
  const row = await place.data.read(place.tenant, place.actor, (db) => getReadyFile(db, key))
  const type = row.type ?? row.declaredType
  const isShown = disposition === 'inline'
  if (isShown) requireShown(type)
  const { read } = (await readObject(files, place.tenant.id, row.object))(row.sizeBytes)
  return {
    contentType: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    disposition: contentDisposition(disposition, row.name),
    sizeBytes: row.sizeBytes,
    etag: etagOf(row),
    framed: isShown,
    read,
    about: aboutOf(key),
  }
}

export function requireShown(type: string): void {
  if (!fileTypes[type]?.shows) throw new DomainError('file_type_unknown', { field: 'disposition' })
}

export function etagOf({ sha256 }: Pick<FileRow, 'sha256'>): string {
  return `"${sha256?.toString('base64url')}"`
}

/** For the audit. */
export function aboutOf({ subject, fileId }: FileKey) {
  return { entity: 'file', entityId: fileId, ...(subject.kind === 'patient' && { patientId: subject.id }) }
}
