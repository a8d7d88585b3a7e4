import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { Anchor } from './anchors.ts'
import { type Ground, selectSealed, selectSeals } from './grounds.ts'
import type { Seal, SealedEvent } from './seals.ts'
import { type Verdict, verifyChain } from './verify-chain.ts'

const pageSize = 5_000

/** All events of a tenant in one place, page by page, in the order of their transactions. */
export async function* readEvents(ground: Ground): AsyncGenerator<SealedEvent[]> {
  let last: SealedEvent | undefined
  for (;;) {
    const after: SealedEvent | undefined = last
    const where = after ? sql`(xid, id) > (${after.xid}::xid8, ${after.id}::uuid)` : sql`true`
    const page = await ground.run((tx) => tx.raw(selectSealed(ground, where, pageSize)).execute())
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    last = page.at(-1)
  }
}

export function readSeals(ground: Ground): Promise<Seal[]> {
  return ground.run((tx) => tx.raw(selectSeals(ground, 1)).execute())
}

/** Verifies what is in the database now. The links are read first: events that come meanwhile are only not yet sealed. */
export async function verifyGround(
  ground: Ground,
  { key, anchors }: { key: KeyObject; anchors: readonly Anchor[] },
): Promise<Verdict> {
  const seals = await readSeals(ground)
  const events: SealedEvent[] = []
  for await (const page of readEvents(ground)) events.push(...page)
  const own = anchors.filter(({ source }) => source === ground.source)
  return verifyChain({ tenantId: ground.tenantId, events, seals, anchors: own }, key)
}
