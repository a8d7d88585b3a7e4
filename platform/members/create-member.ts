import { randomInt } from 'node:crypto'
import type { ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { createAccount, findAccountByEmail } from '#platform/identity/accounts.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { lockManager, type Manager } from './manage-members.ts'
import { addMember, getMember, type MemberRow } from './members.ts'

export interface NewPerson {
  email: string
  name: string
  roles: readonly string[]
}

/** How long a temporary password lets its person in. */
export const daysOfTemporary = 7

/** A password that its person must change, which is sent to him, too. Hashed before the transaction begins: hashing is slow and holds no lock. */
export interface TemporaryPassword {
  password: string
  passwordHash: string
}

/** Puts a temporary password into the letter that carries it to its person. */
type SealTemporary = (accountId: string, password: string) => string

export async function prepareTemporaryPassword(): Promise<TemporaryPassword> {
  const password = makeTemporaryPassword()
  return { password, passwordHash: await hashPassword(password) }
}

/**
 * Makes a member with an account of his own and a password that he must change. An address that has an account is
 * refused: its password is its owner's, who can be invited.
 */
export async function createMember(
  tx: ControlTx<IdentityTables>,
  manager: Manager,
  { password, passwordHash, seal, ...person }: NewPerson & TemporaryPassword & { seal: SealTemporary },
): Promise<{ member: MemberRow; temporaryPassword: string; temporaryUntil: string }> {
  const { rules, place } = manager
  const roles = [...new Set(person.roles)]
  rules.assertKnown(roles)
  const own = await lockManager(tx, manager)
  if (!rules.covers(own.roles, roles)) throw new DomainError('forbidden', { field: 'roles' })
  if (await findAccountByEmail(tx, person.email)) throw new DomainError('account_exists', { field: 'email' })
  const { email, name } = person
  const accountId = await createAccount(tx, { email, name, passwordHash, passwordIsLong: true })
  const { temporaryUntil } = await tx
    .updateTable('control.accounts')
    .set({ temporaryUntil: sql`now() + make_interval(days => ${daysOfTemporary})` })
    .where('id', '=', accountId)
    .returning(sql<string>`temporary_until`.as('temporaryUntil'))
    .executeTakeFirstOrThrow()
  const { tenantId } = place
  const memberId = await addMember(tx, { tenantId, accountId, roles })
  const payload = { tenantId, accountId, sealed: seal(accountId, password) }
  await enqueue(tx, { name: 'send-temporary-password', payload, tenantId })
  await enqueue(tx, { name: 'keep-people', payload: { memberIds: [memberId] }, handOverTo: tenantId })
  const member = await getMember(tx, place.tenantId, memberId)
  return { member, temporaryPassword: password, temporaryUntil }
}

// No letters that look like others when read out or copied by hand: 31 of them, 16 times, are 79 bits.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** One to be read out or copied by hand, and changed at once. */
function makeTemporaryPassword() {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}
