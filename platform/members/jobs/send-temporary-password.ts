import { Type } from 'typebox'
import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { dayInMail } from '#platform/mail/mail-dates.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import type { SecretPlace } from '#platform/secrets/secrets.ts'
import { temporaryPasswordMail } from '../mails/staff-mails.ts'
import type { MemberJobParts } from './member-jobs.ts'

const Payload = strictObject({
  tenantId: idOf('tenant'),
  accountId: idOf('account'),
  /** The password, which no other place keeps: for `placeOfTemporary` of the account, as base64. */
  sealed: Type.String(),
})

/** Where a temporary password waits to be sent. */
export const placeOfTemporary = (accountId: string): SecretPlace => ({
  table: 'control.outbox_jobs',
  column: 'payload',
  rowId: accountId,
})

/** Sends somebody the password that he was given, unless he has changed it already. */
export function sendTemporaryPassword({
  tenancy,
  mailer,
  address,
  secrets,
}: MemberJobParts): ControlErrand<typeof Payload, IdentityTables> {
  return {
    kind: 'control-errand',
    payload: Payload,
    perform: async (control, { tenantId, accountId, sealed }, { id: messageId }) => {
      const tenant = tenancy.directory.byId(tenantId)
      const person = await control.read((db) =>
        db
          .selectFrom('control.accounts')
          .select(['name', 'email', 'temporaryUntil'])
          .where('id', '=', accountId)
          .executeTakeFirst(),
      )
      if (!tenant || !person?.temporaryUntil) return
      const { name, email, temporaryUntil } = person
      const mail = temporaryPasswordMail(tenant.locale, {
        name,
        tenant: tenant.name,
        email,
        password: secrets.open(placeOfTemporary(accountId), Buffer.from(sealed, 'base64')).toString('utf8'),
        link: `${tenantAddress(address, tenant)}/sign-in`,
        until: dayInMail(temporaryUntil, tenant),
      })
      await sendPersonally(mailer, tenant, { messageId, to: email, ...mail })
    },
  }
}
