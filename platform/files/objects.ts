import type { Actor, TenantDb, TenantTx, Tenant } from '@tenantry/tenancy'
import { crashpoint, newId } from '@tenantry/tenancy'
import type { TenantKeys } from '#platform/secrets/tenant-keys.ts'
import type { ReadableFile } from './check-office.ts'
import type { FileTables } from './files.tables.ts'
import type { Scanner } from './scanner.ts'
import { openSegments, sealedSize, sealSegments } from './segments.ts'
import type { Storage } from './storage.ts'
import { makeStorageKey, type StorageFolder } from './storage-key.ts'

/** What keeping files needs beside the rows. */
export interface FileServices {
  storage: Storage
  keys: TenantKeys
  /** Without one nothing is looked through for viruses. */
  scanner?: Scanner | undefined
}

/** Whose rows and objects, and by whom they are touched. */
export interface FilePlace {
  tenant: Tenant
  actor: Actor
  data: TenantDb<FileTables>
}

/** An object in the storage, as its row names it. */
export interface StoredObject {
  id: string
  folder: StorageFolder
  keyGeneration: number
}

interface NewObject {
  fileId: string
  folder: StorageFolder
  role: 'content' | 'piece' | 'thumbnail'
  startsAt?: number
}

/**
 * Seals bytes into a new object: all of them, or nothing. Its row is there before and says `storing`; whoever comes to need the
 * object says `stored` in his own transaction. What a killed process leaves is found by its row.
 */
export async function putObject(
  { storage, keys }: FileServices,
  { tenant, actor, data }: FilePlace,
  { about, bytes }: { about: NewObject; bytes: AsyncIterable<Uint8Array> },
): Promise<StoredObject> {
  const { generation, key: tenantKey } = await keys.current(tenant.id)
  const id = newId()
  const object = { id, folder: about.folder, keyGeneration: generation }
  await data.one(tenant, actor, (tx) =>
    tx.insertInto('core.file_objects').values({ ...about, ...object, state: 'storing' }),
  )
  crashpoint('object noted')
  const storageKey = makeStorageKey(tenant.id, object.folder, id)
  try {
    await storage.put(storageKey, sealSegments({ tenantKey, storageKey }, bytes))
  } catch (error) {
    // Why it broke off is what is told, also where nothing can be tidied up now: its row tells of it later.
    await removeObjects({ storage }, { tenant, actor, data }, [object]).catch(() => undefined)
    throw error
  }
  crashpoint(`${about.role} stored`)
  return object
}

/** Says that an object is needed, in the transaction that needs it; with no size, that nobody has a use for it. */
export async function settleObject(
  tx: TenantTx<FileTables>,
  { id }: Pick<StoredObject, 'id'>,
  sizeBytes: number | undefined,
): Promise<void> {
  const [settled] = await tx
    .updateTable('core.file_objects')
    .set(sizeBytes === undefined ? { state: 'dropped' } : { state: 'stored', sizeBytes })
    .where('id', '=', id)
    .where('state', '=', 'storing')
    .returning('id')
    .execute()
  // It took so long that it was tidied away as given up.
  if (!settled && sizeBytes !== undefined) throw new Error('the object was removed before it was needed')
}

/** Whether the storage has all of an object’s bytes. */
export async function hasObject(
  { storage }: Pick<FileServices, 'storage'>,
  tenantId: string,
  { id, folder, size }: Pick<StoredObject, 'id' | 'folder'> & { size: number },
): Promise<boolean> {
  return (await storage.head(makeStorageKey(tenantId, folder, id))) === sealedSize(size)
}

/** The bytes of an object, decrypted as they are read. */
export async function readObject(
  { storage, keys }: Pick<FileServices, 'storage' | 'keys'>,
  tenantId: string,
  { id, folder, keyGeneration }: StoredObject,
): Promise<(sizeBytes: number) => ReadableFile> {
  const tenantKey = await keys.open(tenantId, keyGeneration)
  const storageKey = makeStorageKey(tenantId, folder, id)
  return (sizeBytes) => ({
    sizeBytes,
    read: (range) => {
      const sealed = {
        size: sealedSize(sizeBytes),
        read: (part: typeof range) => storage.get(storageKey, part),
      }
      return openSegments({ tenantKey, storageKey }, sealed, range)
    },
  })
}

/** Says that nobody needs a file's objects any more, but for one that stays. */
export async function dropObjects(
  tx: TenantTx<FileTables>,
  fileId: string,
  except?: string,
): Promise<StoredObject[]> {
  let query = tx
    .updateTable('core.file_objects')
    .set({ state: 'dropped' })
    .where('fileId', '=', fileId)
    .where('state', '=', 'stored')
  if (except) query = query.where('id', '<>', except)
  return query.returning(['id', 'folder', 'keyGeneration']).execute()
}

/**
 * Deletes the bytes of objects that nobody needs, and then the rows that told of them. What a row says is needed stays, whoever
 * asks: he may have given up a transaction that was committed after all.
 */
export async function removeObjects(
  { storage }: Pick<FileServices, 'storage'>,
  { tenant, actor, data }: FilePlace,
  objects: readonly Pick<StoredObject, 'id'>[],
): Promise<void> {
  if (objects.length === 0) return
  const ids = objects.map(({ id }) => id)
  // From here on nobody can come to need them.
  const dropped = await data.one(tenant, actor, (tx) =>
    tx
      .updateTable('core.file_objects')
      .set({ state: 'dropped' })
      .where('id', 'in', ids)
      .where('state', 'in', ['storing', 'dropped'])
      .returning(['id', 'folder']),
  )
  for (const { id, folder } of dropped) await storage.delete(makeStorageKey(tenant.id, folder, id))
  await data.one(tenant, actor, (tx) =>
    tx.deleteFrom('core.file_objects').where('id', 'in', ids).where('state', '=', 'dropped'),
  )
}
