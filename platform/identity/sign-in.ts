import type { ControlDb, ControlReader, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { actsAs } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { normaliseEmail } from './accounts.ts'
import type { IdentityTables } from './identity.tables.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { isLongPassword } from './password-rules.ts'
import { hashPassword, isCurrentHash, isPassword } from './passwords.ts'
import type { Member } from './principals.ts'
import { deleteSomeExpiredSessions, endSession, type SessionOrigin, startSession } from './sessions.ts'

interface Credentials {
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
  await keepKnowledge(control, { ...found, password })
  return {
    account: { id: found.id, name: found.name, email: found.email },
    member: { roles: found.roles },
  }
}

/** Who comes in, as the audit names him. */
export interface Entering {
  account: Member['account']
  member: Pick<Member['member'], 'roles'>
}

interface NewSession {
  member: Entering
  host: string
  formerToken: string | undefined
  origin: SessionOrigin
  tenantId: string
  /** Has he signed in in this browser before? If not, he is told of it. */
  isKnownDevice: boolean
}

/** Gives the member a new session on this host. What was signed in there before, in this browser, is over. */
export function replaceSession(
  control: ControlDb<IdentityTables>,
  { member: { account, member }, host, formerToken, origin, tenantId, isKnownDevice }: NewSession,
) {
  return control.run(async (tx) => {
    if (formerToken) await endSession(tx, formerToken, host)
    await deleteSomeExpiredSessions(tx)
    actsAs(tx, { accountId: account.id, name: account.name, roles: member.roles })
    const isFirst = await noteSignIn(tx, account.id)
    if (!isFirst && !isKnownDevice) {
      const { device, network } = origin
      const payload = { accountId: account.id, tenantId, device, network, at: new Date().toISOString() }
      await enqueue(tx, { name: 'tell-new-device', payload })
    }
    return startSession(tx, account.id, host, origin)
  })
}

/** Keeps when somebody came in, and tells whether it was for the first time. */
async function noteSignIn(tx: ControlTx<IdentityTables>, accountId: string): Promise<boolean> {
  const [before] = await tx
    .raw<{ signedInAt: string | null }>(
      sql`with before as (select id, signed_in_at from control.accounts where id = ${accountId})
          update control.accounts account set signed_in_at = now() from before where account.id = before.id
          returning before.signed_in_at`,
    )
    .execute()
  return !before?.signedInAt
}

interface Known {
  id: string
  password: string
  passwordHash: string | null
  passwordIsLong: boolean | null
}

/**
 * While a right password is known: one that was hashed at a lower cost is hashed anew, and whether it is long is kept where
 * nobody has asked yet.
 */
export async function keepKnowledge(
  control: ControlDb<IdentityTables>,
  { id, password, passwordHash: former, passwordIsLong }: Known,
): Promise<void> {
  if (!former || (isCurrentHash(former) && passwordIsLong !== null)) return
  const passwordHash = isCurrentHash(former) ? former : await hashPassword(password)
  await control.run((tx) =>
    tx
      .updateTable('control.accounts')
      .set({ passwordHash, passwordIsLong: isLongPassword(password) })
      .where('id', '=', id)
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
      'account.email',
      'account.passwordHash',
      'account.passwordIsLong',
      'member.id as memberId',
      'member.roles',
      sql<boolean>`coalesce(account.temporary_until <= now(), false)`.as('expired'),
    ])
    .where('account.email', '=', normaliseEmail(email))
    .executeTakeFirst()
}
