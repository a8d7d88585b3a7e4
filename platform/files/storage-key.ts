export const storageFolders = [
  'practices',
  'medical-imaging',
  'documents',
  'uploads',
  'exports',
  'backups',
] as const
export type StorageFolder = (typeof storageFolders)[number]

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const form = new RegExp(`^tenants/${uuid}/(?:${storageFolders.join('|')})/${uuid}$`)

/** The key of an object in a folder of a tenant. Both ids are ours; what a person calls a file is never part of it. */
export function makeStorageKey(tenantId: string, folder: StorageFolder, objectId: string): string {
  return requireStorageKey(`tenants/${tenantId}/${folder}/${objectId}`)
}

/** Where all objects of a tenant lie. */
export function makeTenantPrefix(tenantId: string): string {
  if (!isTenantId(tenantId)) throw new Error('not the id of a tenant')
  return `tenants/${tenantId}`
}

export function isTenantId(text: string): boolean {
  return new RegExp(`^${uuid}$`).test(text)
}

/** The key itself, or throws where it was not made by `makeStorageKey`: the last fence before a path. */
export function requireStorageKey(key: string): string {
  if (!form.test(key)) throw new Error('not a storage key')
  return key
}
