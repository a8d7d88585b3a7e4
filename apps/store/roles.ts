import type { RoleTable } from '#platform/members/roles.ts'

const looking = ['customer.read', 'report.read'] as const
const selling = [
  ...looking,
  'customer.write',
  'sale.write',
  'payment.write',
  'message.read',
  'message.send',
] as const
const administrative = [
  ...selling,
  // Takes back what was posted, and gives credit beyond a limit.
  'entry.reverse',
  'limit.override',
  'shop.write',
  'message.manage',
  'member.read',
  'member.write',
  'mail.read',
  'audit.read',
  'apikey.manage',
  'settings.read',
  'settings.write',
] as const

/** What each role of a store may do. Roles add up. */
export const storeRoles = {
  owner: [...administrative, 'ownership.transfer'],
  admin: administrative,
  member: selling,
  viewer: [...looking, 'settings.read'],
} as const satisfies RoleTable

export type StoreRole = keyof typeof storeRoles
