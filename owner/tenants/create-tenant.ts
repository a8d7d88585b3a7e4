import { randomBytes } from 'node:crypto'
import { type ControlTx, type Directory, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { createAccount, findAccountByEmail } from '#platform/identity/accounts.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import { prepareTemporaryPassword, type TemporaryPassword } from '#platform/members/create-member.ts'
import type { RegistrationTables } from '#platform/registration/registration.tables.ts'
import { registrationsSignal } from '#platform/registration/registrations.ts'
import { judgeSlug } from '#platform/registration/slugs.ts'
import type { createTenant } from './tenants.contract.ts'

type Asked = NonNullable<(typeof createTenant)['$input']>['body']

const daysValid = 7

/** What comes before the transaction: the address is judged, and a password is hashed for an owner who has none. */
export async function prepareRequest(
  directory: Directory,
  { slug }: Pick<Asked, 'slug'>,
): Promise<TemporaryPassword> {
  if (judgeSlug(directory, slug)) throw new DomainError('slug_unavailable', { field: 'slug' })
  return prepareTemporaryPassword()
}

/**
 * Asks for a tenant as whoever registers himself does; the admin's side makes it. An owner without an account gets one, with
 * a temporary password that is answered this once.
 */
export async function requestTenant(
  tx: ControlTx<RegistrationTables>,
  { app, slug, name, plan, placement, owner }: Asked,
  { password, passwordHash }: TemporaryPassword,
): Promise<{ temporaryPassword: string | null }> {
  const known = await findAccountByEmail(tx, owner.email)
  const accountId =
    known?.id ??
    (await createAccount(tx, {
      email: owner.email,
      name: owner.name.trim(),
      passwordHash,
      passwordIsLong: true,
    }))
  if (!known) {
    await tx
      .updateTable('control.accounts')
      .set({ temporaryUntil: sql`now() + make_interval(days => ${daysValid})` })
      .where('id', '=', accountId)
      .execute()
  }
  const rows = await tx
    .insertInto('control.registrations')
    .values({
      id: newId(),
      // Nobody is given this token: the console shows how it goes.
      tokenHash: hashOfToken(randomBytes(32).toString('base64url')),
      accountId,
      app,
      slug,
      name: name.trim(),
      plan,
      placement,
    })
    // Written out: with a bound value a generic plan finds no index to judge the conflict by.
    .onConflict((conflict) => conflict.column('slug').where(sql<boolean>`state = 'asked'`).doNothing())
    .returning('id')
    .execute()
  if (rows.length === 0) throw new DomainError('slug_unavailable', { field: 'slug' })
  changed(tx, { entity: 'tenant', id: null, after: { app, slug, name, plan, placement } })
  await tx.signal(registrationsSignal)
  return { temporaryPassword: known ? null : password }
}
