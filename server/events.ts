import { customerEvents } from '#apps/store/customers/customers.contract.ts'
import { claimEvents } from '#apps/store/payments/claims.contract.ts'
import { patientEvents } from '#apps/clinic/patients/patients.contract.ts'
import { importEvents } from '#apps/clinic/fhir/imports.contract.ts'
import { patientFileEvents } from '#apps/clinic/files/files.contract.ts'
import { customerFileEvents } from '#apps/store/files/files.contract.ts'
import type { Permission } from '#contract/route.ts'
import { auditEvents } from '#platform/audit/audit.contract.ts'
import { memberEvents } from '#platform/members/members.contract.ts'
import { mailEvents } from '#platform/mail/mail.contract.ts'
import { settingsEvents } from '#platform/settings/settings.contract.ts'
import { notificationEvents } from '#platform/notifications/notifications.contract.ts'

/** Every kind of event there is, with the permission that may hear of it. */
export const eventKinds = {
  ...auditEvents,
  ...memberEvents,
  ...mailEvents,
  ...settingsEvents,
  ...notificationEvents,
  ...patientEvents,
  ...importEvents,
  ...customerEvents,
  ...patientFileEvents,
  ...customerFileEvents,
  ...claimEvents,
} as const satisfies Record<string, Permission>

declare module '#platform/outbox/events.ts' {
  interface EventKinds extends Record<keyof typeof eventKinds, true> {}
}
