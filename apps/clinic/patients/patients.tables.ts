import type { ColumnType, Generated } from 'kysely'
import type { Address, EmergencyContact } from './patients.contract.ts'

type TenantId = ColumnType<string, never, never>
type Json<T> = ColumnType<T | null, string | null, string | null>

export type BirthPrecision = 'day' | 'month' | 'year'

/** What patients keep with the tenant. */
export interface PatientTables {
  'clinic.patients': {
    tenantId: TenantId
    id: string
    number: ColumnType<string, string, never>
    givenName: string
    familyName: string
    /** Family and given name, folded: what lists are sorted by. */
    sortName: string
    sex: string
    /** The first day of what is known. */
    birthDate: string | null
    birthPrecision: BirthPrecision | null
    birthEstimated: boolean
    phone: string | null
    email: string | null
    address: Json<Address>
    language: string | null
    bloodGroup: string | null
    emergencyContact: Json<EmergencyContact>
    notes: string | null
    deceased: boolean
    deceasedOn: string | null
    version: Generated<number>
    createdAt: ColumnType<string, string | undefined, never>
    updatedAt: ColumnType<string, string | undefined, string>
  }
  'clinic.patient_words': {
    tenantId: TenantId
    patientId: string
    word: string
    sortName: string
  }
  'clinic.name_tokens': {
    tenantId: TenantId
    token: string
    word: string
  }
}
