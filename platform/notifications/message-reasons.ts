/** Why a message is where it is. The pages have words for each, and for what to do about it. */
const messageReasons = [
  // It waits, or was not to be said.
  'quiet_hours',
  'no_consent',
  'opted_out',
  'unreachable',
  'daily_cap',
  'monthly_cap',
  'settled',
  'promised',
  'disputed',
  'below_threshold',
  'gone',
  // Nobody sends here.
  'no_provider',
  'no_mail_server',
  'no_address',
  // What the mail server or the provider said.
  'refused_by_mail_server',
  'mail_server_unavailable',
  'no_answer',
  'provider_unavailable',
  'rate_limited',
  'needs_template',
  'template_missing',
  'template_mismatch',
  'template_paused',
  'wrong_number',
  'not_on_whatsapp',
  'undeliverable',
  'declined_by_meta',
  'wrong_credentials',
  'wrong_sender',
  'account_blocked',
  'payment_problem',
  'refused_by_provider',
] as const
export type MessageReason = (typeof messageReasons)[number]
