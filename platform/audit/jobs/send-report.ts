import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import { tenantAddress } from '#platform/http/find-place.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { dayInMail } from '#platform/mail/mail-dates.ts'
import { sendPersonally } from '#platform/mail/send-personally.ts'
import type { TenantErrand } from '#platform/outbox/jobs.ts'
import { headText } from '../kept-heads.ts'
import { reportMail } from '../mails/report-mail.ts'
import { publicKeyText } from '../seal-key.ts'
import { listVerdicts } from '../verdicts.ts'
import type { AuditJobParts } from './audit-jobs.ts'

const Payload = strictObject({ accountId: idOf('account') })

/** Sends one admin what was found, with the heads: what he keeps of it nobody at the databases can change. */
export function sendReport({
  tenancy,
  mailer,
  address,
  proof,
}: AuditJobParts): TenantErrand<typeof Payload, unknown> {
  return {
    kind: 'tenant-errand',
    payload: Payload,
    perform: async ({ tenant }, { accountId }, { id: messageId }) => {
      const control = tenancy.control<IdentityTables>()
      const person = await control.read((db) =>
        db
          .selectFrom('control.accounts')
          .select(['name', 'email'])
          .where('id', '=', accountId)
          .executeTakeFirst(),
      )
      const verdicts = await control.read((db) => listVerdicts(db, tenant.id))
      const [newest] = verdicts
      if (!person || !newest) return
      const mail = reportMail(tenant.locale, {
        name: person.name,
        tenant: tenant.name,
        day: dayInMail(newest.verifiedAt, tenant),
        events: verdicts.reduce((sum, { sealed }) => sum + sealed, 0),
        faults: verdicts.flatMap(({ source, faults }) =>
          faults.map(({ sentence }) => `${source}: ${sentence}`),
        ),
        heads: verdicts.flatMap(({ source, headN: n, headHash: hash, headSignature: signature }) =>
          n && hash && signature ? [headText({ source, n, hash, signature })] : [],
        ),
        key: publicKeyText(proof.key),
        link: `${tenantAddress(address, tenant)}/audit`,
      })
      await sendPersonally(mailer, tenant, { messageId, to: person.email, ...mail })
    },
  }
}
