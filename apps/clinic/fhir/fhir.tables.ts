import type { ColumnType, Generated } from 'kysely'
import type { PatientTables } from '../patients/patients.tables.ts'
import type { RecordTables } from '../records/records.tables.ts'
import type { ImportState } from './imports.contract.ts'

type TenantId = ColumnType<string, never, never>
type Json<T> = ColumnType<T, string | undefined, string>

/** Read, created, updated, unchanged, failed. */
export type CountRow = [number, number, number, number, number]

/** What imports keep with the tenant: their progress, and every resource in the words it came in. */
export interface ImportTables {
  'clinic.imports': {
    tenantId: TenantId
    id: string
    name: string
    source: string
    state: ImportState
    reason: string | null
    createdBy: string | null
    sizeBytes: number
    receivedBytes: number
    doneBytes: Generated<number>
    totalBytes: Generated<number>
    workedMs: Generated<number>
    readCount: Generated<number>
    createdCount: Generated<number>
    updatedCount: Generated<number>
    unchangedCount: Generated<number>
    failedCount: Generated<number>
    bundleCount: Generated<number>
    problemCount: Generated<number>
    types: Json<Record<string, CountRow>>
    createdAt: ColumnType<string, never, never>
    startedAt: string | null
    finishedAt: string | null
  }
  'clinic.import_turns': {
    tenantId: TenantId
    importId: string | null
    holder: string | null
    leaseUntil: Generated<string>
  }
  'clinic.import_bundles': {
    tenantId: TenantId
    importId: string
    path: string
    part: number
    contentHash: string
    state: 'done' | 'failed'
    readCount: number
    createdCount: number
    updatedCount: number
    unchangedCount: number
    failedCount: number
    finishedAt: ColumnType<string, never, string>
  }
  'clinic.import_problems': {
    tenantId: TenantId
    importId: string
    no: number
    path: string
    entry: number | null
    resourceType: string | null
    reason: string
  }
  'clinic.fhir_resources': {
    tenantId: TenantId
    id: string
    source: string
    resourceType: string
    resourceId: string
    patientId: string | null
    kind: string
    title: string
    status: string | null
    occurredAt: string
    occurredText: string | null
    version: number
    contentHash: string
    original: string
    importId: string
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, string>
  }
  'clinic.fhir_versions': {
    tenantId: TenantId
    resourceId: string
    version: number
    contentHash: string
    original: string
    importId: string
    createdAt: string
  }
}

/** All that an import writes. */
export interface FhirTables extends ImportTables, RecordTables, PatientTables {}
