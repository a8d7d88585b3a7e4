import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { findContact, type NewConsent, recordConsent } from '#platform/notifications/contacts.ts'
import { post } from '#platform/outbox/outbox.ts'

/** Somebody said STOP or START from his own phone: the page of whoever has that number says the same. */
export async function noteConsent(tx: AnyTenantTx, { address, consent, source }: NewConsent): Promise<void> {
  const customers = await tx
    .raw<{ id: string }>(
      sql`update store.customers
             set consent = ${consent}, consent_at = now(), consent_source = ${source}, version = version + 1, updated_at = now()
           where tenant_id = ${tx.tenantId} and phone = ${address} returning id`,
    )
    .execute()
  for (const { id } of customers) await post(tx, { kind: 'customer.changed', entityId: id })
}

/** What the shop was told holds for the phone: messages ask there. */
export async function tellConsent(
  tx: AnyTenantTx,
  { phone, consent, source }: { phone: string | null; consent: string; source: string },
): Promise<void> {
  if (phone === null || (consent !== 'given' && consent !== 'withdrawn')) return
  // A list is older than what somebody said himself.
  if (source === 'import' && consent === 'given') {
    const contact = await findContact(tx, 'whatsapp', phone)
    if (contact?.consent === 'withdrawn') return
  }
  await recordConsent(tx, { channel: 'whatsapp', address: phone, consent, source })
}
