import { DomainError } from '#platform/http/domain-error.ts'
import { makePermissionsOf, type RoleTable } from './roles.ts'

export type RoleRules = ReturnType<typeof makeRoleRules>

/** Who may give which roles of an app to whom: nobody more than he has himself. */
export function makeRoleRules(table: RoleTable) {
  const permissionsOf = makePermissionsOf(table)
  const covers = (own: readonly string[], other: readonly string[]) =>
    permissionsOf(other).isSubsetOf(permissionsOf(own))
  const mayManage = (own: readonly string[]) => permissionsOf(own).has('member.write')
  return {
    covers,
    mayManage,
    /** The roles that somebody with these may give. */
    assignable: (own: readonly string[]) =>
      mayManage(own) ? Object.keys(table).filter((role) => covers(own, [role])) : [],
    assertKnown(roles: readonly string[]) {
      const unknown = roles.findIndex((role) => !Object.hasOwn(table, role))
      if (unknown >= 0) throw new DomainError('invalid_input', { field: `roles.${unknown}` })
    },
  }
}
