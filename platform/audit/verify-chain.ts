import type { KeyObject } from 'node:crypto'
import type { Anchor } from './anchors.ts'
import { merkleRoot } from './canonical.ts'
import { beginning, hashOf, isSigned, type Seal, type SealedEvent } from './seals.ts'

/** What is wrong with an audit, and where. */
export interface Fault {
  kind:
    | 'link_missing'
    | 'link_changed'
    | 'link_unsigned'
    | 'events_changed'
    | 'events_missing'
    | 'events_added'
    | 'head_missing'
  /** The link, where it is about one. */
  n?: number
  sentence: string
}

export interface Chain {
  tenantId: string
  events: readonly SealedEvent[]
  seals: readonly Seal[]
  /** Heads that were written down elsewhere. Without them the newest links could be cut off unseen. */
  anchors: readonly Pick<Anchor, 'n' | 'hash' | 'signature'>[]
}

export interface Verdict {
  faults: Fault[]
  links: number
  sealed: number
  /** Too young to be sealed. */
  unsealed: number
}

/** Holds events against the chain that was made over them. Needs no database: an export and the public key suffice. */
export function verifyChain({ tenantId, events, seals, anchors }: Chain, key: KeyObject): Verdict {
  const faults: Fault[] = []
  const links = seals.toSorted((one, other) => one.n - other.n)
  const places = byPlace(events)
  const ends = new Map<string, bigint>()
  let prev = beginning
  let expected = 1
  let sealed = 0
  for (const seal of links) {
    const { n, place } = seal
    const fault = (kind: Fault['kind'], sentence: string) => faults.push({ kind, n, sentence })
    if (n !== expected) fault('link_missing', `link ${expected} is not there`)
    else if (seal.prev !== prev) fault('link_changed', `link ${n} does not follow link ${n - 1}`)
    if (seal.tenantId !== tenantId) fault('link_changed', `link ${n} is of another tenant`)
    if (hashOf(seal) !== seal.hash) fault('link_changed', `link ${n} was changed`)
    if (!isSigned(seal, key)) fault('link_unsigned', `link ${n} is not signed with this key`)
    const from = BigInt(seal.fromXid)
    // What lies between two links would be in neither.
    if (n === expected && from !== (ends.get(place) ?? 0n)) fault('link_changed', `link ${n} leaves a gap`)
    const inside = places.get(place)?.take(from, BigInt(seal.toXid)) ?? []
    sealed += inside.length
    if (inside.length < seal.count) {
      fault(
        'events_missing',
        `${seal.count - inside.length} of ${seal.count} events of link ${n} are missing`,
      )
    } else if (inside.length > seal.count) {
      fault('events_added', `${inside.length - seal.count} events were added under link ${n}`)
    } else if (merkleRoot(inside) !== seal.root) fault('events_changed', `events of link ${n} were changed`)
    ends.set(place, BigInt(seal.toXid))
    prev = seal.hash
    expected = n + 1
  }
  const outside = [...places.values()].flatMap((own) => own.left())
  const late = outside.filter(({ place, xid }) => BigInt(xid) < (ends.get(place) ?? 0n))
  if (late.length > 0) {
    faults.push({
      kind: 'events_added',
      sentence: `${late.length} events lie in no link that was made over their time`,
    })
  }
  const byNumber = new Map(links.map((seal) => [seal.n, seal]))
  for (const { n, hash, signature } of anchors) {
    if (!isSigned({ hash, signature }, key)) {
      faults.push({
        kind: 'link_unsigned',
        n,
        sentence: `the head ${n} that was kept outside is not signed with this key`,
      })
    } else if (byNumber.get(n)?.hash !== hash) {
      faults.push({
        kind: 'head_missing',
        n,
        sentence: `link ${n}, which was kept outside, is not in the chain`,
      })
    }
  }
  return { faults, links: links.length, sealed, unsealed: outside.length - late.length }
}

/** The events of one place in the order of their transactions; each link takes those of its span. */
class Ordered {
  readonly #events: SealedEvent[]
  readonly #xids: bigint[]
  readonly #taken: Uint8Array

  constructor(events: SealedEvent[]) {
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

function byPlace(events: readonly SealedEvent[]): Map<string, Ordered> {
  const places = Map.groupBy(events, ({ place }) => place)
  return new Map([...places].map(([place, own]) => [place, new Ordered(own)]))
}
