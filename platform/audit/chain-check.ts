import type { KeyObject } from 'node:crypto'
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

/** The newest link of a chain, as it is written down elsewhere. */
export type Head = Pick<Seal, 'n' | 'hash' | 'signature'>

export interface Verdict {
  faults: Fault[]
  links: number
  sealed: number
  /** Too young to be sealed. */
  unsealed: number
  /** The last link that was looked at; null where there is none. */
  head: Head | null
}

interface Chain {
  tenantId: string
  /** Heads that were written down elsewhere. Without them the newest links could be cut off unseen. */
  anchors: readonly Head[]
}

/** Holds the links of a chain, in their order and one after the other, against the events under them. */
export class ChainCheck {
  /** Up to which transaction the links of each place go. */
  readonly ends = new Map<string, bigint>()
  readonly #tenantId: string
  readonly #anchors: readonly Head[]
  readonly #key: KeyObject
  readonly #faults: Fault[] = []
  /** Of the links that were written down elsewhere. */
  readonly #hashes = new Map<number, string | undefined>()
  #head: Head | null = null
  #expected = 1
  #links = 0
  #sealed = 0

  constructor({ tenantId, anchors }: Chain, key: KeyObject) {
    this.#tenantId = tenantId
    this.#anchors = anchors
    this.#key = key
    for (const { n } of anchors) this.#hashes.set(n, undefined)
  }

  /** The next link, with the events that are stored in its span now. */
  link(seal: Seal, inside: readonly SealedEvent[]): void {
    const { n, place, count } = seal
    const fault = (kind: Fault['kind'], sentence: string) => this.#faults.push({ kind, n, sentence })
    const isNext = n === this.#expected
    if (!isNext) fault('link_missing', `link ${this.#expected} is not there`)
    else if (seal.prev !== (this.#head?.hash ?? beginning)) {
      fault('link_changed', `link ${n} does not follow link ${n - 1}`)
    }
    if (seal.tenantId !== this.#tenantId) fault('link_changed', `link ${n} is of another tenant`)
    if (hashOf(seal) !== seal.hash) fault('link_changed', `link ${n} was changed`)
    if (!isSigned(seal, this.#key)) fault('link_unsigned', `link ${n} is not signed with this key`)
    // What lies between two links would be in neither.
    if (isNext && BigInt(seal.fromXid) !== (this.ends.get(place) ?? 0n)) {
      fault('link_changed', `link ${n} leaves a gap`)
    }
    if (inside.length < count) {
      fault('events_missing', `${count - inside.length} of ${count} events of link ${n} are missing`)
    } else if (inside.length > count) {
      fault('events_added', `${inside.length - count} events were added under link ${n}`)
    } else if (merkleRoot(inside) !== seal.root) fault('events_changed', `events of link ${n} were changed`)
    this.ends.set(place, BigInt(seal.toXid))
    if (this.#hashes.has(n)) this.#hashes.set(n, seal.hash)
    this.#head = { n, hash: seal.hash, signature: seal.signature }
    this.#expected = n + 1
    this.#links++
    this.#sealed += inside.length
  }

  /** What came of it. `late` lie below the end of the links and in none; `unsealed` are younger than all of them. */
  verdict({ late, unsealed }: { late: number; unsealed: number }): Verdict {
    const faults = [...this.#faults]
    if (late > 0) {
      const sentence = `${late} events lie in no link that was made over their time`
      faults.push({ kind: 'events_added', sentence })
    }
    for (const { n, hash, signature } of this.#anchors) {
      if (!isSigned({ hash, signature }, this.#key)) {
        const sentence = `the head ${n} that was kept outside is not signed with this key`
        faults.push({ kind: 'link_unsigned', n, sentence })
      } else if (this.#hashes.get(n) !== hash) {
        const sentence = `link ${n}, which was kept outside, is not in the chain`
        faults.push({ kind: 'head_missing', n, sentence })
      }
    }
    return { faults, links: this.#links, sealed: this.#sealed, unsealed, head: this.#head }
  }
}
