import type { ControlDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { ControlOutboxTables } from './outbox.tables.ts'

type Control = ControlDb<ControlOutboxTables>

/**
 * How long one mark covers the commits of the process that made it. The relay believes in it for longer: a transaction may
 * still take `longestTransaction` after the mark has run out for new ones.
 */
const markSeconds = 60
const longestTransactionSeconds = 120

/** Makes sure that a tenant is on record as one that may have jobs, before the first of a minute is committed. */
export function makeMarker(control: Control) {
  const markedUntil = new Map<string, number>()
  const underWay = new Map<string, Promise<void>>()

  const write = async (tenantId: string) => {
    const until = performance.now() + markSeconds * 1000
    await control.run((tx) =>
      tx
        .raw(
          sql`insert into control.outbox_sources (tenant_id, touched_at) values (${tenantId}, now())
              on conflict (tenant_id) do update set touched_at = excluded.touched_at`,
        )
        .execute(),
    )
    markedUntil.set(tenantId, until)
  }

  return async (tenantId: string): Promise<void> => {
    if ((markedUntil.get(tenantId) ?? 0) > performance.now()) return
    const writing = underWay.get(tenantId) ?? write(tenantId).finally(() => underWay.delete(tenantId))
    underWay.set(tenantId, writing)
    await writing
  }
}

/** The tenants whose outboxes may hold something due, or to be looked at again. */
export async function listSources(control: Control): Promise<string[]> {
  const rows = await control.read((db) =>
    db
      .raw<{ tenantId: string }>(
        sql`select tenant_id from control.outbox_sources
             where next_at <= now() or (touched_at > now() - ${seconds(markSeconds + longestTransactionSeconds)}
               and coalesce(visited_at, '-infinity') < touched_at + ${seconds(markSeconds + longestTransactionSeconds)})`,
      )
      .execute(),
  )
  return rows.map(({ tenantId }) => tenantId)
}

/** What the relay found in one tenant's outbox. */
export interface Visit {
  tenantId: string
  /** When something there becomes due; null: nothing waits. */
  nextAt: string | null
  waiting: number
  oldestAt: string | null
  failed: number
}

export async function recordVisits(control: Control, visits: readonly Visit[]): Promise<void> {
  if (visits.length === 0) return
  await control.run((tx) =>
    tx
      .raw(
        sql`update control.outbox_sources s
               set visited_at = now(), next_at = v.next_at, waiting = v.waiting, oldest_at = v.oldest_at, failed = v.failed
              from jsonb_to_recordset(${JSON.stringify(visits.map(columnsOf))}::jsonb)
                as v(tenant_id uuid, next_at timestamptz, waiting integer, oldest_at timestamptz, failed integer)
             where s.tenant_id = v.tenant_id`,
      )
      .execute(),
  )
}

function columnsOf({ tenantId, nextAt, waiting, oldestAt, failed }: Visit) {
  return { tenant_id: tenantId, next_at: nextAt, waiting, oldest_at: oldestAt, failed }
}

const seconds = (count: number) => sql`make_interval(secs => ${count})`
