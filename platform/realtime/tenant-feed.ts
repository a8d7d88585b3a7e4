import type { Actor, Tenancy, Tenant } from '@tenantry/tenancy'
import {
  isBefore,
  listControlEvents,
  listEvents,
  type OutboxEvent,
  recentControlCursor,
  recentCursor,
} from '#platform/outbox/events.ts'
import type { Cursors, Position } from './cursors.ts'
import { eventText, type Stream } from './stream.ts'

interface FeedOptions {
  tenancy: Tenancy
  cursors: Cursors
  onError: (error: unknown) => void
}

const actor: Actor = { kind: 'system', name: 'live updates' }
/** What may have happened between a page's reading and its first look. */
const recentSeconds = 15
const pageSize = 500
const retryMs = 1_000
/** Longer than this nobody is told one by one what he missed. */
const mostReplayed = 2_000

/** The open streams of one tenant in this process, and how far its events have been read for them. */
export class TenantFeed {
  readonly streams = new Set<Stream>()
  readonly #options: FeedOptions
  readonly #tenantId: string
  #position: Position | undefined
  /** Reading and joining, one after the other. */
  #turn: Promise<void> = Promise.resolve()
  #reading = false
  #again = false
  #timer: NodeJS.Timeout | undefined
  #heldMs = 0

  constructor(options: FeedOptions, tenantId: string) {
    this.#options = options
    this.#tenantId = tenantId
  }

  /** Something may have happened. */
  wake(): void {
    if (this.streams.size === 0) return
    if (this.#reading) {
      this.#again = true
      return
    }
    this.#reading = true
    void this.#inTurn(() => this.#readOn()).finally(() => {
      this.#reading = false
    })
  }

  /** Tells a stream what it missed since `after`, and from now on everything. */
  join(stream: Stream, after: Position | undefined): Promise<void> {
    return this.#inTurn(() => this.#join(stream, after))
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }

  async #readOn(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      do {
        this.#again = false
        if (!this.#position) return
        const { events, position, held } = await this.#read(this.#position)
        this.#position = position
        this.#tell(events)
        if (events.length >= pageSize) this.#again = true
        // Twice as long each time: a long transaction holds up everybody's events.
        this.#heldMs = held ? Math.min(Math.max(this.#heldMs * 2, 10), retryMs) : 0
        if (held) this.#lookIn(this.#heldMs)
      } while (this.#again)
    } catch (error) {
      this.#options.onError(error)
      this.#lookIn(retryMs)
    }
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.wake(), ms)
  }

  #tell(events: readonly Told[]): void {
    for (const { event, id } of events) {
      const text = hintText(event, id)
      for (const stream of this.streams) if (stream.watcher.hears(event.kind)) stream.send(text)
    }
  }

  async #join(stream: Stream, after: Position | undefined): Promise<void> {
    if (stream.ended) return
    const tenant = this.#tenant()
    this.#position ??= await this.#recent(tenant)
    // To now: whoever comes back must not be ahead of the others, and hear twice what they are told.
    await this.#readOn()
    const isOfBefore = after !== undefined && after.databaseId !== tenant.placement.databaseId
    if (isOfBefore) stream.send(eventText('reset', {}, this.#sealed(this.#position)))
    let position = after && !isOfBefore ? after : await this.#recent(tenant)
    stream.send(eventText('hello', {}, this.#sealed(position)))
    // Up to where the others are; what lies behind that it is told together with them.
    for (let replayed = 0; isBehind(position, this.#position); ) {
      const page = await this.#read(position, this.#position)
      for (const { event, id } of page.events) {
        if (stream.watcher.hears(event.kind)) stream.send(hintText(event, id))
      }
      replayed += page.events.length
      if (replayed > mostReplayed) stream.send(eventText('reset', {}, this.#sealed(this.#position)))
      if (page.events.length === 0 || replayed > mostReplayed || stream.ended) break
      position = page.position
    }
    if (!stream.ended) this.streams.add(stream)
    this.#lookIn(0)
  }

  async #read(from: Position, upTo?: Position) {
    const { tenancy } = this.#options
    const tenant = this.#tenant()
    const [data, control] = await Promise.all([
      tenancy.tables<unknown>().read(tenant, actor, (db) => listEvents(db, from.data, pageSize)),
      tenancy.control<unknown>().read((db) => listControlEvents(db, tenant.id, from.control, pageSize)),
    ])
    const position = { ...from }
    const events: Told[] = []
    for (const event of data.events) {
      if (upTo && isBefore(upTo.data, event.cursor)) break
      position.data = event.cursor
      events.push({ event, id: this.#sealed(position) })
    }
    for (const event of control.events) {
      if (upTo && isBefore(upTo.control, event.cursor)) break
      position.control = event.cursor
      events.push({ event, id: this.#sealed(position) })
    }
    return { events, position, held: data.held || control.held }
  }

  async #recent(tenant: Tenant): Promise<Position> {
    const { tenancy } = this.#options
    const [data, control] = await Promise.all([
      tenancy.tables<unknown>().read(tenant, actor, (db) => recentCursor(db, recentSeconds)),
      tenancy.control<unknown>().read((db) => recentControlCursor(db, tenant.id, recentSeconds)),
    ])
    return { data, control, databaseId: tenant.placement.databaseId }
  }

  #sealed(position: Position): string {
    return this.#options.cursors.seal(this.#tenantId, position)
  }

  #tenant(): Tenant {
    const tenant = this.#options.tenancy.directory.byId(this.#tenantId)
    if (!tenant) throw new Error('The tenant of a stream is gone')
    return tenant
  }
}

/** An event with what a browser comes back with after it. */
interface Told {
  event: OutboxEvent
  id: string
}

function isBehind(one: Position, other: Position): boolean {
  return isBefore(one.data, other.data) || isBefore(one.control, other.control)
}

/** Three facts and no more, whatever the event's row has. */
function hintText({ kind, entityId, version }: OutboxEvent, id: string): string {
  return eventText('hint', { kind, id: entityId, version }, id)
}
