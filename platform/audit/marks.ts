import type { ControlDb, Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { auditSignal } from './events.ts'

/** How soon it is on record that a tenant has new events. */
const tellMs = 1_000

export interface Marks {
  /** Puts on record now what would be in a second. */
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * Puts on record, a second later and together, which tenants have written events, so that whoever seals looks at those
 * alone. Every process that writes has one. A mark that dies with its process is made up for when a sealer starts.
 */
export function markTouched(tenancy: Tenancy, onError: (error: unknown) => void): Marks {
  const control = tenancy.control<unknown>()
  const touched = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  /** While the database is away nothing is forgotten: without its mark nobody would seal what is new of a tenant. */
  const putBack = (ids: readonly string[], error: unknown) => {
    onError(error)
    if (closed) return
    for (const id of ids) touched.add(id)
    timer ??= setTimeout(write, tellMs)
  }
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    const ids = [...touched]
    touched.clear()
    if (ids.length === 0) return
    writing = writing
      .then(() => control.run((tx) => tx.raw(upsertMarks(ids)).execute()))
      .then(
        () => {},
        (error) => putBack(ids, error),
      )
  }
  const stopListening = tenancy.onSignal(auditSignal, {
    committed: (tenant) => {
      if (!tenant) return
      touched.add(tenant.id)
      timer ??= setTimeout(write, tellMs)
    },
  })
  const flush = async () => {
    write()
    await writing
  }
  return {
    flush,
    close: async () => {
      stopListening()
      closed = true
      await flush()
    },
  }
}

const upsertMarks = (ids: readonly string[]) =>
  sql`insert into control.audit_marks (tenant_id, touched_at)
      select id, clock_timestamp() from control.tenants where id = any(${[...ids]}::uuid[])
      on conflict (tenant_id) do update set touched_at = excluded.touched_at`

/** The tenants with events since they were last sealed; `all` of them that ever had some, where nothing is known yet. */
export async function listTouched(control: ControlDb<unknown>, all: boolean): Promise<string[]> {
  const rows = await control.read((db) =>
    db
      .raw<{ tenantId: string }>(
        sql`select tenant_id from control.audit_marks where ${all} or sealed_at is null or sealed_at < touched_at`,
      )
      .execute(),
  )
  return rows.map(({ tenantId }) => tenantId)
}

/** The control database's time: what is marked after it was not yet seen. */
export async function timeOf(control: ControlDb<unknown>): Promise<string> {
  const [row] = await control.read((db) =>
    db.raw<{ now: string }>(sql`select clock_timestamp()::text as now`).execute(),
  )
  return row!.now
}

export async function markSealed(control: ControlDb<unknown>, tenantId: string, at: string): Promise<void> {
  await control.run((tx) =>
    tx
      .raw(sql`update control.audit_marks set sealed_at = ${at}::timestamptz where tenant_id = ${tenantId}`)
      .execute(),
  )
}
