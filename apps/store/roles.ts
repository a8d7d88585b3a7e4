import type { RoleTable } from '#platform/members/roles.ts'

/** What each role of a store may do. Roles add up. */
export const storeRoles = {
  owner: ['member.read', 'member.write', 'mail.read', 'audit.read', 'ownership.transfer'],
  admin: ['member.read', 'member.write', 'mail.read', 'audit.read'],
  member: [],
  viewer: [],
} as const satisfies RoleTable

export type StoreRole = keyof typeof storeRoles
