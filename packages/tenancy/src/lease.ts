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
  readonly #abort = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #signal: AbortSignal | undefined
  #session: Promise<Session> | undefined
  #opened: Session | undefined
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
    this.#abort.signal.throwIfAborted()
    this.#session ??= this.#broker.lease(this.#database, this.#tenantId, this.#abort.signal)
    this.#opened = await this.#session
    this.#abort.signal.throwIfAborted()
    return this.#opened
  }

  get used(): boolean {
    return this.#session !== undefined
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    const session = await this.#session?.catch(() => undefined)
    if (session) this.#broker.release(session, this.#tenantId)
  }

  readonly #onAbort = () => this.#giveUp(new TenancyError('aborted', 'the caller went away'))

  #giveUp(reason: TenancyError): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort(reason)
    this.#opened?.cancel(reason)
  }
}
