import type { Tenancy, Tenant } from '@tenantry/tenancy'
import { type PlatformAddress, tenantAddress } from '#platform/http/find-place.ts'
import type { Mailer } from '#platform/mail/mailer.ts'
import { writeMail } from '#platform/mail/write-mail.ts'
import { JobRefused } from '#platform/outbox/jobs.ts'
import type { ReadyMessage, SendOutcome } from './outcomes.ts'

export interface EmailParts {
  tenancy: Tenancy
  mailer: Mailer
  address: PlatformAddress
}

interface MemberTables {
  'control.members': { tenantId: string; id: string; accountId: string; status: string }
  'control.accounts': { id: string; email: string }
}

/** Sends a message by e-mail, in plain text and in HTML. Tried again it is the same mail. */
export async function sendByEmail(
  { tenancy, mailer, address }: EmailParts,
  tenant: Tenant,
  message: ReadyMessage,
): Promise<SendOutcome> {
  const to = message.address ?? (await findMemberEmail(tenancy, tenant, message.recipient.id))
  if (!to) return { kind: 'refused', reason: 'no_address' }
  const words = { en: 'Open', hi: 'खोलें' }[message.language]
  const link = message.path && `${tenantAddress(address, tenant)}${message.path}`
  const mail = writeMail(message.language, {
    subject: `${message.title} · ${tenant.name}`,
    parts: [...message.body.split(/\n{2,}/), ...(link ? [{ link, words }] : [])],
  })
  try {
    await mailer.send({ messageId: message.id, to, ...mail, tenantId: tenant.id })
  } catch (error) {
    if (error instanceof JobRefused) return { kind: 'refused', reason: 'refused_by_mail_server' }
    // What the mail server has not answered may have arrived: sent again it bears the same id.
    return { kind: 'later', reason: 'mail_server_unavailable' }
  }
  if (!mailer.sends) return { kind: 'not_sent', reason: 'no_mail_server' }
  return { kind: 'accepted', providerId: null }
}

async function findMemberEmail(
  tenancy: Tenancy,
  tenant: Tenant,
  memberId: string,
): Promise<string | undefined> {
  const row = await tenancy
    .control<MemberTables>()
    .read((db) =>
      db
        .selectFrom('control.members as member')
        .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
        .select('account.email')
        .where('member.tenantId', '=', tenant.id)
        .where('member.id', '=', memberId)
        .where('member.status', '=', 'active')
        .executeTakeFirst(),
    )
  return row?.email
}
