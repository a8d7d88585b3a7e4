import { DomainError } from '#platform/http/domain-error.ts'
import type { CustomerChange } from './customers.contract.ts'

/** A dispute as its columns hold it. */
export interface DisputeColumns {
  disputed: boolean
  disputedOn: string | null
  disputeReason: string | null
}

const noDispute: DisputeColumns = { disputed: false, disputedOn: null, disputeReason: null }

/** What is written down of a dispute that is said or taken back. Throws `invalid_input` for a day that is still to come. */
export function disputeColumns(given: CustomerChange['dispute'], today: string): Partial<DisputeColumns> {
  if (given === undefined) return {}
  if (given === null) return noDispute
  const { reason, on = today } = given
  if (on > today) throw new DomainError('invalid_input', { field: 'dispute' })
  return { disputed: true, disputedOn: on, disputeReason: reason.trim() }
}

/** A promise is for a day that can still come; one that was broken stays until somebody takes it away. */
export function assertPromise(promisedOn: string | null | undefined, today: string): void {
  if (promisedOn && promisedOn < today) throw new DomainError('invalid_input', { field: 'promisedOn' })
}
