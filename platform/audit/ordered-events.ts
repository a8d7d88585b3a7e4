import type { SealedEvent } from './seals.ts'

/** The events of one place in the order of their transactions; each link takes those of its span. */
export class OrderedEvents {
  readonly #events: SealedEvent[]
  readonly #xids: bigint[]
  readonly #taken: Uint8Array

  constructor(events: readonly SealedEvent[]) {
    const keyed = events.map((event) => ({ event, xid: BigInt(event.xid) }))
    keyed.sort((one, other) =>
      one.xid === other.xid ? (one.event.id < other.event.id ? -1 : 1) : one.xid < other.xid ? -1 : 1,
    )
    this.#events = keyed.map(({ event }) => event)
    this.#xids = keyed.map(({ xid }) => xid)
    this.#taken = new Uint8Array(events.length)
  }

  take(from: bigint, to: bigint): SealedEvent[] {
    const [first, end] = [this.#placeOf(from), this.#placeOf(to)]
    this.#taken.fill(1, first, Math.max(first, end))
    return this.#events.slice(first, end)
  }

  /** Those that no link has taken. */
  left(): SealedEvent[] {
    return this.#events.filter((_, at) => this.#taken[at] === 0)
  }

  /** Where the first event of this transaction or a later one stands. */
  #placeOf(xid: bigint): number {
    let [low, high] = [0, this.#xids.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#xids[middle]! < xid) low = middle + 1
      else high = middle
    }
    return low
  }
}
