import type { ReadyMessage, SendOutcome } from '../outcomes.ts'

/** A text as the provider has approved it: by its own name, with our variables in the order of its blanks. */
interface ApprovedText {
  contentSid: string | null
  metaName: string | null
  metaLanguage: string | null
  values: readonly string[]
}

/** What is sent: an approved text, or free words while the person's last message is less than a day old. */
export interface WhatsAppMessage extends ReadyMessage {
  to: string
  approved: ApprovedText
  /** May free words be sent to this person just now? */
  sessionOpen: boolean
}

/** What a provider says has become of a message. */
export interface ProviderStatus {
  providerId: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
  errorCode: string | null
}

/** A try whose answer never came. */
export interface LostAttempt {
  to: string
  body: string
  startedAt: Date
  /** What the provider calls messages that we know of already. */
  known: ReadonlySet<string>
}

/** One tenant's account at a provider. */
export interface WhatsAppProvider {
  name: 'twilio' | 'meta'
  send(message: WhatsAppMessage, signal: AbortSignal): Promise<SendOutcome>
  /**
   * Looks whether a message has left after all. `not_taken`: the provider has none. `cannot_tell`: it has no list to look
   * into; what it tells by itself settles it. Throws where it does not answer.
   */
  lookUp(lost: LostAttempt, signal: AbortSignal): Promise<ProviderStatus | 'not_taken' | 'cannot_tell'>
}

/** Where the providers are. Others in tests, or behind a proxy. */
export interface ProviderOrigins {
  twilio: string
  meta: string
}

export const publicOrigins: ProviderOrigins = {
  twilio: 'https://api.twilio.com',
  meta: 'https://graph.facebook.com',
}
