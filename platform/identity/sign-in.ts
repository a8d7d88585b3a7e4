import type { ControlDb, ControlReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { actsAs } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { normaliseEmail } from './accounts.ts'
import type { IdentityTables } from './identity.tables.ts'
import { hashPassword, isCurrentHash, isPassword } from './passwords.ts'
import {
  deleteSomeExpiredSessions,
  endSession,
  type Member,
  type SessionOrigin,
  startSession,
} from './sessions.ts'

export interface Credentials {
  email: string
  password: string
}

/**
 * Finds the member behind an address and a password. A wrong password, an unknown address and somebody who is no member
 * here get one answer after the same work, so that a clinic's door tells nobody who has an account.
 */
export async function authenticate(
  control: ControlDb<IdentityTables>,
  tenantId: string,
  { email, password }: Credentials,
  signal: AbortSignal,
): Promise<Entering> {
  const found = await control.read((db) => selectCredentials(db, tenantId, email), { signal })
  const right = await isPassword(password, found?.passwordHash)
  if (!found || !right || !found.memberId || !found.roles || found.expired) {
    throw new DomainError('wrong_credentials')
  }
  await rehashIfWeaker(control, found.id, password, found.passwordHash)
  return { account: { id: found.id, name: found.name }, member: { roles: found.roles } }
}

/** Who comes in, as the audit names him. */
export interface Entering {
  account: Pick<Member['account'], 'id' | 'name'>
  member: Pick<Member['member'], 'roles'>
}

export interface NewSession {
  member: Entering
  host: string
  formerToken: string | undefined
  origin: SessionOrigin
}

/** Gives the member a new session on this host. What was signed in there before, in this browser, is over. */
export function replaceSession(
  control: ControlDb<IdentityTables>,
  { member: { account, member }, host, formerToken, origin }: NewSession,
) {
  return control.run(async (tx) => {
    if (formerToken) await endSession(tx, formerToken, host)
    await deleteSomeExpiredSessions(tx)
    actsAs(tx, { accountId: account.id, name: account.name, roles: member.roles })
    return startSession(tx, account.id, host, origin)
  })
}

/** A password that was hashed at a lower cost is hashed anew, now that it is known. */
async function rehashIfWeaker(
  control: ControlDb<IdentityTables>,
  accountId: string,
  password: string,
  former: string | null,
) {
  if (!former || isCurrentHash(former)) return
  const passwordHash = await hashPassword(password)
  await control.run((tx) =>
    tx
      .updateTable('control.accounts')
      .set({ passwordHash })
      .where('id', '=', accountId)
      // Not over a password that was changed meanwhile.
      .where('passwordHash', '=', former)
      .execute(),
  )
}

function selectCredentials(db: ControlReader<IdentityTables>, tenantId: string, email: string) {
  return db
    .selectFrom('control.accounts as account')
    .leftJoin('control.members as member', (join) =>
      join
        .onRef('member.accountId', '=', 'account.id')
        .on('member.tenantId', '=', tenantId)
        .on('member.status', '=', 'active'),
    )
    .select([
      'account.id',
      'account.name',
      'account.passwordHash',
      'member.id as memberId',
      'member.roles',
      sql<boolean>`coalesce(account.temporary_until <= now(), false)`.as('expired'),
    ])
    .where('account.email', '=', normaliseEmail(email))
    .executeTakeFirst()
}
