import { type AnyTenantReader, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** The channels by which people are reached who are no members. */
type ContactChannel = 'email' | 'whatsapp'

type Consent = 'unknown' | 'given' | 'withdrawn'

/** What is known of an address: may it be written to, and since when by whose word. */
interface Contact {
  consent: Consent
  consentSource: string | null
  consentAt: string | null
  /** The provider said that nobody can be reached there. */
  unreachableAt: string | null
  lastInboundAt: string | null
}

export interface NewConsent {
  channel: ContactChannel
  /** E.164, or an e-mail address. */
  address: string
  consent: 'given' | 'withdrawn'
  /** Where it was said: `shop`, `clinic`, `whatsapp`, `import`. */
  source: string
}

/** Writes down what somebody said about being written to. It holds for the address, whoever has it here. */
export async function recordConsent(
  tx: AnyTenantTx,
  { channel, address, consent, source }: NewConsent,
): Promise<void> {
  const actorId = tx.actor.kind === 'member' ? tx.actor.memberId : null
  await tx
    .raw(
      sql`insert into core.message_contacts (tenant_id, channel, address, consent, consent_source, consent_at)
          values (${tx.tenantId}, ${channel}, ${address}, ${consent}, ${source}, now())
          on conflict (tenant_id, channel, address) do update
            set consent = excluded.consent, consent_source = excluded.consent_source, consent_at = excluded.consent_at,
                unreachable_at = null, updated_at = excluded.consent_at`,
    )
    .execute()
  await tx
    .raw(
      sql`insert into core.message_consents (tenant_id, id, channel, address, consent, source, actor_id)
          values (${tx.tenantId}, ${newId()}, ${channel}, ${address}, ${consent}, ${source}, ${actorId})`,
    )
    .execute()
}

export async function findContact(
  db: AnyTenantReader,
  channel: ContactChannel,
  address: string,
): Promise<Contact | undefined> {
  const [row] = await db
    .raw<Contact>(
      sql`select consent, consent_source, consent_at, unreachable_at, last_inbound_at from core.message_contacts
           where tenant_id = ${db.tenantId} and channel = ${channel} and address = ${address}`,
    )
    .execute()
  return row
}

/** The contact, made where it is new, and held: whoever counts what was sent to it does so one after the other. */
export async function lockContact(
  tx: AnyTenantTx,
  channel: ContactChannel,
  address: string,
): Promise<Contact> {
  await tx
    .raw(
      sql`insert into core.message_contacts (tenant_id, channel, address) values (${tx.tenantId}, ${channel}, ${address})
          on conflict (tenant_id, channel, address) do nothing`,
    )
    .execute()
  const [row] = await tx
    .raw<Contact>(
      sql`select consent, consent_source, consent_at, unreachable_at, last_inbound_at from core.message_contacts
           where tenant_id = ${tx.tenantId} and channel = ${channel} and address = ${address} for update`,
    )
    .execute()
  if (!row) throw new Error('The contact that was just made is not there')
  return row
}
