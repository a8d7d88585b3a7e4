import type { ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
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

/** Takes back what `ensureOwner` did for a tenant that is not to be: his place, and an account that was made with it alone. */
export async function forgetOwner(tx: ControlTx<IdentityTables>, tenantId: string): Promise<void> {
  const places = await tx
    .raw<{ accountId: string; createdAt: string }>(
      sql`delete from control.members where tenant_id = ${tenantId} returning account_id, created_at::text`,
    )
    .execute()
  for (const { accountId, createdAt } of places) {
    // What was made in one transaction bears one time.
    await tx
      .raw(
        sql`delete from control.accounts a where id = ${accountId} and created_at = ${createdAt}::timestamptz
              and not exists (select from control.members where account_id = a.id)
              and not exists (select from control.sessions where account_id = a.id)
              and not exists (select from control.registrations where account_id = a.id)`,
      )
      .execute()
  }
}
