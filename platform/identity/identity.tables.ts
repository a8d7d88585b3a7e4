import type { ColumnType, Generated } from 'kysely'

/** What identity and members keep in the control database. */
export interface IdentityTables {
  'control.accounts': {
    id: string
    email: string
    name: string
    passwordHash: string | null
    /** While the password is one that somebody else made. */
    temporaryUntil: ColumnType<string | null, unknown, unknown>
    /** When its person showed that letters to the address reach him. */
    emailVerifiedAt: ColumnType<string | null, never, unknown>
    /** When somebody last came in by it; null: nobody yet. */
    signedInAt: ColumnType<string | null, never, unknown>
    /** Long enough to stand alone? Null: not known since this was asked. */
    passwordIsLong: ColumnType<boolean | null, boolean | undefined, boolean>
    createdAt: Generated<string>
    updatedAt: Generated<string>
  }
  'control.token_families': {
    id: string
    tenantId: string
    accountId: string
    device: string | null
    network: string | null
    factorAt: ColumnType<string | null, unknown, never>
    createdAt: ColumnType<string, never, never>
    expiresAt: ColumnType<string, unknown, never>
  }
  'control.refresh_tokens': {
    tokenHash: Buffer
    familyId: string
    createdAt: ColumnType<string, never, never>
    expiresAt: ColumnType<string, unknown, never>
    usedAt: ColumnType<string | null, never, unknown>
  }
  'control.api_keys': {
    tenantId: string
    id: string
    memberId: string
    name: string
    hint: string
    keyHash: Buffer
    scopes: string[]
    createdAt: ColumnType<string, never, never>
    expiresAt: ColumnType<string, unknown, never>
    usedAt: ColumnType<string | null, never, unknown>
    revokedAt: ColumnType<string | null, never, unknown>
  }
  'control.one_time_links': {
    id: string
    kind: 'reset_password' | 'verify_email' | 'change_email'
    tenantId: string
    accountId: string | null
    email: string
    /** The address that `email` took the place of. */
    formerEmail: ColumnType<string | null, never, string>
    tokenHash: ColumnType<Buffer | null, never, Buffer>
    createdAt: ColumnType<string, never, never>
    expiresAt: ColumnType<string | null, never, unknown>
    usedAt: ColumnType<string | null, never, unknown>
  }
  'control.sessions': {
    tokenHash: Buffer
    accountId: string
    host: string
    id: Generated<string>
    /** When another session took this one's place. */
    replacedAt: ColumnType<string | null, never, unknown>
    /** What the browser calls itself. */
    device: string | null
    network: string | null
    createdAt: Generated<string>
    seenAt: ColumnType<string, never, unknown>
    idleExpiresAt: ColumnType<string, unknown, unknown>
    /** When its person last showed that it is he. */
    provedAt: ColumnType<string | null, unknown, unknown>
    /** When he showed a second factor. */
    factorAt: ColumnType<string | null, unknown, unknown>
    expiresAt: ColumnType<string, unknown, never>
  }
  'control.session_codes': {
    codeHash: Buffer
    sessionHash: Buffer
    tenantId: string
    host: string
    challengeHash: Buffer
    expiresAt: ColumnType<string, unknown, never>
  }
  'control.invitations': {
    tenantId: string
    id: string
    email: string
    name: string
    roles: string[]
    invitedBy: string
    tokenHash: Buffer
    /** Of the link that went out by mail. */
    mailedTokenHash: ColumnType<Buffer | null, never, Buffer | null>
    /** How often it was sent. */
    sendings: ColumnType<number, never, unknown>
    createdAt: ColumnType<string, never, never>
    expiresAt: ColumnType<string, unknown, unknown>
    acceptedAt: ColumnType<string | null, never, unknown>
    revokedAt: ColumnType<string | null, never, unknown>
  }
  'control.memberVisits': {
    tenantId: string
    memberId: string
    seenAt: ColumnType<string, never, unknown>
  }
  'control.members': {
    tenantId: string
    id: string
    accountId: string
    roles: string[]
    status: ColumnType<'active' | 'deactivated', never, 'active' | 'deactivated'>
    version: ColumnType<number, never, unknown>
    rolesChangedAt: ColumnType<string | null, never, unknown>
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
}
