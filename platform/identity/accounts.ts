import { type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { IdentityTables } from './identity.tables.ts'

/** An address as it is stored and compared: `  Ada@Example.org` and `ada@example.org` are one person. */
export function normaliseEmail(email: string) {
  return email.trim().normalize('NFC').toLowerCase()
}

/** Makes an account. Its password is hashed before the transaction begins: hashing is slow and holds no lock. */
export async function createAccount(
  tx: ControlTx<IdentityTables>,
  account: { email: string; name: string; passwordHash: string | null; passwordIsLong?: boolean },
): Promise<string> {
  const id = newId()
  await tx
    .insertInto('control.accounts')
    .values({ id, ...account, email: normaliseEmail(account.email) })
    .execute()
  return id
}

export function findAccountByEmail(db: ControlReader<IdentityTables>, email: string) {
  return db
    .selectFrom('control.accounts')
    .select(['id', 'email', 'name'])
    .where('email', '=', normaliseEmail(email))
    .executeTakeFirst()
}

/** Whoever opened a link that was sent there can read what is sent there. */
export async function markVerified(tx: ControlTx<IdentityTables>, accountId: string): Promise<void> {
  await tx
    .updateTable('control.accounts')
    .set({ emailVerifiedAt: sql`coalesce(email_verified_at, now())` })
    .where('id', '=', accountId)
    .execute()
}
