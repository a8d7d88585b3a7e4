import type { Tenancy } from '@tenantry/tenancy'
import { makeFileJobs } from '#platform/files/files.jobs.ts'
import type { FileServices } from '#platform/files/objects.ts'
import { makePaymentJobs } from '#apps/store/payments/payments.jobs.ts'
import { makeReminderJobs } from '#apps/store/reminders/reminders.jobs.ts'
import { makeAuditJobs } from '#platform/audit/jobs/audit-jobs.ts'
import type { Proof } from '#platform/audit/proof.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { makeIdentityJobs } from '#platform/identity/jobs/identity-jobs.ts'
import { makeLedgerJobs } from '#platform/ledger/ledger.jobs.ts'
import { makeMailJobs } from '#platform/mail/mail.jobs.ts'
import type { Mailer } from '#platform/mail/mailer.ts'
import { makeMemberJobs } from '#platform/members/jobs/member-jobs.ts'
import { makeNotificationJobs } from '#platform/notifications/notifications.jobs.ts'
import { type ProviderOrigins, publicOrigins } from '#platform/notifications/whatsapp/provider.ts'
import { makeOutboxJobs } from '#platform/outbox/outbox.jobs.ts'
import type { Listed } from '#platform/outbox/jobs.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { managingRoles } from './managing-roles.ts'
import { messageTemplates } from './message-templates.ts'

/** What jobs need beside their rows. */
interface JobParts {
  tenancy: Tenancy
  mailer: Mailer
  /** For links: `tenantAddress(address, tenant)`. */
  address: PlatformAddress
  /** Opens what jobs carry sealed. */
  secrets: Secrets
  files: FileServices
  /** Where WhatsApp's providers are, if not where everybody finds them. */
  origins?: ProviderOrigins
  /** Verifies seals of the audit. */
  proof: Proof
}

/** Every job there is, by name. A name is what stands in the outboxes: it is never changed and never used again. */
export function makeJobs(parts: JobParts) {
  return {
    ...makeFileJobs(parts),
    ...makeAuditJobs(parts),
    ...makeIdentityJobs(parts),
    ...makeLedgerJobs(parts),
    ...makeMailJobs(),
    ...makeMemberJobs(parts),
    ...makeNotificationJobs({ origins: publicOrigins, ...parts, managingRoles, templates: messageTemplates }),
    ...makeOutboxJobs(parts),
    ...makePaymentJobs(parts),
    ...makeReminderJobs(parts),
  }
}

declare module '#platform/outbox/jobs.ts' {
  interface ListedJobs extends Listed<ReturnType<typeof makeJobs>> {}
}
