import { type RawBuilder, sql } from 'kysely'
import { type Ground, inPlace, selectSealed, selectSeals } from './grounds.ts'
import type { Seal, SealedEvent } from './seals.ts'

const pageSize = 5_000

/** Events of a tenant in one place, page by page, in the order of their transactions; all of them, where none are named. */
export async function* readEvents(
  ground: Ground,
  which: RawBuilder<unknown> = sql`true`,
): AsyncGenerator<SealedEvent[]> {
  let last: SealedEvent | undefined
  for (;;) {
    const after: SealedEvent | undefined = last
    const where = after ? sql`${which} and (xid, id) > (${after.xid}::xid8, ${after.id}::uuid)` : which
    const page = await ground.run((tx) => tx.raw(selectSealed(ground, where, pageSize)).execute())
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    last = page.at(-1)
  }
}

/** The events in the span of some links that follow each other. */
export async function readSpan(
  ground: Ground,
  { place, fromXid, toXid }: Pick<Seal, 'place' | 'fromXid' | 'toXid'>,
): Promise<SealedEvent[]> {
  const events: SealedEvent[] = []
  const span = sql`${inPlace(ground, place)} and xid >= ${fromXid}::xid8 and xid < ${toXid}::xid8`
  for await (const page of readEvents(ground, span)) events.push(...page)
  return events
}

/** The links of a chain, page by page. */
export async function* readSeals(ground: Ground): AsyncGenerator<Seal[]> {
  for (let from = 1; ; ) {
    const page = await ground.run((tx) => tx.raw(selectSeals(ground, from, pageSize)).execute())
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    from = page.at(-1)!.n + 1
  }
}
