import type { Channel } from './kinds.ts'
import type { MessageLanguage, MessageSubject } from './template.ts'

/** A message as its channel is given it: what to say, to whom, and which try this is. */
export interface ReadyMessage {
  id: string
  attemptId: string
  attempt: number
  /** The provider may keep it for so long: not into the recipient's quiet hours. */
  validSeconds: number
  channel: Exclude<Channel, 'in_app'>
  rule: string
  recipient: { kind: string; id: string }
  subject: MessageSubject | null
  /** Null: a member's, whose account knows it. */
  address: string | null
  language: MessageLanguage
  template: string
  variables: Record<string, string>
  title: string
  body: string
  path: string | null
}

/** What became of one try. */
export type SendOutcome =
  | { kind: 'accepted'; providerId: string | null }
  /** For good. `contact`: what this says of the address. */
  | { kind: 'refused'; reason: string; errorCode?: string; contact?: 'unreachable' | 'withdrawn' }
  /** Not now; the provider did not take it. */
  | { kind: 'later'; reason: string; errorCode?: string; afterSeconds?: number }
  /** It may be on its way, and may be not. */
  | { kind: 'unknown'; reason: string }
  /** Nobody sends here, and nothing has left. */
  | { kind: 'not_sent'; reason: string }

/** Tries of one message before it is given up. */
export const mostAttempts = 5

/** Seconds until the next try: 30, 60, 120, 240, spread so that what failed together does not come back together. */
export function secondsUntilNextTry(attempt: number): number {
  return Math.round(30 * 2 ** (attempt - 1) * (0.8 + 0.4 * Math.random()))
}
