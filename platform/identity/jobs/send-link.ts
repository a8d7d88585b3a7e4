import type { ControlReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { linkMails, linkPages } from '../mails/link-mails.ts'
import { issueToken, type LinkKind } from '../one-time-links.ts'
import type { MailParts } from './identity-jobs.ts'

const Payload = strictObject({ linkId: idOf('one-time link') })

/** Sends a link to whoever it is for. Where nobody is, nothing is sent, and who asked for it never learns. */
export function sendLink({
  tenancy,
  mailer,
  address,
}: MailParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, { linkId }, { id: messageId }) => {
      const link = await control.read((db) => findUnusedLink(db, linkId))
      const tenant = link && tenancy.directory.byId(link.tenantId)
      // A tenant that was made just now: this process will hear of it.
      if (link && !tenant) throw new Error('The tenant of a link is not known here yet')
      const person = tenant && (await control.read((db) => findRecipient(db, link)))
      if (!person) return
      const token = await control.run((tx) => issueToken(tx, link, person.id))
      const mail = linkMails[link.kind](tenant.locale, {
        name: person.name,
        tenant: tenant.name,
        link: `${tenantAddress(address, tenant)}${linkPages[link.kind]}#${token}`,
      })
      await sendPersonally(mailer, tenant, { messageId, to: link.email, ...mail })
    },
  }
}

interface AskedLink {
  id: string
  kind: LinkKind
  tenantId: string
  accountId: string | null
  email: string
}

function findUnusedLink(db: ControlReader<IdentityTables>, linkId: string): Promise<AskedLink | undefined> {
  return db
    .selectFrom('control.one_time_links')
    .select(['id', 'kind', 'tenantId', 'accountId', 'email'])
    .where('id', '=', linkId)
    .where('usedAt', 'is', null)
    .executeTakeFirst()
}

/**
 * Whom the mail is for. A forgotten password is a member's, verifying is the present address' and changing leads to an
 * address that nobody has.
 */
async function findRecipient(
  db: ControlReader<IdentityTables>,
  { kind, tenantId, accountId, email }: AskedLink,
) {
  const wanted = {
    reset_password: sql`account.email = ${email} and exists (
      select from control.members where tenant_id = ${tenantId} and account_id = account.id and status = 'active')`,
    verify_email: sql`account.id = ${accountId} and account.email = ${email}`,
    change_email: sql`account.id = ${accountId} and not exists (
      select from control.accounts other where other.email = ${email})`,
  }
  const [person] = await db
    .raw<{ id: string; name: string }>(
      sql`select account.id, account.name from control.accounts account where ${wanted[kind]}`,
    )
    .execute()
  return person
}
