import { sql } from 'kysely'
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

/** `summaryOf` in SQL, for lists that leave as they came: the same names and the same words. */
export const writtenSummary = [
  'id',
  'number',
  'givenName',
  'familyName',
  // Not `btrim`, which takes a name apart letter by letter, fifty times a page.
  sql<string>`case when family_name = '' then given_name when given_name = '' then family_name
    else given_name || ' ' || family_name end`.as('name'),
  sql<PatientSummary['sex']>`sex`.as('sex'),
  sql<
    string | null
  >`left(birth_date::text, case birth_precision when 'day' then 10 when 'month' then 7 else 4 end)`.as(
    'birthDate',
  ),
  sql<boolean>`birth_estimated`.as('birthDateEstimated'),
  'phone',
  'deceased',
  'createdAt',
  'updatedAt',
] as const

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
