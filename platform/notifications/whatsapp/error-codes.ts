import type { MessageReason } from '../message-reasons.ts'
import type { SendOutcome } from '../outcomes.ts'

/** What providers' codes mean to whoever stands at the counter. Those not named here are refusals to be looked up. */
interface Meaning {
  reason: MessageReason
  /** Worth another try by itself. */
  later?: true
  /** What it says of the number. */
  contact?: 'unreachable' | 'withdrawn'
}

const rate: Meaning = { reason: 'rate_limited', later: true }
const trouble: Meaning = { reason: 'provider_unavailable', later: true }

/** https://www.twilio.com/docs/api/errors */
const twilio: Record<string, Meaning> = {
  20003: { reason: 'wrong_credentials' },
  20429: rate,
  21211: { reason: 'wrong_number' },
  21610: { reason: 'opted_out', contact: 'withdrawn' },
  21655: { reason: 'template_missing' },
  21656: { reason: 'template_mismatch' },
  63001: { reason: 'wrong_credentials' },
  63003: { reason: 'not_on_whatsapp', contact: 'unreachable' },
  63005: { reason: 'template_mismatch' },
  63007: { reason: 'wrong_sender' },
  63012: trouble,
  63013: { reason: 'template_paused' },
  63016: { reason: 'needs_template' },
  63018: rate,
  63020: { reason: 'account_blocked' },
  63024: { reason: 'not_on_whatsapp', contact: 'unreachable' },
  63027: { reason: 'template_missing' },
  63028: { reason: 'template_mismatch' },
  63032: { reason: 'declined_by_meta' },
  63036: { reason: 'undeliverable' },
  63038: rate,
  63040: { reason: 'template_paused' },
  63041: { reason: 'template_paused' },
  63042: { reason: 'template_paused' },
  63049: { reason: 'declined_by_meta' },
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
const meta: Record<string, Meaning> = {
  0: { reason: 'wrong_credentials' },
  1: trouble,
  2: trouble,
  4: rate,
  10: { reason: 'wrong_credentials' },
  190: { reason: 'wrong_credentials' },
  368: { reason: 'account_blocked' },
  80007: rate,
  130429: rate,
  131000: trouble,
  131016: trouble,
  131021: { reason: 'wrong_number' },
  131026: { reason: 'undeliverable' },
  131031: { reason: 'account_blocked' },
  131042: { reason: 'payment_problem' },
  131045: { reason: 'wrong_sender' },
  131047: { reason: 'needs_template' },
  131048: { reason: 'account_blocked' },
  131049: { reason: 'declined_by_meta' },
  131050: { reason: 'opted_out', contact: 'withdrawn' },
  131056: rate,
  132000: { reason: 'template_mismatch' },
  132001: { reason: 'template_missing' },
  132007: { reason: 'template_paused' },
  132012: { reason: 'template_mismatch' },
  132015: { reason: 'template_paused' },
  132016: { reason: 'template_paused' },
  133010: { reason: 'wrong_sender' },
}

const codes = { twilio, meta }

/** What a refusal by the provider comes to. */
export function outcomeOfCode(
  provider: 'twilio' | 'meta',
  errorCode: string | null,
  afterSeconds?: number,
): SendOutcome & { kind: 'refused' | 'later' } {
  const meaning: Meaning = (errorCode !== null && codes[provider][errorCode]) || {
    reason: 'refused_by_provider',
  }
  const { reason, later, contact } = meaning
  const code = errorCode === null ? {} : { errorCode }
  if (later) return { kind: 'later', reason, ...code, ...(afterSeconds && { afterSeconds }) }
  return { kind: 'refused', reason, ...code, ...(contact && { contact }) }
}
