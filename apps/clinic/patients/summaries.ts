import { writtenBirthDate } from './birth-date.ts'
import { displayName } from './names.ts'
import type { PatientSummary } from './patients.contract.ts'
import type { BirthPrecision } from './patients.tables.ts'

/** What a line of a list is made of; the covering index of the default list holds the same. */
export const summaryColumns = [
  'id',
  'number',
  'givenName',
  'familyName',
  'sex',
  'birthDate',
  'birthPrecision',
  'birthEstimated',
  'phone',
  'deceased',
  'createdAt',
  'updatedAt',
] as const

export interface SummaryRow {
  id: string
  number: string
  givenName: string
  familyName: string
  sex: string
  birthDate: string | null
  birthPrecision: BirthPrecision | null
  birthEstimated: boolean
  phone: string | null
  deceased: boolean
  createdAt: string
  updatedAt: string
}

export function summaryOf(row: SummaryRow): PatientSummary {
  return {
    id: row.id,
    number: row.number,
    givenName: row.givenName,
    familyName: row.familyName,
    name: displayName(row),
    sex: row.sex as PatientSummary['sex'], // the table's check allows no other
    birthDate: writtenBirthDate(row),
    birthDateEstimated: row.birthEstimated,
    phone: row.phone,
    deceased: row.deceased,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}
