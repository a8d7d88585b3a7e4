import type { KeyObject } from 'node:crypto'
import { ChainCheck, type Head, type Verdict } from './chain-check.ts'
import { OrderedEvents } from './ordered-events.ts'
import type { Seal, SealedEvent } from './seals.ts'

interface Chain {
  tenantId: string
  events: readonly SealedEvent[]
  seals: readonly Seal[]
  anchors: readonly Head[]
}

/** Holds events against the chain that was made over them. Needs no database: an export and the public key suffice. */
export function verifyChain({ tenantId, events, seals, anchors }: Chain, key: KeyObject): Verdict {
  const check = new ChainCheck({ tenantId, anchors }, key)
  const places = byPlace(events)
  for (const seal of seals.toSorted((one, other) => one.n - other.n)) {
    const { place, fromXid, toXid } = seal
    check.link(seal, places.get(place)?.take(BigInt(fromXid), BigInt(toXid)) ?? [])
  }
  const outside = [...places.values()].flatMap((own) => own.left())
  const late = outside.filter(({ place, xid }) => BigInt(xid) < (check.ends.get(place) ?? 0n)).length
  return check.verdict({ late, unsealed: outside.length - late })
}

function byPlace(events: readonly SealedEvent[]): Map<string, OrderedEvents> {
  const places = Map.groupBy(events, ({ place }) => place)
  return new Map([...places].map(([place, own]) => [place, new OrderedEvents(own)]))
}
