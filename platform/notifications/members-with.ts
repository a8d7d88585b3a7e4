import type { Tenancy, Tenant } from '@tenantry/tenancy'

interface MemberTables {
  'control.members': { tenantId: string; id: string; status: string; roles: string[] }
}

/** The members who have one of these roles. */
export async function listMembersWith(
  tenancy: Tenancy,
  tenant: Tenant,
  roles: readonly string[],
): Promise<string[]> {
  const rows = await tenancy
    .control<MemberTables>()
    .read((db) =>
      db
        .selectFrom('control.members')
        .select(['id', 'roles'])
        .where('tenantId', '=', tenant.id)
        .where('status', '=', 'active')
        .execute(),
    )
  return rows.filter((member) => member.roles.some((role) => roles.includes(role))).map(({ id }) => id)
}
