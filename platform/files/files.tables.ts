import type { ColumnType, Generated } from 'kysely'
import type { StorageFolder } from './storage-key.ts'

type TenantId = ColumnType<string, never, never>
type CreatedAt = ColumnType<string, never, never>

type FileState = 'pending' | 'ready' | 'rejected' | 'deleted'
export type SubjectKind = 'patient' | 'customer'

/** What files keep with the tenant. */
export interface FileTables {
  'core.files': {
    tenantId: TenantId
    id: string
    folder: StorageFolder
    name: string
    declaredType: string
    type: string | null
    sizeBytes: number
    receivedBytes: Generated<number>
    countedBytes: number
    sha256: Buffer | null
    state: FileState
    reason: string | null
    objectId: string | null
    duplicateOf: string | null
    subjectKind: SubjectKind
    subjectId: string
    uploadedBy: string | null
    createdAt: CreatedAt
    changedAt: ColumnType<string, never, unknown>
  }
  'core.file_objects': {
    tenantId: TenantId
    id: string
    fileId: string
    folder: StorageFolder
    role: 'content' | 'piece' | 'thumbnail'
    startsAt: Generated<number>
    sizeBytes: ColumnType<number | null, never, number>
    keyGeneration: number
    state: 'storing' | 'stored' | 'dropped'
    createdAt: CreatedAt
  }
  'core.file_usage': { tenantId: TenantId; bytes: number }
  'core.people': { tenantId: TenantId; id: string; name: string }
}
