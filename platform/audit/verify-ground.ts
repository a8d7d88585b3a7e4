import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import { ChainCheck, type Head, type Verdict } from './chain-check.ts'
import { type Ground, inPlace, mineIn } from './grounds.ts'
import { OrderedEvents } from './ordered-events.ts'
import { readSeals, readSpan } from './read-chain.ts'
import type { Seal } from './seals.ts'

interface VerifyOptions {
  key: KeyObject
  anchors: readonly (Head & { source: Ground['source'] })[]
  signal?: AbortSignal
}

/** Events that are in memory at once; one link may hold as many. */
const mostAtOnce = 5_000

/**
 * Verifies what is in the database now, some links after the other, so that no audit is too large for it. The links are read
 * first: events that come meanwhile are only not yet sealed.
 */
export async function verifyGround(
  ground: Ground,
  { key, anchors, signal }: VerifyOptions,
): Promise<Verdict> {
  const own = anchors.filter(({ source }) => source === ground.source)
  const check = new ChainCheck({ tenantId: ground.tenantId, anchors: own }, key)
  let inLinks = 0
  for await (const seals of readSeals(ground)) {
    for (const group of groupsOf(seals)) {
      signal?.throwIfAborted()
      const [{ place, fromXid }, { toXid }] = [group[0]!, group.at(-1)!]
      const events = new OrderedEvents(await readSpan(ground, { place, fromXid, toXid }))
      for (const seal of group) {
        const inside = events.take(BigInt(seal.fromXid), BigInt(seal.toXid))
        check.link(seal, inside)
        inLinks += inside.length
      }
    }
  }
  const { below, all } = await countEvents(ground, check.ends)
  return check.verdict({ late: Math.max(0, below - inLinks), unsealed: all - below })
}

/** Links that follow each other in one place, as many as are read together. */
function groupsOf(seals: readonly Seal[]): Seal[][] {
  const groups: Seal[][] = []
  let count = 0
  for (const seal of seals) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    count += seal.count
    if (before && before.place === seal.place && before.toXid === seal.fromXid && count <= mostAtOnce) {
      group!.push(seal)
    } else {
      groups.push([seal])
      count = seal.count
    }
  }
  return groups
}

/** How many events there are, and how many of them lie below the end of the links of their place. */
async function countEvents(ground: Ground, ends: ReadonlyMap<string, bigint>) {
  const below = [...ends].map(
    ([place, end]) => sql`(${inPlace(ground, place)} and xid < ${String(end)}::xid8)`,
  )
  const [row] = await ground.run((tx) =>
    tx
      .raw<{ all: number; below: number }>(
        sql`select count(*)::int as all,
                   count(*) filter (where ${below.length > 0 ? sql.join(below, sql` or `) : sql`false`})::int as below
              from ${sql.raw(ground.schema)}.audit_events where ${mineIn(ground)}`,
      )
      .execute(),
  )
  return row!
}
