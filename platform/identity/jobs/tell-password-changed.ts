import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { passwordChangedMail } from '../mails/notice-mails.ts'
import { findPerson } from './find-person.ts'
import type { MailParts } from './identity-jobs.ts'

const Payload = strictObject({ accountId: idOf('account'), tenantId: idOf('tenant') })

/** Tells a person that his password is another one: it may not have been himself. */
export function tellPasswordChanged({
  tenancy,
  mailer,
  address,
}: MailParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, { accountId, tenantId }, { id: messageId }) => {
      const tenant = tenancy.directory.byId(tenantId)
      const person = await control.read((db) => findPerson(db, accountId))
      if (!tenant || !person) return
      const link = `${tenantAddress(address, tenant)}/forgot-password`
      const mail = passwordChangedMail(tenant.locale, { name: person.name, tenant: tenant.name, link })
      await sendPersonally(mailer, tenant, { messageId, to: person.email, ...mail })
    },
  }
}
