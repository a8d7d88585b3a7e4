import { setTimeout as wait } from 'node:timers/promises'
import { TenancyError } from './errors.ts'
import { serverOf, type UrlOf, urlOfAddress } from './servers.ts'
import { Session } from './session.ts'
import { Streams } from './silence.ts'

interface BrokerOptions {
  /** The servers' URLs, by name. */
  urlOf: UrlOf
  /** Acts as this role instead of the login's own. */
  role?: string
  /** Connections over all databases. */
  budget: number
  /** How many of them one tenant may hold at once, so that the others always find one. */
  perTenant: number
  /** Callers that may wait at once; beyond, `busy` at once. */
  queueLimit: number
  /** Asked before each new connection: rejects where the server must not be used. */
  admit?: (database: string) => Promise<void>
  /** Told of each connection that was opened. */
  onOpened?: (database: string) => void
  idleMs: number
  connectTimeoutMs: number
  statementTimeoutMs: number
  onError: (error: unknown) => void
}

interface Waiter {
  database: string
  /** Whoever has gone meanwhile takes no connection: it must be given back. */
  gone: boolean
  resolve: (session: Session) => void
  reject: (error: Error) => void
}

/**
 * Lends connections within one budget. Connections are kept per database while they are used; the least recently used
 * one is closed only where the budget is needed elsewhere. Who waits is served tenant by tenant, not first come first
 * served, so that one tenant's flood delays that tenant.
 */
export class Broker {
  readonly #options: BrokerOptions
  readonly #idle = new Map<string, Session[]>()
  readonly #held = new Map<string, number>()
  readonly #waiting = new Map<string, Waiter[]>()
  /** By server. */
  readonly #streams = new Map<string, Streams>()
  readonly #reaper: NodeJS.Timeout
  #open = 0
  #waiters = 0
  #closed = false

  constructor(options: BrokerOptions) {
    this.#options = options
    this.#reaper = setInterval(() => this.#closeIdle(), Math.min(options.idleMs, 30_000))
    this.#reaper.unref()
  }

  /** Lends at once what is idle, where nobody of the tenant waits for it and the tenant may hold one more. */
  take(database: string, tenantId: string): Session | undefined {
    if (this.#closed || this.#waiting.has(tenantId) || !this.#mayHold(tenantId)) return undefined
    const session = this.#takeIdle(database)
    if (session) this.#hold(tenantId, 1)
    return session
  }

  /** Lends a connection to `database` (`server/name`); give it back with `release`. Rejects with `busy`, `timeout` or `aborted`. */
  async lease(database: string, tenantId: string, signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted()
    if (this.#closed) throw new TenancyError('database_unavailable', 'the connections are closed')
    const session = this.take(database, tenantId)
    if (session) return session
    if (!this.#waiting.has(tenantId) && this.#mayHold(tenantId)) {
      const room = this.#makeRoom()
      if (room) return this.#connect(database, tenantId, room)
    }
    return this.#wait(database, tenantId, signal)
  }

  release(session: Session, tenantId: string): void {
    this.#hold(tenantId, -1)
    if (session.broken || this.#closed) this.#drop(session)
    else {
      session.idleSince = Date.now()
      const idle = this.#idle.get(session.database)
      if (idle) idle.push(session)
      else this.#idle.set(session.database, [session])
    }
    this.#serve()
  }

  get open(): number {
    return this.#open
  }

  isConnected(server: string): boolean {
    return this.#streamsOf(server).size > 0
  }

  /** What cuts the connections to a server that are silent from now on: see `Streams`. */
  suspect(server: string): () => void {
    return this.#streamsOf(server).suspect()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#reaper)
    const gone = new TenancyError('database_unavailable', 'the connections are closed')
    for (const waiters of this.#waiting.values()) for (const waiter of waiters) waiter.reject(gone)
    this.#waiting.clear()
    const sessions = [...this.#idle.values()].flat()
    this.#idle.clear()
    this.#open -= sessions.length
    await Promise.all(sessions.map((session) => session.close()))
  }

  #mayHold(tenantId: string): boolean {
    return (this.#held.get(tenantId) ?? 0) < this.#options.perTenant
  }

  #hold(tenantId: string, change: number): void {
    const held = (this.#held.get(tenantId) ?? 0) + change
    if (held > 0) this.#held.set(tenantId, held)
    else this.#held.delete(tenantId)
  }

  #takeIdle(database: string): Session | undefined {
    const idle = this.#idle.get(database)
    for (let session = idle?.pop(); session; session = idle?.pop()) {
      if (!session.broken) return session
      this.#drop(session)
    }
    return undefined
  }

  /** Settles when one more connection fits, if need be after the one that was idle longest has closed. */
  #makeRoom(): Promise<void> | undefined {
    if (this.#open < this.#options.budget) return Promise.resolve()
    let oldest: Session[] | undefined
    for (const idle of this.#idle.values()) {
      if (idle[0] && (!oldest?.[0] || idle[0].idleSince < oldest[0].idleSince)) oldest = idle
    }
    const session = oldest?.shift()
    if (!session) return undefined
    this.#open--
    // A server that does not answer the goodbye is not waited for.
    return Promise.race([session.close(), wait(1_000, undefined, { ref: false })])
  }

  async #connect(database: string, tenantId: string, room: Promise<void>): Promise<Session> {
    this.#open++
    this.#hold(tenantId, 1)
    try {
      await room
      await this.#options.admit?.(database)
      const session = await Session.open({
        ...this.#options,
        url: urlOfAddress(this.#options.urlOf, database),
        database,
        streams: this.#streamsOf(serverOf(database)),
      })
      this.#options.onOpened?.(database)
      return session
    } catch (error) {
      this.#open--
      this.#hold(tenantId, -1)
      this.#serve()
      throw error
    }
  }

  #streamsOf(server: string): Streams {
    const streams = this.#streams.get(server) ?? new Streams()
    this.#streams.set(server, streams)
    return streams
  }

  #wait(database: string, tenantId: string, signal: AbortSignal): Promise<Session> {
    if (this.#waiters >= this.#options.queueLimit) {
      throw new TenancyError('busy', 'too many calls are waiting for a connection')
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#leave(tenantId, waiter)
        waiter.gone = true
        reject(signal.reason)
      }
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          signal.removeEventListener('abort', onAbort)
          then(value)
        }
      const waiter: Waiter = { database, gone: false, resolve: settle(resolve), reject: settle(reject) }
      signal.addEventListener('abort', onAbort, { once: true })
      const queue = this.#waiting.get(tenantId)
      if (queue) queue.push(waiter)
      else this.#waiting.set(tenantId, [waiter])
      this.#waiters++
    })
  }

  #leave(tenantId: string, waiter: Waiter): void {
    const queue = this.#waiting.get(tenantId) ?? []
    const at = queue.indexOf(waiter)
    if (at < 0) return
    queue.splice(at, 1)
    this.#waiters--
    if (queue.length === 0) this.#waiting.delete(tenantId)
  }

  /** Serves those who wait, one of each tenant in turn, as far as connections go. */
  #serve(): void {
    if (this.#waiters === 0) return
    for (const [tenantId, queue] of [...this.#waiting]) {
      if (!this.#mayHold(tenantId)) continue
      const waiter = queue[0]!
      const session = this.#takeIdle(waiter.database)
      const room = session ? undefined : this.#makeRoom()
      if (!session && !room) continue
      this.#leave(tenantId, waiter)
      // Served once, a tenant goes to the end of the round.
      if (queue.length > 0) {
        this.#waiting.delete(tenantId)
        this.#waiting.set(tenantId, queue)
      }
      if (session) {
        this.#hold(tenantId, 1)
        waiter.resolve(session)
      } else {
        this.#connect(waiter.database, tenantId, room!).then((opened) => {
          if (waiter.gone) this.release(opened, tenantId)
          else waiter.resolve(opened)
        }, waiter.reject)
      }
    }
  }

  #closeIdle(): void {
    const before = Date.now() - this.#options.idleMs
    for (const [database, idle] of this.#idle) {
      while (idle[0] && idle[0].idleSince < before) this.#drop(idle.shift()!)
      if (idle.length === 0) this.#idle.delete(database)
    }
  }

  #drop(session: Session): void {
    this.#open--
    void session.close()
  }
}
