import type { RoleTable } from '#platform/members/roles.ts'

const reading = ['tenant.read', 'job.read', 'database.read'] as const

/** What each role of the console may do. An operator has one role, and none of them reaches a tenant's own rows. */
export const operatorRoles = {
  admin: [
    ...reading,
    'tenant.create',
    'tenant.suspend',
    'job.manage',
    'outbox.read',
    'operator.read',
    'operator.manage',
  ],
  // Captured mails hold links that let people in, so that who bills or only looks on does not see them.
  support: [...reading, 'tenant.suspend', 'job.manage', 'outbox.read'],
  billing: ['tenant.read', 'tenant.suspend'],
  read_only: reading,
} as const satisfies RoleTable

export type OperatorRole = keyof typeof operatorRoles
