import { randomBytes } from 'node:crypto'
import type { ControlTx, Tenancy, Tenant } from '@tenantry/tenancy'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { ensureOwner, type GivenOwner } from '#platform/members/ensure-owner.ts'
import { listMemberships } from '#platform/members/members.ts'

/** Somebody a tenant is to be made for, with the password of his account, should he need a new one. */
export async function makeFirstOwner(email: string): Promise<GivenOwner & { password: string }> {
  const password = randomBytes(12).toString('base64url')
  return { email, password, passwordHash: await hashPassword(password) }
}

/**
 * Sees to it that somebody owns the tenant once it is made, and answers the password where nobody else can know one: that of
 * an account made just now, and a new one for an account that an earlier run made and did not live to tell of.
 */
export async function confirmFirstOwner(
  tenancy: Tenancy,
  tenant: Tenant,
  owner: GivenOwner & { password: string },
): Promise<{ email: string; password?: string }> {
  const { email, password, passwordHash } = owner
  return tenancy.control<IdentityTables>().run(async (tx) => {
    const accountId = await ensureOwner(tx, tenant.id, owner)
    const account = await getAccount(tx, accountId)
    if (account.passwordHash === passwordHash) return { email, password }
    const places = await listMemberships(tx, accountId)
    const isOnlyOwnerHere =
      places.length === 1 && places[0]!.tenantId === tenant.id && places[0]!.roles.includes('owner')
    if (!account.untouched || !isOnlyOwnerHere) return { email }
    await tx.updateTable('control.accounts').set({ passwordHash }).where('id', '=', accountId).execute()
    return { email, password }
  })
}

/** `untouched`: nobody has signed in with it, nor changed anything of it. */
function getAccount(tx: ControlTx<IdentityTables>, accountId: string) {
  return tx
    .selectFrom('control.accounts as account')
    .leftJoin('control.sessions as session', 'session.accountId', 'account.id')
    .select((eb) => [
      'account.passwordHash',
      eb
        .and([eb('account.updatedAt', '=', eb.ref('account.createdAt')), eb('session.accountId', 'is', null)])
        .as('untouched'),
    ])
    .where('account.id', '=', accountId)
    .limit(1)
    .executeTakeFirstOrThrow()
}
