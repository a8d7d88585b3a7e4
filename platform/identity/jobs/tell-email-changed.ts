import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { emailChangedMail } from '../mails/notice-mails.ts'
import type { MailParts } from './identity-jobs.ts'

const Payload = strictObject({ linkId: idOf('one-time link') })

/** Tells the former address that another one has taken its place. */
export function tellEmailChanged({
  tenancy,
  mailer,
}: MailParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, { linkId }, { id: messageId }) => {
      const change = await control.read((db) =>
        db
          .selectFrom('control.one_time_links as link')
          .innerJoin('control.accounts as account', 'account.id', 'link.accountId')
          .select(['account.name', 'link.tenantId', 'link.email', 'link.formerEmail'])
          .where('link.id', '=', linkId)
          .executeTakeFirst(),
      )
      const tenant = change && tenancy.directory.byId(change.tenantId)
      if (!tenant || !change.formerEmail) return
      const mail = emailChangedMail(tenant.locale, {
        name: change.name,
        tenant: tenant.name,
        email: change.email,
      })
      await sendPersonally(mailer, tenant, { messageId, to: change.formerEmail, ...mail })
    },
  }
}
