import type { ProblemCode } from '#contract/problems.ts'

export interface DomainErrorOptions extends ErrorOptions {
  /** Which part of the input is meant: `phone`, `items.0.dose`. */
  field?: string
  /** One sentence for the person who asked. Never a value of somebody else's. */
  detail?: string
  /** The ids of what stands in the way; the caller may read them. */
  conflicts?: string[]
  /** Seconds after which trying again makes sense. */
  retryAfter?: number
}

/** A refusal with a name: `throw new DomainError('already_exists', { field: 'email' })`. One handler answers it. */
export class DomainError extends Error {
  readonly code: ProblemCode
  readonly field: string | undefined
  readonly detail: string | undefined
  readonly conflicts: string[] | undefined
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, options: DomainErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.field = options.field
    this.detail = options.detail
    this.conflicts = options.conflicts
    this.retryAfter = options.retryAfter
  }
}
