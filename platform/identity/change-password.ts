import type { ControlDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { endAllSessions } from './account-sessions.ts'
import { hasFactor } from './factors/factors.ts'
import { type Holder, lockHolder } from './factors/holder.ts'
import type { IdentityTables } from './identity.tables.ts'
import { endLinks } from './one-time-links.ts'
import { assertGoodPassword, isLongPassword, tooShort } from './password-rules.ts'
import { hashPassword } from './passwords.ts'
import { type SessionOrigin, startSession } from './sessions.ts'

interface Change {
  account: { id: string; email: string; name: string }
  /** In whose name the notice of it is sent. */
  tenantId: string
  newPassword: string
  /** What else of the place somebody would guess first. */
  context: readonly string[]
  host: string
  origin: SessionOrigin
}

/**
 * Gives an account another password, whose present one has been confirmed. All its sessions end, wherever they are; the
 * one that this was asked with goes on under a new token, which is returned.
 */
export async function changePassword(
  control: ControlDb<IdentityTables>,
  { account, tenantId, newPassword, context, host, origin }: Change,
): Promise<string> {
  const holder = { kind: 'account', id: account.id } as const
  assertGoodPassword(newPassword, {
    field: 'newPassword',
    hasSecondFactor: await control.read((db) => hasFactor(db, holder)),
    context: [account.email, account.name, ...context],
  })
  const passwordHash = await hashPassword(newPassword)
  return control.run(async (tx) => {
    await setPassword(tx, account.id, { passwordHash, isLong: isLongPassword(newPassword) })
    await endAllSessions(tx, account.id)
    await endLinks(tx, account.id, ['reset_password'])
    await enqueue(tx, { name: 'tell-password-changed', payload: { accountId: account.id, tenantId } })
    return startSession(tx, account.id, host, origin)
  })
}

type Tx = Parameters<Parameters<ControlDb<IdentityTables>['run']>[0]>[0]

/**
 * Stores a password that its person has chosen: it is temporary no longer. A short one is refused where the second factor
 * that it was to stand beside has just been removed.
 */
export async function setPassword(
  tx: Tx,
  accountId: string,
  { passwordHash, isLong }: { passwordHash: string; isLong: boolean },
): Promise<void> {
  if (!isLong) {
    const holder: Holder = { kind: 'account', id: accountId }
    await lockHolder(tx, holder)
    if (!(await hasFactor(tx, holder))) throw tooShort('newPassword')
  }
  await tx
    .updateTable('control.accounts')
    .set({ passwordHash, passwordIsLong: isLong, temporaryUntil: null, updatedAt: sql`now()` })
    .where('id', '=', accountId)
    .execute()
}

/** A new password that is the old one is none. */
export function assertOther(password: string, newPassword: string) {
  if (password.normalize('NFC') === newPassword.normalize('NFC')) {
    throw new DomainError('password_unchanged', { field: 'newPassword' })
  }
}
