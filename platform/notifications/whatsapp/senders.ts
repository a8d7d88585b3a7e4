import { createHmac } from 'node:crypto'
import type { AnyTenantReader, AnyTenantTx, Tenant } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { type PlatformAddress, tenantAddress } from '#platform/http/find-place.ts'
import type { SecretPlace, Secrets } from '#platform/secrets/secrets.ts'
import { metaProvider } from './meta.ts'
import type { ProviderOrigins, WhatsAppProvider } from './provider.ts'
import { twilioProvider } from './twilio.ts'

export interface SenderParts {
  secrets: Secrets
  address: PlatformAddress
}

/** A tenant's account, opened. */
export interface Sender {
  provider: 'twilio' | 'meta'
  sender: string
  account: string | null
  secret: string
  signingSecret: string | null
}

interface Row extends Omit<Sender, 'secret' | 'signingSecret'> {
  secret: Buffer
  signingSecret: Buffer | null
}

/** By which account the tenant sends on WhatsApp; nothing where it has none. */
export async function findSender(db: AnyTenantReader, secrets: Secrets): Promise<Sender | undefined> {
  const [row] = await db
    .raw<Row>(
      sql`select provider, sender, account, secret, signing_secret from core.whatsapp_senders
           where tenant_id = ${db.tenantId}`,
    )
    .execute()
  if (!row) return undefined
  const open = (column: string, sealed: Buffer) =>
    secrets.open(placeOf(db.tenantId, column), sealed).toString()
  return {
    ...row,
    secret: open('secret', row.secret),
    signingSecret: row.signingSecret && open('signing_secret', row.signingSecret),
  }
}

interface NewSender {
  provider: 'twilio' | 'meta'
  sender: string
  account?: string | undefined
  secret: string
  signingSecret?: string | undefined
}

/** Throws `invalid_input` where a provider needs more, or something else. */
export async function saveSender(tx: AnyTenantTx, secrets: Secrets, given: NewSender): Promise<void> {
  const { provider, sender, account = null, secret, signingSecret = null } = given
  assertFits(given)
  const seal = (column: string, text: string) => secrets.seal(placeOf(tx.tenantId, column), Buffer.from(text))
  const sealed = {
    secret: seal('secret', secret),
    signing: signingSecret && provider === 'meta' ? seal('signing_secret', signingSecret) : null,
  }
  await tx
    .raw(
      sql`insert into core.whatsapp_senders (tenant_id, provider, sender, account, secret, signing_secret)
          values (${tx.tenantId}, ${provider}, ${sender}, ${account}, ${sealed.secret}, ${sealed.signing})
          on conflict (tenant_id) do update
            set provider = excluded.provider, sender = excluded.sender, account = excluded.account,
                secret = excluded.secret, signing_secret = excluded.signing_secret,
                version = whatsapp_senders.version + 1, updated_at = now()`,
    )
    .execute()
  changed(tx, { entity: 'whatsapp_sender', id: null, after: { provider, sender, account } })
}

/** From then on messages on WhatsApp are not sent from here. */
export async function removeSender(tx: AnyTenantTx): Promise<void> {
  await tx.raw(sql`delete from core.whatsapp_senders where tenant_id = ${tx.tenantId}`).execute()
  changed(tx, { entity: 'whatsapp_sender', id: null, before: { removed: false }, after: { removed: true } })
}

const shapes = {
  twilio: { sender: /^(\+[1-9]\d{6,14}|MG[0-9a-f]{32})$/, account: /^AC[0-9a-f]{32}$/ },
  meta: { sender: /^\d{5,20}$/, account: /^/ },
} as const

function assertFits({ provider, sender, account, signingSecret }: NewSender): void {
  const refuse = (field: string) => {
    throw new DomainError('invalid_input', { field })
  }
  if (!shapes[provider].sender.test(sender)) refuse('sender')
  if (provider === 'twilio' && !shapes.twilio.account.test(account ?? '')) refuse('account')
  if (provider === 'meta' && !signingSecret) refuse('signingSecret')
}

/** Speaks with the provider as this tenant. */
export function providerOf(
  { provider, sender, account, secret }: Sender,
  { address, origins, tenant }: { address: PlatformAddress; origins: ProviderOrigins; tenant: Tenant },
): WhatsAppProvider {
  if (provider === 'meta') {
    return metaProvider({ origin: origins.meta, phoneNumberId: sender, accessToken: secret })
  }
  return twilioProvider({
    origin: origins.twilio,
    accountSid: account ?? '',
    authToken: secret,
    sender,
    callbackUrl: callbackUrl(address, tenant, 'twilio'),
  })
}

/** Where a provider tells this tenant something. From the configuration: never from what a request claims. */
export function callbackUrl(address: PlatformAddress, tenant: Tenant, provider: 'twilio' | 'meta'): string {
  return `${tenantAddress(address, tenant)}/api/whatsapp/${provider}`
}

/** What Meta shows when it asks whether a callback's address is ours. */
export function verifyToken(secrets: Secrets, tenantId: string): string {
  const key = secrets.derive('whatsapp verify token 1')
  return createHmac('sha256', key).update(tenantId).digest('base64url').slice(0, 32)
}

const placeOf = (tenantId: string, column: string): SecretPlace => ({
  table: 'core.whatsapp_senders',
  column,
  rowId: tenantId,
})
