import type { Tenant } from '@tenantry/tenancy'
import type { Mail, Mailer } from './mailer.ts'

/**
 * Sends somebody what lets him into his account, or tells him of it. A demonstration shows its mails to its members; all others
 * are between the platform and the person.
 */
export function sendPersonally(mailer: Mailer, tenant: Tenant, mail: Omit<Mail, 'tenantId'>): Promise<void> {
  return mailer.send({ ...mail, ...(tenant.demo && { tenantId: tenant.id }) })
}
