import { randomUUID } from 'node:crypto'

export type StorageArea = 'practices' | 'medical-imaging' | 'documents' | 'uploads' | 'exports' | 'backups'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const form = new RegExp(
  `^tenants/${uuid}/(?:practices|medical-imaging|documents|uploads|exports|backups)/${uuid}$`,
)

/** A new key in an area of a tenant. */
export function makeStorageKey(tenantId: string, area: StorageArea): string {
  return requireStorageKey(`tenants/${tenantId}/${area}/${randomUUID()}`)
}

/** The key itself, or throws where it was not made by `makeStorageKey`: the last fence before a path. */
export function requireStorageKey(key: string): string {
  if (!form.test(key)) throw new Error('not a storage key')
  return key
}
