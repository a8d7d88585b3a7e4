import type { SendOutcome } from '../outcomes.ts'
import { askProvider, type ProviderAnswer } from './ask-provider.ts'
import { outcomeOfCode } from './error-codes.ts'
import type { ProviderStatus, WhatsAppMessage, WhatsAppProvider } from './provider.ts'

interface MetaAccount {
  origin: string
  /** The id of the phone number that sends. */
  phoneNumberId: string
  accessToken: string
}

const version = 'v24.0'

/** Meta's Cloud API. Each message bears its attempt's id, which comes back with everything that is told of it. */
export function metaProvider({ origin, phoneNumberId, accessToken }: MetaAccount): WhatsAppProvider {
  const url = `${origin}/${version}/${phoneNumberId}/messages`
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  return {
    name: 'meta',
    send: async (message, signal) => {
      const words = wordsOf(message)
      if (!words) return { kind: 'refused', reason: 'needs_template' }
      const body = JSON.stringify({
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: message.to.replace(/^\+/, ''),
        biz_opaque_callback_data: message.attemptId,
        ...words,
      })
      return outcomeOf(await askProvider(url, { method: 'POST', headers, body }, signal))
    },
    // There is no list of what was sent.
    lookUp: async () => 'cannot_tell',
  }
}

function wordsOf({ approved, sessionOpen, body }: WhatsAppMessage): object | undefined {
  const { metaName, metaLanguage, values } = approved
  if (metaName && metaLanguage) {
    const parameters = values.map((text) => ({ type: 'text', text }))
    const components = parameters.length > 0 ? [{ type: 'body', parameters }] : []
    return { type: 'template', template: { name: metaName, language: { code: metaLanguage }, components } }
  }
  return sessionOpen ? { type: 'text', text: { preview_url: false, body } } : undefined
}

function outcomeOf(answer: ProviderAnswer): SendOutcome {
  if (!answer.answered) return answer.outcome
  const { status, retryAfterSeconds } = answer
  const { messages, error } = (answer.body ?? {}) as {
    messages?: { id?: unknown }[]
    error?: { code?: unknown }
  }
  const id = messages?.[0]?.id
  if (status < 300 && typeof id === 'string') return { kind: 'accepted', providerId: id }
  const errorCode = typeof error?.code === 'number' ? String(error.code) : null
  if (status === 429) {
    return {
      kind: 'later',
      reason: 'rate_limited',
      ...(errorCode && { errorCode }),
      ...(retryAfterSeconds && { afterSeconds: retryAfterSeconds }),
    }
  }
  // An error that has a code was decided; one without may have come after the message was taken.
  if (errorCode !== null) return outcomeOfCode('meta', errorCode, retryAfterSeconds)
  if (status === 401) return { kind: 'refused', reason: 'wrong_credentials' }
  if (status === 503) return { kind: 'later', reason: 'provider_unavailable' }
  if (status >= 500 || status < 300) return { kind: 'unknown', reason: 'no_answer' }
  return { kind: 'refused', reason: 'refused_by_provider' }
}

/** Meta's words for where a message is. */
export function metaStatus(word: unknown): ProviderStatus['status'] | undefined {
  return word === 'sent' || word === 'delivered' || word === 'read' || word === 'failed' ? word : undefined
}
