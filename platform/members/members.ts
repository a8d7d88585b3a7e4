import { type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'

/** Gives an account a place and roles in a tenant. */
export async function addMember(
  tx: ControlTx<IdentityTables>,
  member: { tenantId: string; accountId: string; roles: readonly string[] },
): Promise<string> {
  const id = newId()
  await tx
    .insertInto('control.members')
    .values({ id, ...member, roles: [...member.roles] })
    .execute()
  return id
}

/** The tenants an account is a member of. */
export function listMemberships(db: ControlReader<IdentityTables>, accountId: string) {
  return db
    .selectFrom('control.members')
    .select(['tenantId', 'id', 'roles'])
    .where('accountId', '=', accountId)
    .execute()
}
