import { Type } from 'typebox'
import { idOf, nullable, Timestamp } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import { momentInMail } from '#platform/mail/mail-dates.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import { nameOfDevice } from '../device-name.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { newDeviceMail } from '../mails/notice-mails.ts'
import { findPerson } from './find-person.ts'
import type { MailParts } from './identity-jobs.ts'

const Payload = strictObject({
  accountId: idOf('account'),
  tenantId: idOf('tenant'),
  device: nullable(Type.String()),
  network: nullable(Type.String()),
  at: Timestamp,
})

/** Tells a person that his password was used in a browser where it never was before. */
export function tellNewDevice({
  tenancy,
  mailer,
  address,
}: MailParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, { accountId, tenantId, device, network, at }, { id: messageId }) => {
      const tenant = tenancy.directory.byId(tenantId)
      const person = await control.read((db) => findPerson(db, accountId))
      if (!tenant || !person) return
      const mail = newDeviceMail(tenant.locale, {
        name: person.name,
        tenant: tenant.name,
        device: nameOfDevice(device),
        network,
        at: momentInMail(at, tenant),
        link: `${tenantAddress(address, tenant)}/forgot-password`,
      })
      await sendPersonally(mailer, tenant, { messageId, to: person.email, ...mail })
    },
  }
}
