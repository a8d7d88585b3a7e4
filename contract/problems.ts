/** Every way a request can be refused: its code and its HTTP status. The browser finds its words by the code. */
export const problems = {
  malformed_request: 400,
  malformed_json: 400,
  invalid_input: 400,
  invalid_apartment: 400,
  password_too_short: 400,
  password_too_common: 400,
  password_unchanged: 400,
  email_unchanged: 400,
  /** No picture that can be drawn: another kind of file, or a broken one. */
  picture_refused: 400,
  not_signed_in: 401,
  invalid_token: 401,
  wrong_credentials: 401,
  wrong_password: 403,
  wrong_code: 403,
  passkey_refused: 403,
  second_factor_required: 403,
  factor_enrolment_required: 403,
  confirmation_required: 403,
  password_change_required: 403,
  not_a_member: 403,
  /** A link to a file that is over, was changed, or is somebody else's. */
  link_refused: 403,
  forbidden: 403,
  cross_site: 403,
  not_found: 404,
  unknown_tenant: 404,
  unknown_route: 404,
  request_timeout: 408,
  already_exists: 409,
  account_exists: 409,
  slug_unavailable: 409,
  in_use: 409,
  conflict: 409,
  last_owner: 409,
  last_office: 409,
  office_archived: 409,
  /** A number of a series that was given out already. */
  number_used: 409,
  last_factor: 409,
  longer_password_needed: 409,
  member_elsewhere: 409,
  passkey_unavailable: 409,
  possible_duplicate: 409,
  link_over: 410,
  /** The key of the tenant's files was destroyed. */
  file_destroyed: 410,
  credit_limit_exceeded: 409,
  account_on_hold: 409,
  /** The books are closed up to a day. */
  period_locked: 409,
  already_reversed: 409,
  not_reversible: 409,
  conversion_not_reversible: 409,
  hold_ended: 409,
  customer_archived: 409,
  storage_quota_exceeded: 409,
  /** What a customer said he had paid was confirmed or refused before. */
  claim_decided: 409,
  version_conflict: 412,
  too_large: 413,
  unsupported_media_type: 415,
  file_type_unknown: 415,
  /** The content of the file is not what its name and its sender say. */
  file_type_mismatch: 415,
  range_not_satisfiable: 416,
  /** The content of the file is harmful, or looks as if it were. */
  file_unsafe: 422,
  idempotency_key_reused: 422,
  tenant_suspended: 423,
  version_required: 428,
  too_many_attempts: 429,
  too_many_streams: 429,
  headers_too_large: 431,
  client_closed: 499,
  internal: 500,
  busy: 503,
  /** What is read of patients has to be written down first, and that cannot be done just now. */
  audit_unavailable: 503,
  tenant_not_ready: 503,
  /** The tenant's database is of another release than the server: until one of them is brought up to date. */
  schema_unknown: 503,
  database_unavailable: 503,
  file_storage_unavailable: 503,
  /** What looks for viruses does not answer; without it no file is kept. */
  scanner_unavailable: 503,
  /** The connection broke at the commit: ask again with the same `Idempotency-Key`, or look first. */
  outcome_unknown: 503,
  timeout: 504,
  storage_full: 507,
} as const

export type ProblemCode = keyof typeof problems

/** The body of every answer that is not a success (RFC 9457, `application/problem+json`). */
export interface ProblemBody {
  type: string
  title: string
  status: number
  code: ProblemCode
  /** Which part of the input is meant: `phone`, `address.city`, `items.0.dose`. */
  field?: string
  detail?: string
  /** The ids of what stands in the way: possible duplicates, clashing appointments. */
  conflicts?: string[]
  /** What the refusal reckoned with, in minor units or as days: limit, balance, what is available. */
  figures?: Record<string, number | string | null>
  requestId: string
}
