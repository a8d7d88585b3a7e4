import { randomBytes } from 'node:crypto'
import { type ControlDb, type ControlTx, type Directory, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { actsAs, changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Once } from '#platform/http/kept-answers.ts'
import { createAccount, normaliseEmail } from '#platform/identity/accounts.ts'
import { assertGoodPassword } from '#platform/identity/password-rules.ts'
import { hashPassword, isPassword } from '#platform/identity/passwords.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import type { register as contract } from './registration.contract.ts'
import type { RegistrationTables } from './registration.tables.ts'
import { judgeSlug } from './slugs.ts'

type Asked = NonNullable<(typeof contract)['$input']>['body']

/** Of `tenancy.onSignal`: somebody has asked. */
export const registrationsSignal = 'registrations'

interface Door {
  control: ControlDb<RegistrationTables>
  directory: Directory
  attempt: () => ReturnType<SignInThrottle>
  once: Once
}

/**
 * Asks for a clinic or a shop, with a new account or the one that the address has. Answers a token to ask with how it
 * goes: the tenant itself is made by whoever may make databases.
 */
export async function register(door: Door, asked: Asked): Promise<{ token: string }> {
  const { control, directory, once } = door
  const { app, slug, name, owner, office, doctor } = asked
  if (doctor && app !== 'clinic') throw new DomainError('invalid_input', { field: 'doctor' })
  const problem = judgeSlug(directory, slug)
  if (problem) throw new DomainError('slug_unavailable', { field: 'slug' })
  const account = await findOrHash(door, owner, [name, slug])
  const token = randomBytes(32).toString('base64url')
  const ask = async (tx: ControlTx<RegistrationTables>) => {
    const accountId =
      'id' in account ? account.id : await createAccount(tx, { email: owner.email, ...account })
    actsAs(tx, { accountId, name: account.name })
    const id = newId()
    const rows = await tx
      .insertInto('control.registrations')
      .values({
        id,
        tokenHash: hashOfToken(token),
        accountId,
        app,
        slug,
        name: name.trim(),
        details: JSON.stringify({ ...(office && { office }), ...(doctor && { doctor }) }),
      })
      // Written out: with a bound value a generic plan finds no index to judge the conflict by.
      .onConflict((conflict) => conflict.column('slug').where(sql<boolean>`state = 'asked'`).doNothing())
      .returning('id')
      .execute()
    if (rows.length === 0) throw new DomainError('slug_unavailable', { field: 'slug' })
    changed(tx, { entity: 'registration', id, after: { app, slug, name: name.trim() } })
    await tx.signal(registrationsSignal)
    return { token }
  }
  return control.run((tx) => once(tx, () => ask(tx)))
}

/** The account of the address, if the password is its own, or the hash for a new one. */
async function findOrHash(
  { control, attempt }: Door,
  { email, name, password }: Asked['owner'],
  context: readonly string[],
): Promise<{ id: string; name: string } | { name: string; passwordHash: string; passwordIsLong: true }> {
  const tried = await attempt()
  const found = await control.read((db) =>
    db
      .selectFrom('control.accounts')
      .select(['id', 'name', 'passwordHash', 'temporaryUntil'])
      .where('email', '=', normaliseEmail(email))
      .executeTakeFirst(),
  )
  if (!found) {
    // Who gave no name said that he has an account.
    if (name === undefined) throw new DomainError('wrong_credentials')
    await tried.succeeded()
    assertGoodPassword(password, {
      field: 'owner.password',
      // A new account has no second factor yet.
      hasSecondFactor: false,
      context: [email, name, ...context],
    })
    return { name, passwordHash: await hashPassword(password), passwordIsLong: true }
  }
  const right = await isPassword(password, found.passwordHash)
  if (!right || found.temporaryUntil !== null) throw new DomainError('wrong_credentials')
  await tried.succeeded()
  return { id: found.id, name: found.name }
}
