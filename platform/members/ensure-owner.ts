import type { ControlTx } from '@tenantry/tenancy'
import { createAccount, findAccountByEmail } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { addMember } from './members.ts'

/** Whom a tenant is made for. A new account gets the password of which this is the hash. */
export interface GivenOwner {
  email: string
  passwordHash: string
}

/** Makes somebody an owner of a tenant, with an account where the address has none; a member stays what he is. */
export async function ensureOwner(
  tx: ControlTx<IdentityTables>,
  tenantId: string,
  { email, passwordHash }: GivenOwner,
): Promise<string> {
  const known = await findAccountByEmail(tx, email)
  const name = email.split('@', 1)[0] ?? email
  const accountId = known?.id ?? (await createAccount(tx, { email, name, passwordHash }))
  const member = await tx
    .selectFrom('control.members')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  if (!member) await addMember(tx, { tenantId, accountId, roles: ['owner'] })
  return accountId
}
