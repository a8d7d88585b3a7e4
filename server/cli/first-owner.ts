import { randomBytes } from 'node:crypto'
import type { Tenancy, Tenant } from '@tenantry/tenancy'
import { createAccount, findAccountByEmail } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { addMember, listMemberships } from '#platform/members/members.ts'

/**
 * Makes somebody the owner of a tenant, with a new account where the address has none. The password of a new account
 * is made here and stored as its hash only.
 */
export async function makeFirstOwner(tenancy: Tenancy, tenant: Tenant, email: string) {
  const password = randomBytes(12).toString('base64url')
  const passwordHash = await hashPassword(password)
  return tenancy.control<IdentityTables>().run(async (tx) => {
    const known = await findAccountByEmail(tx, email)
    const accountId =
      known?.id ?? (await createAccount(tx, { email, name: email.split('@', 1)[0] ?? email, passwordHash }))
    const places = await listMemberships(tx, accountId)
    const isMember = places.some(({ tenantId }) => tenantId === tenant.id)
    if (!isMember) await addMember(tx, { tenantId: tenant.id, accountId, roles: ['owner'] })
    return { email, ...(!known && { password }) }
  })
}
