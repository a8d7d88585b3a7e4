import type { ControlDb, ControlReader, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { findAccountByEmail, markVerified, normaliseEmail } from './accounts.ts'
import type { IdentityTables } from './identity.tables.ts'
import { endLinks, getLink, type OneTimeLink, requestLink, takeLink } from './one-time-links.ts'

type Tx = ControlTx<IdentityTables>

interface Person {
  account: { id: string; email: string }
  tenantId: string
}

/** A person's address: has he shown that it is his, and does another one wait for that? */
export async function readEmail(db: ControlReader<IdentityTables>, accountId: string) {
  const [row] = await db
    .raw<{ email: string; verified: boolean; pending: string | null }>(
      sql`select account.email, account.email_verified_at is not null as verified,
                 (select link.email from control.one_time_links link
                   where link.account_id = account.id and link.kind = 'change_email' and link.used_at is null
                     and coalesce(link.expires_at > now(), link.created_at > now() - interval '1 hour')
                   order by link.created_at desc limit 1) as pending
            from control.accounts account where account.id = ${accountId}`,
    )
    .execute()
  if (!row) throw new DomainError('not_signed_in')
  return row
}

/** Sends a link to a person's present address. */
export async function requestVerification(tx: Tx, { account, tenantId }: Person): Promise<void> {
  await requestLink(tx, { kind: 'verify_email', tenantId, email: account.email, accountId: account.id })
}

/** Sends a link to the address that a person wants. Until it is opened he has the one he had. */
export async function requestEmailChange(
  tx: Tx,
  { account, tenantId }: Person,
  email: string,
): Promise<void> {
  if (normaliseEmail(email) === account.email) throw new DomainError('email_unchanged', { field: 'email' })
  await endLinks(tx, account.id, ['change_email'])
  await requestLink(tx, { kind: 'change_email', tenantId, email, accountId: account.id })
}

/** Does what a mail's link is for: the address is verified, or takes the place of the former one, which is told so. */
export async function confirmEmail(
  control: ControlDb<IdentityTables>,
  tenantId: string,
  token: string,
): Promise<Pick<OneTimeLink<'verify_email' | 'change_email'>, 'kind' | 'email'>> {
  const link = await control.read((db) => getLink(db, tenantId, ['verify_email', 'change_email'], token))
  await control.run(async (tx) => {
    await takeLink(tx, link)
    if (link.kind === 'change_email') await changeEmail(tx, link, tenantId)
    else await verifyEmail(tx, link)
  })
  return { kind: link.kind, email: link.email }
}

/** Only the address that the link was sent to: the person may have another one by now. */
async function verifyEmail(tx: Tx, { accountId, email }: OneTimeLink) {
  const account = await findAccountByEmail(tx, email)
  if (account?.id !== accountId) throw new DomainError('link_over')
  await markVerified(tx, accountId)
}

async function changeEmail(tx: Tx, { id, accountId, email }: OneTimeLink, tenantId: string) {
  const { email: formerEmail } = await tx
    .selectFrom('control.accounts')
    .select('email')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  // Somebody else's by now: the unique key of the addresses refuses it, and nothing has happened.
  await tx
    .updateTable('control.accounts')
    .set({ email, emailVerifiedAt: sql`now()`, updatedAt: sql`now()` })
    .where('id', '=', accountId)
    .execute()
  // What was sent to the former address opens nothing any more.
  await endLinks(tx, accountId, ['reset_password', 'verify_email'])
  await tx.updateTable('control.one_time_links').set({ formerEmail }).where('id', '=', id).execute()
  await enqueue(tx, { name: 'tell-email-changed', payload: { linkId: id }, tenantId })
}
