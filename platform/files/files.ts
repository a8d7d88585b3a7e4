import type { TenantReader, TenantTx } from '@tenantry/tenancy'
import { crashpoint, newId } from '@tenantry/tenancy'
import { type Selectable, sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue, post } from '#platform/outbox/outbox.ts'
import { cleanFileName } from './file-names.ts'
import { extensionOf, fileTypes, typeOfName } from './file-types.ts'
import type { StoredFile } from './files.contract.ts'
import type { FileTables, SubjectKind } from './files.tables.ts'
import { dropObjects, type StoredObject } from './objects.ts'
import { readStorageUsage, releaseStorage, reserveStorage, storageLimitOf } from './storage-usage.ts'

type Reader = TenantReader<FileTables>
type Tx = TenantTx<FileTables>

export type FileRow = Selectable<FileTables['core.files']> & { uploadedByName: string | null }

/** Whom files are about. */
interface FileSubject {
  kind: SubjectKind
  id: string
}

/** One file of somebody's. */
export interface FileKey {
  subject: FileSubject
  fileId: string
}

/** Announces a file: takes storage for it, and refuses what cannot be kept before a byte of it is sent. */
export async function announceFile(
  tx: Tx,
  subject: FileSubject,
  given: { name: string; type?: string | undefined; sizeBytes: number; memberId: string | null },
): Promise<FileRow> {
  const name = cleanFileName(given.name)
  const declaredType = given.type || typeOfName(name) || ''
  const type = fileTypes[declaredType]
  if (!type) throw new DomainError('file_type_unknown', { field: given.type ? 'type' : 'name' })
  if (!type.extensions.includes(extensionOf(name))) {
    throw new DomainError('file_type_mismatch', { field: 'name' })
  }
  const { sizeBytes } = given
  if (sizeBytes > type.maxBytes) {
    throw new DomainError('too_large', { field: 'sizeBytes', figures: { maxBytes: type.maxBytes } })
  }
  const id = newId()
  await tx
    .insertInto('core.files')
    .values({
      id,
      name,
      declaredType,
      sizeBytes,
      folder: declaredType === 'application/dicom' ? 'medical-imaging' : 'documents',
      countedBytes: sizeBytes,
      state: 'pending',
      subjectKind: subject.kind,
      subjectId: subject.id,
      uploadedBy: given.memberId,
    })
    .execute()
  // Last, because from here on others of the tenant wait for this transaction.
  await reserveStorage(tx, sizeBytes)
  crashpoint('storage reserved')
  await noteChange(tx, { subject, fileId: id }, { after: { name, type: declaredType, sizeBytes } })
  return getFile(tx, { subject, fileId: id })
}

export async function listFiles(
  db: Reader,
  subject: FileSubject,
  { limit = 50, cursor }: { limit?: number | undefined; cursor?: string | undefined },
) {
  let query = filesOf(db, subject)
    .where('file.state', 'in', ['pending', 'ready'])
    .orderBy('file.id', 'desc')
    .limit(limit + 1)
  if (cursor) query = query.where('file.id', '<', decodeCursor(cursor, 'files', ['uuid'])[0])
  const [rows, usedBytes] = await Promise.all([query.execute(), readStorageUsage(db)])
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(fileReply),
    next: rows.length > limit && last ? encodeCursor(['files', last.id]) : null,
    storage: { usedBytes, limitBytes: storageLimitOf(db.tenant) },
  }
}

/** A file that is here or on its way; of somebody else's, of a deleted and of none the answer is the same. */
export async function getFile(db: Reader | Tx, { subject, fileId }: FileKey): Promise<FileRow> {
  const row = await filesOf(db as Reader, subject)
    .where('file.id', '=', fileId)
    .where('file.state', 'in', ['pending', 'ready'])
    .executeTakeFirst()
  if (!row) throw new DomainError('not_found')
  return row
}

/** A file whose content is here, with the object that holds it. */
export async function getReadyFile(db: Reader, key: FileKey): Promise<FileRow & { object: StoredObject }> {
  const row = await filesOf(db, key.subject)
    .innerJoin('core.file_objects as object', 'object.id', 'file.objectId')
    .select('object.keyGeneration')
    .where('file.id', '=', key.fileId)
    .where('file.state', '=', 'ready')
    .executeTakeFirst()
  if (!row) throw new DomainError('not_found')
  const { keyGeneration, ...file } = row
  return { ...file, object: { id: file.objectId!, folder: file.folder, keyGeneration } }
}

/** Takes a file out of sight. An upload that is under way ends, and gives its storage back. */
export async function deleteFile(tx: Tx, key: FileKey): Promise<void> {
  const row = await getFile(tx, key)
  const isUpload = row.state === 'pending'
  const [done] = await tx
    .updateTable('core.files')
    .set({
      state: isUpload ? 'rejected' : 'deleted',
      changedAt: sql`now()`,
      ...(isUpload && { reason: 'canceled', countedBytes: 0 }),
    })
    .where('id', '=', key.fileId)
    .where('state', '=', row.state)
    .returning('id')
    .execute()
  if (!done) throw new DomainError('conflict')
  const { name, declaredType: type, sizeBytes } = row
  await noteChange(tx, key, { before: { name, type, sizeBytes } })
  if (!isUpload) return
  await releaseStorage(tx, row.countedBytes)
  await dropObjects(tx, key.fileId)
  await enqueue(tx, { name: 'remove-file-objects', payload: { fileId: key.fileId } })
}

/** Brings back what was deleted, as long as its bytes are there. */
export async function restoreFile(tx: Tx, key: FileKey): Promise<FileRow> {
  const restored = await tx
    .updateTable('core.files')
    .set({ state: 'ready', changedAt: sql`now()` })
    .where('id', '=', key.fileId)
    .where('subjectKind', '=', key.subject.kind)
    .where('subjectId', '=', key.subject.id)
    .where('state', 'in', ['ready', 'deleted'])
    .returning('id')
    .executeTakeFirst()
  if (!restored) throw new DomainError('not_found')
  const row = await getFile(tx, key)
  await noteChange(tx, key, { before: { deleted: true }, after: { deleted: false } })
  return row
}

export function fileReply(row: FileRow): StoredFile {
  return {
    id: row.id,
    name: row.name,
    type: row.type ?? row.declaredType,
    sizeBytes: row.sizeBytes,
    receivedBytes: row.receivedBytes,
    state: row.state === 'ready' ? 'ready' : 'pending',
    sha256: row.sha256?.toString('hex') ?? null,
    duplicateOf: row.duplicateOf,
    uploadedBy: row.uploadedByName,
    createdAt: row.createdAt,
  }
}

function filesOf(db: Reader, { kind, id }: FileSubject) {
  return db
    .selectFrom('core.files as file')
    .leftJoin('core.people as person', 'person.id', 'file.uploadedBy')
    .selectAll('file')
    .select('person.name as uploadedByName')
    .where('file.subjectKind', '=', kind)
    .where('file.subjectId', '=', id)
}

/** For the audit, and for whoever looks at the subject just now. */
export async function noteChange(
  tx: Tx,
  { subject, fileId }: FileKey,
  { before, after }: { before?: object; after?: object },
): Promise<void> {
  await post(tx, { kind: `${subject.kind}.files_changed`, entityId: subject.id })
  changed(tx, {
    entity: 'file',
    id: fileId,
    ...(subject.kind === 'patient' && { patientId: subject.id }),
    ...(before && { before }),
    ...(after && { after }),
  })
}
