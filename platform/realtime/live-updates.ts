import type { ServerResponse } from 'node:http'
import type { Tenancy } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { controlPlace } from '#platform/outbox/announcer.ts'
import type { EventLine } from '#platform/outbox/event-line.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { findUninvited } from './access.ts'
import { type Cursors, makeCursors } from './cursors.ts'
import { reconnectText, Stream, type Watcher } from './stream.ts'
import { TenantFeed } from './tenant-feed.ts'

interface LiveUpdatesOptions {
  tenancy: Tenancy
  line: EventLine
  secrets: Secrets
  onError: (error: unknown) => void
  limits?: StreamLimits | undefined
}

/** How many streams this process holds open. */
export interface StreamLimits {
  perAccount: number
  perTenant: number
  all: number
}

const usualLimits: StreamLimits = { perAccount: 20, perTenant: 500, all: 5_000 }
/** Proxies cut connections on which nothing is said; and what nobody announced is found within this time. */
const heartbeatMs = 15_000
/** With the time of the query, a stream ends well within five seconds of what ends it. */
const checkMs = 2_000
/** An answer that the control database owes for so many checks is a no. */
const mostUnchecked = 2

/** Holds the open streams of this process, and tells each what its watcher may hear. */
export class LiveUpdates {
  readonly #options: LiveUpdatesOptions
  readonly #limits: StreamLimits
  readonly #cursors: Cursors
  readonly #feeds = new Map<string, TenantFeed>()
  readonly #streams = new Set<Stream>()
  readonly #timers: NodeJS.Timeout[]
  readonly #stopListening: () => void
  #checking: Promise<void> | undefined
  #unchecked = 0
  #closed = false

  constructor(options: LiveUpdatesOptions) {
    this.#options = options
    this.#limits = options.limits ?? usualLimits
    this.#cursors = makeCursors(options.secrets)
    const { line, tenancy } = options
    this.#stopListening = line.onNews((place) => this.#onNews(place))
    // Suspended, moved, closed or opened again: whoever watches asks anew, and is told what holds now.
    tenancy.directory.onChange((id) => {
      for (const stream of this.#streams) if (stream.watcher.tenantId === id) stream.end(reconnectText())
    })
    this.#timers = [
      setInterval(() => this.#beat(), heartbeatMs),
      setInterval(() => void this.checkAccess(), checkMs),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  get count(): number {
    return this.#streams.size
  }

  /** Throws where there is no room for one more; the caller has not answered yet. */
  assertRoom({ tenantId, accountId }: Pick<Watcher, 'tenantId' | 'accountId'>): void {
    if (this.#closed || this.#streams.size >= this.#limits.all)
      throw new DomainError('busy', { retryAfter: 5 })
    let ofTenant = 0
    let ofAccount = 0
    for (const { watcher } of this.#streams) {
      if (watcher.tenantId !== tenantId) continue
      ofTenant++
      if (watcher.accountId === accountId) ofAccount++
    }
    if (ofTenant >= this.#limits.perTenant || ofAccount >= this.#limits.perAccount) {
      throw new DomainError('too_many_streams', { retryAfter: 30 })
    }
  }

  /**
   * Streams to the client what its watcher may hear, from `after` on, where that is a place that this tenant's streams have
   * given out, less than a day ago. With `once` it ends behind what has happened so far.
   */
  async open(
    response: ServerResponse,
    watcher: Watcher,
    { after, once = false }: { after?: string | undefined; once?: boolean },
  ): Promise<void> {
    const { tenantId } = watcher
    const feed = this.#feedOf(tenantId)
    const stream = new Stream(response, watcher, (ended) => {
      this.#streams.delete(ended)
      feed.streams.delete(ended)
      if (!feed.streams.size && !this.#isWatched(tenantId)) this.#drop(tenantId)
    })
    this.#streams.add(stream)
    const position = after === undefined ? undefined : this.#cursors.open(tenantId, after)
    if (after !== undefined && !position) stream.send('event: reset\ndata: {}\n\n')
    try {
      await feed.join(stream, position)
      if (once) stream.end()
    } catch (error) {
      this.#options.onError(error)
      stream.end(reconnectText())
    }
  }

  /** Ends the streams of those who may not listen any more. Called every two seconds, and when members change. */
  checkAccess(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  /** Sends everybody elsewhere: this process stops. */
  close(): void {
    this.#closed = true
    this.#stopListening()
    for (const timer of this.#timers) clearInterval(timer)
    for (const stream of this.#streams) stream.end(reconnectText())
    for (const feed of this.#feeds.values()) feed.close()
    this.#feeds.clear()
  }

  async #check(): Promise<void> {
    if (this.#streams.size === 0) return
    try {
      const uninvited = await findUninvited(this.#options.tenancy.control<unknown>(), [...this.#streams])
      this.#unchecked = 0
      for (const stream of uninvited) stream.end(reconnectText())
    } catch (error) {
      this.#options.onError(error)
      if (++this.#unchecked >= mostUnchecked) for (const stream of this.#streams) stream.end(reconnectText())
    }
  }

  #onNews(place: string): void {
    if (place !== controlPlace) return this.#feeds.get(place)?.wake()
    for (const feed of this.#feeds.values()) feed.wake()
    void this.checkAccess()
  }

  #beat(): void {
    for (const stream of this.#streams) stream.send(': \n\n')
    for (const feed of this.#feeds.values()) feed.wake()
  }

  #feedOf(tenantId: string): TenantFeed {
    const feed =
      this.#feeds.get(tenantId) ?? new TenantFeed({ ...this.#options, cursors: this.#cursors }, tenantId)
    this.#feeds.set(tenantId, feed)
    return feed
  }

  #isWatched(tenantId: string): boolean {
    for (const { watcher } of this.#streams) if (watcher.tenantId === tenantId) return true
    return false
  }

  #drop(tenantId: string): void {
    this.#feeds.get(tenantId)?.close()
    this.#feeds.delete(tenantId)
  }
}
