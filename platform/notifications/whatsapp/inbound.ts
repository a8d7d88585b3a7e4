import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { type NewConsent, recordConsent } from '../contacts.ts'

/** What a person has written to the tenant's number. */
export interface Inbound {
  provider: 'twilio' | 'meta'
  providerId: string
  /** E.164 */
  from: string
  text: string
}

/** Told to the app whose customers they are, so that its own rows say the same. */
export type ConsentListener = (tx: AnyTenantTx, consent: NewConsent) => Promise<void>

const stopWords = ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'बंद', 'रोकें', 'रोको', 'बंद करें']
const startWords = ['start', 'unstop', 'yes', 'शुरू', 'चालू', 'हाँ', 'हां', 'शुरू करें']

/** STOP ends messages to this number, START begins them; anything else opens the day in which free words may be sent. */
export async function takeInbound(
  tx: AnyTenantTx,
  inbound: Inbound,
  onConsent: ConsentListener | undefined,
): Promise<void> {
  const { provider, providerId, from, text } = inbound
  const news = await tx
    .raw(
      sql`insert into core.message_events (tenant_id, provider, provider_id, status)
          values (${tx.tenantId}, ${provider}, ${providerId}, 'inbound')
          on conflict (tenant_id, provider, provider_id, status) do nothing returning status`,
    )
    .execute()
  // Told again, it is as old as it was: a STOP that is replayed ends nothing that a START has begun since.
  if (news.length === 0) return
  await tx
    .raw(
      sql`insert into core.message_contacts (tenant_id, channel, address, last_inbound_at)
          values (${tx.tenantId}, 'whatsapp', ${from}, now())
          on conflict (tenant_id, channel, address) do update
            set last_inbound_at = now(), unreachable_at = null, updated_at = now()`,
    )
    .execute()
  const word = text
    .normalize('NFC')
    .trim()
    .replace(/[.!।]+$/, '')
    .toLowerCase()
  const said = stopWords.includes(word) ? 'withdrawn' : startWords.includes(word) ? 'given' : undefined
  if (!said) return
  const consent: NewConsent = { channel: 'whatsapp', address: from, consent: said, source: 'whatsapp' }
  await recordConsent(tx, consent)
  await onConsent?.(tx, consent)
}
