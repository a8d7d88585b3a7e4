import { clinicRoles } from '#apps/clinic/roles.ts'
import { storeRoles } from '#apps/store/roles.ts'
import type { RoleTable } from '#platform/members/roles.ts'

const tables: Readonly<Record<string, RoleTable>> = { clinic: clinicRoles, store: storeRoles }

/** Which roles of an app may set up its messages: those are told when nothing goes out. */
export function managingRoles(app: string): string[] {
  return Object.entries(tables[app] ?? {}).flatMap(([role, permissions]) =>
    permissions.includes('message.manage') ? [role] : [],
  )
}
