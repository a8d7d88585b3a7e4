import { Type } from 'typebox'
import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { dayInMail } from '#platform/mail/mail-dates.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import { issueMailedToken } from '../invitations.ts'
import { invitationMail } from '../mails/staff-mails.ts'
import type { MemberJobParts } from './member-jobs.ts'

const Payload = strictObject({
  tenantId: idOf('tenant'),
  invitationId: idOf('invitation'),
  sending: Type.Integer(),
})

/** Sends an invitation to whoever it is for, unless it was taken back, accepted or sent again meanwhile. */
export function sendInvitation({
  tenancy,
  mailer,
  address,
}: MemberJobParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, asked, { id: messageId }) => {
      const tenant = tenancy.directory.byId(asked.tenantId)
      const issued = tenant && (await control.run((tx) => issueMailedToken(tx, asked)))
      if (!issued) return
      const { name, email, sender, expiresAt, token } = issued
      const mail = invitationMail(tenant.locale, {
        name,
        sender,
        tenant: tenant.name,
        link: `${tenantAddress(address, tenant)}/join#${token}`,
        until: dayInMail(expiresAt, tenant),
      })
      await sendPersonally(mailer, tenant, { messageId, to: email, ...mail })
    },
  }
}
