import type { Actor, Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Http } from '#platform/http/serve.ts'
import { serveAnswer, serveCallback } from '#platform/http/serve-callback.ts'
import { applyStatus, type StatusEvent } from './apply-status.ts'
import * as contract from './callbacks.contract.ts'
import { type ConsentListener, type Inbound, takeInbound } from './inbound.ts'
import { readMeta } from './read-meta.ts'
import { callbackUrl, findSender, type Sender, type SenderParts, verifyToken } from './senders.ts'
import { isSameSignature, metaSignature, twilioSignature } from './signatures.ts'
import { twilioStatus } from './twilio.ts'

interface CallbackParts extends SenderParts {
  onConsent?: ConsentListener | undefined
}

const actor: Actor = { kind: 'system', name: 'whatsapp callback' }

/** What providers tell a tenant. Whose callback it is says the address; that it is the provider's, the signature alone. */
export function whatsAppCallbackRoutes(http: Http<unknown>, parts: CallbackParts) {
  const { secrets, address, onConsent } = parts
  const senderOf = (tenant: Tenant, provider: Sender['provider']) =>
    http.data
      .read(tenant, actor, (db) => findSender(db, secrets))
      .then((sender) => (sender?.provider === provider ? sender : undefined))

  serveCallback(http, contract.twilioCallback, async ({ tenant, query, headers, body }) => {
    const sender = await senderOf(tenant, 'twilio')
    const form = new URLSearchParams(body.toString('utf8'))
    const url = callbackUrl(address, tenant, 'twilio') + (query.attempt ? `?attempt=${query.attempt}` : '')
    if (
      !sender ||
      !isSameSignature(headers['x-twilio-signature'], twilioSignature(sender.secret, url, form))
    ) {
      throw new DomainError('forbidden')
    }
    const told = readTwilio(form, query.attempt ?? null)
    if (!told) return
    await http.data.run(
      tenant,
      actor,
      (tx) => ('from' in told ? takeInbound(tx, told, onConsent) : applyStatus(tx, told)),
      { whileSuspended: true },
    )
  })

  serveAnswer(http, contract.metaHandshake, async ({ tenant, query }) => {
    const isOurs =
      query['hub.mode'] === 'subscribe' &&
      isSameSignature(query['hub.verify_token'], verifyToken(secrets, tenant.id))
    if (!isOurs) throw new DomainError('forbidden')
    return query['hub.challenge']
  })

  serveCallback(http, contract.metaCallback, async ({ tenant, headers, body }) => {
    const sender = await senderOf(tenant, 'meta')
    const expected = sender?.signingSecret && metaSignature(sender.signingSecret, body)
    if (!sender || !expected || !isSameSignature(headers['x-hub-signature-256'], expected)) {
      throw new DomainError('forbidden')
    }
    for (const told of readMeta(body, sender.sender)) {
      await http.data.run(
        tenant,
        actor,
        (tx) => ('from' in told ? takeInbound(tx, told, onConsent) : applyStatus(tx, told)),
        { whileSuspended: true },
      )
    }
    return { received: true }
  })
}

/** A status, or what a person wrote; nothing where Twilio tells something that we do not know. */
function readTwilio(form: URLSearchParams, attemptId: string | null): StatusEvent | Inbound | undefined {
  const provider = 'twilio'
  const providerId = form.get('MessageSid') ?? ''
  if (!/^[A-Z]{2}[0-9a-f]{32}$/.test(providerId)) return undefined
  const status = twilioStatus(form.get('MessageStatus') ?? '')
  if (status) {
    const errorCode = form.get('ErrorCode')?.slice(0, 40) ?? null
    return { provider, providerId, status, errorCode, attemptId }
  }
  const from = /^whatsapp:(\+\d{6,15})$/.exec(form.get('From') ?? '')?.[1]
  const text = form.get('Body')
  return from && text !== null ? { provider, providerId, from, text } : undefined
}
