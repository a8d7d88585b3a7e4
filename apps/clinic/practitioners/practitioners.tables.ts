import type { ColumnType } from 'kysely'
import type { PeopleTables } from '#platform/members/people.ts'

export interface PractitionerTables extends PeopleTables {
  'clinic.practitioners': {
    tenantId: ColumnType<string, never, never>
    /** The member's. */
    id: string
    licenceNumber: string
    speciality: ColumnType<string, string | undefined, string>
    qualification: ColumnType<string, string | undefined, string>
    practisingSince: number | null
    feeMinor: number | null
    version: ColumnType<number, never, unknown>
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
}
