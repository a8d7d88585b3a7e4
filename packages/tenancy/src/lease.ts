import type { Broker } from './broker.ts'
import { TenancyError } from './errors.ts'
import type { CallOptions } from './handles.ts'
import type { Session } from './session.ts'

const defaultTimeoutMs = 30_000

/**
 * Lends a connection to one call of `read`, `one` or `run`, from its first query to its end. When the caller aborts or
 * the time is up, the query is cancelled at the server and the connection is thrown away, never used again.
 */
export class Lease {
  readonly #broker: Broker
  readonly #database: string
  readonly #tenantId: string
  readonly #timer: NodeJS.Timeout
  readonly #signal: AbortSignal | undefined
  /** Only for whoever has to wait: most find a connection idle. */
  #waiting: AbortController | undefined
  #taking: Promise<Session> | undefined
  #session: Session | undefined
  #reason: TenancyError | undefined
  #closed = false

  constructor(broker: Broker, database: string, tenantId: string, { signal, timeoutMs }: CallOptions = {}) {
    this.#broker = broker
    this.#database = database
    this.#tenantId = tenantId
    this.#signal = signal
    this.#timer = setTimeout(
      () => this.#giveUp(new TenancyError('timeout', 'the call took too long')),
      timeoutMs ?? defaultTimeoutMs,
    )
    if (signal?.aborted) this.#onAbort()
    else signal?.addEventListener('abort', this.#onAbort)
  }

  /** The connection, taken at the first use. */
  async session(): Promise<Session> {
    if (this.#closed) throw new TenancyError('handle_closed', 'this handle was used after its call had ended')
    if (this.#reason) throw this.#reason
    if (this.#session) return this.#session
    if (!this.#taking) {
      this.#session = this.#broker.take(this.#database, this.#tenantId)
      if (this.#session) return this.#session
      this.#waiting = new AbortController()
      this.#taking = this.#broker.lease(this.#database, this.#tenantId, this.#waiting.signal)
    }
    this.#session = await this.#taking
    if (this.#reason) throw this.#reason
    return this.#session
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    const session = this.#session ?? (await this.#taking?.catch(() => undefined))
    if (session) this.#broker.release(session, this.#tenantId)
  }

  readonly #onAbort = () => this.#giveUp(new TenancyError('aborted', 'the caller went away'))

  #giveUp(reason: TenancyError): void {
    if (this.#reason) return
    this.#reason = reason
    this.#waiting?.abort(reason)
    this.#session?.cancel(reason)
  }
}
