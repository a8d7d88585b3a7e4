import type { ColumnType } from 'kysely'
import type { OperatorRole } from '../roles.ts'

/** What operators keep in the control database. */
export interface OperatorTables {
  'control.operators': {
    id: string
    email: string
    name: string
    role: OperatorRole
    passwordHash: ColumnType<string | null, never, string>
    linkHash: Buffer | null
    linkExpiresAt: ColumnType<string | null, unknown, unknown>
    disabledAt: ColumnType<string | null, never, unknown>
    version: ColumnType<number, never, unknown>
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
  'control.operator_sessions': {
    tokenHash: Buffer
    id: ColumnType<string, never, never>
    operatorId: string
    factorAt: ColumnType<string | null, unknown, never>
    device: string | null
    network: string | null
    createdAt: ColumnType<string, never, never>
    seenAt: ColumnType<string, never, unknown>
    idleExpiresAt: ColumnType<string, unknown, unknown>
    expiresAt: ColumnType<string, unknown, never>
  }
}
