import type { ColumnType, Generated } from 'kysely'

/** What identity and members keep in the control database. */
export interface IdentityTables {
  'control.accounts': {
    id: string
    email: string
    name: string
    passwordHash: string | null
    createdAt: Generated<string>
    updatedAt: Generated<string>
  }
  'control.sessions': {
    tokenHash: Buffer
    accountId: string
    host: string
    createdAt: Generated<string>
    seenAt: ColumnType<string, never, unknown>
    idleExpiresAt: ColumnType<string, unknown, unknown>
    expiresAt: ColumnType<string, unknown, never>
  }
  'control.members': {
    tenantId: string
    id: string
    accountId: string
    roles: string[]
    createdAt: Generated<string>
    updatedAt: Generated<string>
  }
}
