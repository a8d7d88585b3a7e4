import type { SendOutcome } from '../outcomes.ts'
import { askProvider, type ProviderAnswer } from './ask-provider.ts'
import { outcomeOfCode } from './error-codes.ts'
import type { LostAttempt, ProviderStatus, WhatsAppMessage, WhatsAppProvider } from './provider.ts'

interface TwilioAccount {
  origin: string
  /** `AC…` */
  accountSid: string
  authToken: string
  /** `+14155238886`, or a messaging service `MG…`. */
  sender: string
  /** Where Twilio tells what becomes of a message; the attempt's id is added. */
  callbackUrl: string
}

/** Twilio's Messages API. Approved texts go by ContentSid; as free words they would be refused with 63016. */
export function twilioProvider(account: TwilioAccount): WhatsAppProvider {
  const { origin, accountSid, authToken, sender } = account
  const url = `${origin}/2010-04-01/Accounts/${accountSid}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const from = sender.startsWith('MG') ? undefined : `whatsapp:${sender}`
  return {
    name: 'twilio',
    send: async (message, signal) => {
      const words = wordsOf(message)
      if (!words) return { kind: 'refused', reason: 'needs_template' }
      const body = new URLSearchParams({
        To: `whatsapp:${message.to}`,
        ...(from ? { From: from } : { MessagingServiceSid: sender }),
        ...words,
        StatusCallback: `${account.callbackUrl}?attempt=${message.attemptId}`,
        // What has not left by then stays away: nobody is woken by a message that has waited.
        ValidityPeriod: String(message.validSeconds),
      })
      return outcomeOf(await askProvider(url, { method: 'POST', headers: { authorization }, body }, signal))
    },
    lookUp: async (lost, signal) => {
      const query = new URLSearchParams({
        To: `whatsapp:${lost.to}`,
        ...(from && { From: from }),
        PageSize: '100',
      })
      const answer = await askProvider(`${url}?${query}`, { headers: { authorization } }, signal)
      if (!answer.answered || answer.status !== 200) throw new Error('Twilio does not say what it has sent')
      return findLost((answer.body as { messages?: TwilioMessage[] }).messages ?? [], lost)
    },
  }
}

function wordsOf({ approved, sessionOpen, body }: WhatsAppMessage): Record<string, string> | undefined {
  if (approved.contentSid) {
    const numbered = Object.fromEntries(approved.values.map((value, index) => [String(index + 1), value]))
    return { ContentSid: approved.contentSid, ContentVariables: JSON.stringify(numbered) }
  }
  return sessionOpen ? { Body: body } : undefined
}

function outcomeOf(answer: ProviderAnswer): SendOutcome {
  if (!answer.answered) return answer.outcome
  const { status, retryAfterSeconds } = answer
  const { sid, code } = (answer.body ?? {}) as { sid?: unknown; code?: unknown }
  if (status === 201 && typeof sid === 'string') return { kind: 'accepted', providerId: sid }
  const errorCode = typeof code === 'number' ? String(code) : null
  if (status === 429) {
    return {
      kind: 'later',
      reason: 'rate_limited',
      ...(errorCode && { errorCode }),
      ...(retryAfterSeconds && { afterSeconds: retryAfterSeconds }),
    }
  }
  if (status === 503) return { kind: 'later', reason: 'provider_unavailable' }
  // It may have been taken before something broke.
  if (status >= 500 || status < 300) return { kind: 'unknown', reason: 'no_answer' }
  if (status === 401 && errorCode === null) return { kind: 'refused', reason: 'wrong_credentials' }
  return outcomeOfCode('twilio', errorCode, retryAfterSeconds)
}

interface TwilioMessage {
  sid: string
  status: string
  body: string | null
  error_code: number | null
  date_created: string
}

/** Clocks differ by some seconds. */
const tolerance = 10_000

/** Of the messages to the same number that we do not know, the one with the same words, else the first one since. */
function findLost(
  messages: TwilioMessage[],
  { startedAt, known, body }: LostAttempt,
): ProviderStatus | 'not_taken' {
  const since = messages
    .filter(({ sid, date_created: created }) => {
      return !known.has(sid) && Date.parse(created) >= startedAt.getTime() - tolerance
    })
    .toSorted((one, other) => Date.parse(one.date_created) - Date.parse(other.date_created))
  const found = since.find((each) => each.body === body) ?? since[0]
  if (!found) return 'not_taken'
  return {
    providerId: found.sid,
    status: twilioStatus(found.status) ?? 'sent',
    errorCode: found.error_code === null ? null : String(found.error_code),
  }
}

/** Twilio's words for where a message is, in ours. Nothing for those of a later time. */
export function twilioStatus(word: string): ProviderStatus['status'] | undefined {
  if (['accepted', 'scheduled', 'queued', 'sending', 'sent'].includes(word)) return 'sent'
  if (word === 'delivered' || word === 'read') return word
  return ['failed', 'undelivered', 'canceled'].includes(word) ? 'failed' : undefined
}
