import type { ColumnType } from 'kysely'
import type { OpenHours } from './offices.contract.ts'

export interface OfficeTables {
  'core.offices': {
    tenantId: ColumnType<string, never, never>
    id: string
    name: string
    address: ColumnType<string, string | undefined, string>
    phone: string | null
    /** As JSON when it is written. */
    hours: ColumnType<OpenHours[], string | undefined, string>
    printHeader: ColumnType<string, string | undefined, string>
    isDefault: ColumnType<boolean, never, boolean>
    archivedAt: ColumnType<string | null, never, unknown>
    version: ColumnType<number, never, unknown>
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
}
