import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'

import { type Ground, selectSealed } from './grounds.ts'
import { beginning, makeSeal, type Seal, type SealedEvent } from './seals.ts'

interface Standing {
  mine: boolean
  n: number | null
  hash: string | null
  place: string | null
  toXid: string | null
  xmin: string
  systemId: string
}

/** What became of a try. `rest`: what is left is more than one link holds, or waits for a transaction to end. */
interface Sealed {
  seal?: Seal
  rest: 'none' | 'more' | 'waits'
}

/** The transaction ids of this database have gone back: it was restored without getting an identity of its own. */
class IdsWentBack extends Error {
  constructor({ tenantId, place }: Ground) {
    super(`transaction ids of ${place} went back, and events of ${tenantId} can no longer be sealed there`)
  }
}

/** As many events as one link may hold; the rest goes into the next. */
const mostEvents = 5_000

/**
 * Adds a link over all events whose transactions have ended since the last one. What lies below the oldest running
 * transaction is complete, so none is missed and none counted twice, however many are writing.
 */
export async function sealOnce(ground: Ground, key: KeyObject): Promise<Sealed> {
  const { tenantId, place, schema } = ground
  const seals = sql.raw(`${schema}.audit_seals`)
  return ground.run(async (tx) => {
    const [standing] = await tx
      .raw<Standing>(
        sql`select pg_try_advisory_xact_lock(hashtextextended('audit seal ' || me.tenant_id, 0)) as mine,
                   last.n, last.hash, last.place, last.to_xid::text as to_xid,
                   pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
                   (select system_identifier::text from pg_control_system()) as system_id
              from (select ${tenantId}::text as tenant_id) me
              left join lateral (
                select * from ${seals} where tenant_id = ${tenantId} order by n desc limit 1) last on true`,
      )
      .execute()
    const { mine, n, hash, xmin, systemId, ...last } = standing!
    if (!mine) return { rest: 'waits' }
    // In another database than the last link's a new segment begins.
    const fromXid = last.place === place && last.toXid ? last.toXid : '0'
    if (BigInt(xmin) < BigInt(fromXid)) throw new IdsWentBack(ground)
    const inPlace = schema === 'core' ? sql`database_id = ${place}` : sql`true`
    const found = await tx
      .raw(selectSealed(ground, sql`${inPlace} and xid >= ${fromXid}::xid8`, mostEvents + 1))
      .execute()
    const { events, toXid, rest } = upTo(found, xmin)
    if (events.length === 0) return { rest }
    const span = { tenantId, n: (n ?? 0) + 1, place, systemId, fromXid, toXid, prev: hash ?? beginning }
    const seal = makeSeal(span, events, key)
    tx.atCommit(
      sql`insert into ${seals} (tenant_id, n, place, system_id, from_xid, to_xid, count, root, prev, hash, signature)
          values (${tenantId}, ${seal.n}, ${place}, ${systemId}, ${fromXid}, ${toXid}, ${seal.count}, ${seal.root},
                  ${seal.prev}, ${seal.hash}, ${seal.signature})`,
    )
    return { seal, rest }
  })
}

/** A transaction's events stand in one link: those of the one that did not fit wholly wait for the next. */
function upTo(found: SealedEvent[], xmin: string) {
  const ended = found.filter(({ xid }) => BigInt(xid) < BigInt(xmin))
  const waits = ended.length < found.length ? 'waits' : 'none'
  if (ended.length <= mostEvents) return { events: ended, toXid: xmin, rest: waits } as const
  const cut = ended.at(-1)!.xid
  const events = ended.filter(({ xid }) => xid !== cut)
  if (events.length === 0) throw new Error('one transaction has written more events than a link can hold')
  return { events, toXid: cut, rest: 'more' } as const
}
