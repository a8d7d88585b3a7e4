/** What became of a request. The same request later has the same outcome, whatever has changed in between. */
export type Outcome<Answer> =
  | { accepted: true; answer: Answer; replayed: boolean }
  | { accepted: false; refusal: Refusal; replayed: boolean }

type RefusalCode =
  | 'credit_limit_exceeded'
  | 'account_on_hold'
  | 'period_locked'
  | 'already_reversed'
  | 'not_reversible'
  | 'conversion_not_reversible'
  | 'hold_ended'

/** Why nothing was posted, with the figures of that moment, in minor units. */
export interface Refusal {
  code: RefusalCode
  /** For a limit or a hold: what the account stood at. */
  balanceMinor?: number
  pendingMinor?: number
  limitMinor?: number | null
  availableMinor?: number | null
  /** For a locked period: its last day. */
  lockedThrough?: string
}

export interface Posted {
  transactionId: string
  /** The owned accounts after it. */
  balances: { accountId: string; balanceMinor: number; version: number }[]
}

/** Thrown inside a posting to end it without an effect; what was asked for is answered with it. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.name = 'Refused'
    this.refusal = refusal
  }
}
