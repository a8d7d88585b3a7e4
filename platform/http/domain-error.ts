import type { ProblemCode } from '#contract/problems.ts'

interface DomainErrorOptions extends ErrorOptions {
  /** Which part of the input is meant: `phone`, `items.0.dose`. */
  field?: string
  /** One sentence for the person who asked. Never a value of somebody else's. */
  detail?: string
  /** The ids of what stands in the way; the caller may read them. */
  conflicts?: string[]
  /** What the refusal reckoned with. */
  figures?: Record<string, number | string | null>
  /** Seconds after which trying again makes sense. */
  retryAfter?: number
}

/** A refusal with a name: `throw new DomainError('already_exists', { field: 'email' })`. One handler answers it. */
export class DomainError extends Error {
  readonly code: ProblemCode
  readonly field: string | undefined
  readonly detail: string | undefined
  readonly conflicts: string[] | undefined
  readonly figures: Record<string, number | string | null> | undefined
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, options: DomainErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.field = options.field
    this.detail = options.detail
    this.conflicts = options.conflicts
    this.figures = options.figures
    this.retryAfter = options.retryAfter
  }
}

/**
 * A refusal that has to stay one: what the transaction wrote of it is committed, and then it is answered. Thrown by a
 * handler of `serveWrite`, so that a retry that comes late finds it.
 */
export class KeptRefusal extends DomainError {}
