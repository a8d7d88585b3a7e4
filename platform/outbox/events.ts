import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** The kinds of events that may be posted. Each area adds its own: `interface EventKinds { 'patient.changed': true }`. */
export interface EventKinds {
  'mail.changed': true
}

export type EventKind = keyof EventKinds & `${string}.${string}`

/** An event as it is read: a hint at what to read again, never what it holds. */
export interface OutboxEvent {
  id: string
  kind: EventKind
  entityId: string
  version: number | null
  at: string
}

/** A place in a tenant's events. Opaque; compare and keep it as it is. */
export type EventCursor = string

/**
 * The tenant's events after `cursor`, oldest first, and where to go on. Only what lies below every transaction still
 * running is answered: one that began earlier and commits later would otherwise be passed by and never be seen. So a long
 * writing transaction on the server delays events; it never loses one.
 */
export async function listEvents(
  db: AnyTenantReader,
  cursor: EventCursor,
  limit = 500,
): Promise<{ events: OutboxEvent[]; cursor: EventCursor }> {
  const [xid, id] = partsOf(cursor)
  const rows = await db
    .raw<{
      xid: string
      id: string
      kind: EventKind
      entityId: string
      entityVersion: number | null
      createdAt: string
    }>(
      sql`select xid, id, kind, entity_id, entity_version, created_at from core.outbox_events
           where tenant_id = ${db.tenantId} and (xid, id) > (${xid}::xid8, ${id}::uuid)
             and xid < pg_snapshot_xmin(pg_current_snapshot())
           order by xid, id limit ${limit}`,
    )
    .execute()
  const last = rows.at(-1)
  return {
    events: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      entityId: row.entityId,
      version: row.entityVersion,
      at: row.createdAt,
    })),
    cursor: last ? `${last.xid}.${last.id}` : cursor,
  }
}

/** The place after everything that has happened so far: where a new watcher begins. */
export async function currentCursor(db: AnyTenantReader): Promise<EventCursor> {
  const [row] = await db
    .raw<{ xmin: string }>(
      sql`select pg_snapshot_xmin(pg_current_snapshot()) as xmin from (select ${db.tenantId}::uuid as tenant_id) tenant`,
    )
    .execute()
  return `${row?.xmin ?? '0'}.${lowestId}`
}

const lowestId = '00000000-0000-0000-0000-000000000000'

function partsOf(cursor: EventCursor): [xid: string, id: string] {
  const [, xid, id] = /^(\d{1,19})\.([0-9a-f-]{36})$/.exec(cursor) ?? []
  return xid && id ? [xid, id] : ['0', lowestId]
}
