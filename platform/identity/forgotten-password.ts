import type { ControlDb, Tenant } from '@tenantry/tenancy'
import { enqueue } from '#platform/outbox/outbox.ts'
import { endAllSessions } from './account-sessions.ts'
import { markVerified } from './accounts.ts'
import { setPassword } from './change-password.ts'
import { hasFactor } from './factors/factors.ts'
import type { IdentityTables } from './identity.tables.ts'
import { getLink, takeLink } from './one-time-links.ts'
import { assertGoodPassword, isLongPassword } from './password-rules.ts'
import { hashPassword } from './passwords.ts'

interface Choice {
  token: string
  newPassword: string
}

/** What somebody with the link is told first: whose password it is. */
export async function lookAtPasswordLink(
  control: ControlDb<IdentityTables>,
  tenantId: string,
  token: string,
): Promise<{ email: string }> {
  const { email } = await control.read((db) => getLink(db, tenantId, ['reset_password'], token))
  return { email }
}

/**
 * Gives the account of a link another password. Whoever is signed in with the account is signed out, wherever he is, and
 * the person is told: it may have been somebody else who reads his mail. Answers whose it is.
 */
export async function setPasswordByLink(
  control: ControlDb<IdentityTables>,
  tenant: Tenant,
  { token, newPassword }: Choice,
): Promise<{ email: string }> {
  const link = await control.read((db) => getLink(db, tenant.id, ['reset_password'], token))
  const { accountId } = link
  const { name } = await control.read((db) =>
    db.selectFrom('control.accounts').select('name').where('id', '=', accountId).executeTakeFirstOrThrow(),
  )
  assertGoodPassword(newPassword, {
    field: 'newPassword',
    hasSecondFactor: await control.read((db) => hasFactor(db, { kind: 'account', id: accountId })),
    context: [link.email, name, tenant.name, tenant.slug],
  })
  const passwordHash = await hashPassword(newPassword)
  await control.run(async (tx) => {
    await takeLink(tx, link)
    await setPassword(tx, accountId, { passwordHash, isLong: isLongPassword(newPassword) })
    await markVerified(tx, accountId)
    await endAllSessions(tx, accountId)
    await enqueue(tx, { name: 'tell-password-changed', payload: { accountId, tenantId: tenant.id } })
  })
  return { email: link.email }
}
