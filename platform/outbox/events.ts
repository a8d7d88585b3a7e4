import type { AnyControlReader, AnyTenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'

/** The kinds of events that may be posted: filled by the one list of them, `server/events.ts`. */
export interface EventKinds {}

export type EventKind = keyof EventKinds & `${string}.${string}`

/** An event as it is read: a hint at what to read again, never what it holds. */
export interface OutboxEvent {
  id: string
  kind: EventKind
  entityId: string
  version: number | null
  /** Where to go on after it. */
  cursor: EventCursor
}

/** A place in the events of one tenant in one database. Opaque; keep it as it is, and compare with `isBefore`. */
export type EventCursor = string

/** What has happened since, and whether there is more that may not be told yet. */
interface News {
  events: OutboxEvent[]
  cursor: EventCursor
  /** Something has happened, and a transaction that began before it is still running: ask again soon. */
  held: boolean
}

/**
 * The events of the reader's tenant after `cursor`, oldest first. Only what lies below every transaction still running is
 * answered: one that began earlier and commits later would otherwise be passed by and never be seen. So a long writing
 * transaction on the server delays events; it never loses one.
 */
export async function listEvents(db: AnyTenantReader, cursor: EventCursor, limit = 500): Promise<News> {
  const rows = await db
    .raw<EventRow>(eventsAfter(sql`core.outbox_events`, db.tenantId, cursor, limit))
    .execute()
  return newsOf(rows, cursor)
}

/** The same for what the control database tells of a tenant: its members, roles and plan. */
export async function listControlEvents(
  db: AnyControlReader,
  tenantId: string,
  cursor: EventCursor,
  limit = 500,
): Promise<News> {
  const rows = await db
    .raw<EventRow>(eventsAfter(sql`control.outbox_events`, tenantId, cursor, limit))
    .execute()
  return newsOf(rows, cursor)
}

/** Where a new watcher begins: a few seconds back, so that nothing is missed between what he has read and his first look. */
export async function recentCursor(db: AnyTenantReader, seconds: number): Promise<EventCursor> {
  return cursorOf(await db.raw(lastBefore(sql`core.outbox_events`, db.tenantId, seconds)).execute())
}

export async function recentControlCursor(
  db: AnyControlReader,
  tenantId: string,
  seconds: number,
): Promise<EventCursor> {
  return cursorOf(await db.raw(lastBefore(sql`control.outbox_events`, tenantId, seconds)).execute())
}

export function isBefore(one: EventCursor, other: EventCursor): boolean {
  const [[xid, id], [otherXid, otherId]] = [partsOf(one), partsOf(other)]
  return xid === otherXid ? id < otherId : BigInt(xid) < BigInt(otherXid)
}

interface Point {
  xid: string
  id: string
}

interface EventRow extends Point {
  kind: EventKind
  entityId: string
  entityVersion: number | null
  settled: boolean
}

function eventsAfter(table: RawBuilder<unknown>, tenantId: string, cursor: EventCursor, limit: number) {
  const [xid, id] = partsOf(cursor)
  return sql<EventRow>`select xid, id, kind, entity_id, entity_version, xid < pg_snapshot_xmin(pg_current_snapshot()) as settled
               from ${table} where tenant_id = ${tenantId} and (xid, id) > (${xid}::xid8, ${id}::uuid)
              order by xid, id limit ${limit}`
}

function lastBefore(table: RawBuilder<unknown>, tenantId: string, seconds: number) {
  return sql<Point>`select xid, id from ${table}
              where tenant_id = ${tenantId} and created_at < now() - make_interval(secs => ${seconds})
              order by xid desc, id desc limit 1`
}

function newsOf(rows: EventRow[], cursor: EventCursor): News {
  const firstHeld = rows.findIndex(({ settled }) => !settled)
  const settled = firstHeld < 0 ? rows : rows.slice(0, firstHeld)
  const events = settled.map((row) => ({
    id: row.id,
    kind: row.kind,
    entityId: row.entityId,
    version: row.entityVersion,
    cursor: cursorOf([row]),
  }))
  return { events, cursor: events.at(-1)?.cursor ?? cursor, held: firstHeld >= 0 }
}

const lowestId = '00000000-0000-0000-0000-000000000000'

function cursorOf([point]: readonly Point[]): EventCursor {
  return point ? `${point.xid}.${point.id}` : `0.${lowestId}`
}

function partsOf(cursor: EventCursor): [xid: string, id: string] {
  const [, xid, id] = /^(\d{1,19})\.([0-9a-f-]{36})$/.exec(cursor) ?? []
  return xid && id ? [xid, id] : ['0', lowestId]
}
