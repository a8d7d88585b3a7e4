import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { factorResetMail } from '../mails/notice-mails.ts'
import type { MailParts } from './identity-jobs.ts'

const Payload = strictObject({ accountId: idOf('account'), tenantId: idOf('tenant'), byId: idOf('account') })

/** Tells a person that his password alone lets him in now, and by whose doing. */
export function tellFactorReset({
  tenancy,
  mailer,
  address,
}: MailParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, { accountId, tenantId, byId }, { id: messageId }) => {
      const tenant = tenancy.directory.byId(tenantId)
      const people = await control.read((db) =>
        db
          .selectFrom('control.accounts')
          .select(['id', 'name', 'email'])
          .where('id', 'in', [accountId, byId])
          .execute(),
      )
      const person = people.find(({ id }) => id === accountId)
      const by = people.find(({ id }) => id === byId)
      if (!tenant || !person || !by) return
      const link = `${tenantAddress(address, tenant)}/account`
      const mail = factorResetMail(tenant.locale, {
        name: person.name,
        tenant: tenant.name,
        by: by.name,
        link,
      })
      await sendPersonally(mailer, tenant, { messageId, to: person.email, ...mail })
    },
  }
}
