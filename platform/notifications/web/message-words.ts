import type { MessageReason } from '../message-reasons.ts'
import type { MessageState } from '../message-states.ts'

/** Why a message is where it is, and what to do about it. */
const reasonTexts = {
  quiet_hours: 'reasonQuietHours',
  no_consent: 'reasonNoConsent',
  opted_out: 'reasonOptedOut',
  unreachable: 'reasonUnreachable',
  daily_cap: 'reasonDailyCap',
  monthly_cap: 'reasonMonthlyCap',
  settled: 'reasonSettled',
  promised: 'reasonPromised',
  disputed: 'reasonDisputed',
  below_threshold: 'reasonBelowThreshold',
  gone: 'reasonGone',
  no_provider: 'reasonNoProvider',
  no_mail_server: 'reasonNoMailServer',
  no_address: 'reasonNoAddress',
  refused_by_mail_server: 'reasonRefusedByMailServer',
  mail_server_unavailable: 'reasonMailServerUnavailable',
  no_answer: 'reasonNoAnswer',
  provider_unavailable: 'reasonProviderUnavailable',
  rate_limited: 'reasonRateLimited',
  needs_template: 'reasonNeedsTemplate',
  template_missing: 'reasonTemplateMissing',
  template_mismatch: 'reasonTemplateMismatch',
  template_paused: 'reasonTemplatePaused',
  wrong_number: 'reasonWrongNumber',
  not_on_whatsapp: 'reasonNotOnWhatsapp',
  undeliverable: 'reasonUndeliverable',
  declined_by_meta: 'reasonDeclinedByMeta',
  wrong_credentials: 'reasonWrongCredentials',
  wrong_sender: 'reasonWrongSender',
  account_blocked: 'reasonAccountBlocked',
  payment_problem: 'reasonPaymentProblem',
  refused_by_provider: 'reasonRefusedByProvider',
} as const satisfies Record<MessageReason, string>

/** What a person at the desk is told; a reason of a later release is told as any refusal. */
export function reasonText(reason: string) {
  return Object.hasOwn(reasonTexts, reason)
    ? reasonTexts[reason as MessageReason]
    : reasonTexts.refused_by_provider
}

export const stateTexts = {
  queued: 'stateQueued',
  attempting: 'stateAttempting',
  unknown: 'stateUnknown',
  sent: 'stateSent',
  delivered: 'stateDelivered',
  read: 'stateRead',
  failed: 'stateFailed',
  not_sent: 'stateNotSent',
  skipped: 'stateSkipped',
} as const satisfies Record<MessageState, string>

/** What wants somebody's eye stands out; what is well does not. */
export const stateColors = {
  queued: 'gray',
  attempting: 'gray',
  unknown: 'yellow',
  sent: 'accent',
  delivered: 'green',
  read: 'green',
  failed: 'red',
  not_sent: 'yellow',
  skipped: 'gray',
} as const satisfies Record<MessageState, string>
