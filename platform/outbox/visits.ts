import type { Actor, AnyControlReader, AnyControlTx, Tenancy, Tenant } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { insertJobs } from './outbox.ts'
import type { OutboxTables } from './outbox.tables.ts'
import type { Visit } from './sources.ts'

/** A job that is due. */
export interface DueJob {
  id: string
  name: string
}

/** What is due somewhere, oldest first, and when there will be more. */
export interface Due<Job extends DueJob = DueJob> {
  jobs: Job[]
  nextAt: number | null
}

const relayActor: Actor = { kind: 'system', name: 'outbox relay' }
/** A database that does not answer must not hold up the others. */
const visitTimeoutMs = 5_000

/** The jobs of a tenant that are due. Only those of `names`: a process knows the jobs of its own release. */
export async function listDue(
  tenancy: Tenancy,
  tenant: Tenant,
  names: readonly string[],
  limit: number,
): Promise<Due> {
  const rows = await tenancy.tables<OutboxTables>().read(
    tenant,
    relayActor,
    (db) => {
      const waiting = sql`tenant_id = ${db.tenantId} and done_at is null and failed_at is null and name = any(${names})`
      return db
        .raw<DueJob & { nextAt: string | null }>(
          sql`(select id, name, null::timestamptz as next_at from core.outbox_jobs
                where ${waiting} and due_at <= now() order by due_at, id limit ${limit})
              union all
              select null, null, (select min(due_at) from core.outbox_jobs where ${waiting} and due_at > now())`,
        )
        .execute()
    },
    { timeoutMs: visitTimeoutMs },
  )
  return dueOf(rows)
}

function dueOf<Job extends DueJob>(rows: (Job & { nextAt: string | null })[]): Due<Job> {
  const nextAt = rows.at(-1)?.nextAt
  return { jobs: rows.slice(0, -1), nextAt: nextAt ? Date.parse(nextAt) : null }
}

/** The state of one tenant's outbox, for the record: what waits, and when somebody must look again. */
export async function summarize(tenancy: Tenancy, tenant: Tenant): Promise<Visit> {
  const [row] = await tenancy.tables<OutboxTables>().read(
    tenant,
    relayActor,
    (db) => {
      const own = sql`tenant_id = ${db.tenantId}`
      return db
        .raw<Omit<Visit, 'tenantId'>>(
          sql`select w.waiting, w.oldest_at,
                     (select count(*)::int from core.outbox_jobs where ${own} and failed_at is not null) as failed,
                     least(w.next_at, (select min(done_at) from core.outbox_jobs where ${own}) + ${keptFor},
                           (select min(created_at) from core.outbox_events where ${own}) + ${keptFor}) as next_at
                from (select count(*)::int as waiting, min(created_at) as oldest_at, min(due_at) as next_at
                        from core.outbox_jobs where ${own} and done_at is null and failed_at is null) w`,
        )
        .execute()
    },
    { timeoutMs: visitTimeoutMs },
  )
  return { tenantId: tenant.id, nextAt: null, waiting: 0, oldestAt: null, failed: 0, ...row }
}

/** How long what is done is kept, for looking things up and for events to be read again. */
const keptFor = sql`interval '72 hours'`

/** Deletes what was done long ago, a little at a time. */
export async function pruneOutbox(tenancy: Tenancy, tenant: Tenant): Promise<void> {
  await tenancy.tables<OutboxTables>().run(tenant, relayActor, async (tx) => {
    await tx
      .raw(
        sql`delete from core.outbox_jobs where tenant_id = ${tx.tenantId} and id in (
              select id from core.outbox_jobs where tenant_id = ${tx.tenantId} and done_at < now() - ${keptFor} limit 5000)`,
      )
      .execute()
    await tx
      .raw(
        sql`delete from core.outbox_events where tenant_id = ${tx.tenantId} and id in (
              select id from core.outbox_events
               where tenant_id = ${tx.tenantId} and created_at < now() - ${keptFor} limit 5000)`,
      )
      .execute()
  })
}

/** The same in the control database. */
export async function pruneControlOutbox(tx: AnyControlTx): Promise<void> {
  await tx
    .raw(
      sql`delete from control.outbox_jobs where id in (
            select id from control.outbox_jobs where done_at < now() - ${keptFor} limit 5000)`,
    )
    .execute()
  await tx
    .raw(
      sql`delete from control.outbox_events where id in (
            select id from control.outbox_events where created_at < now() - ${keptFor} limit 5000)`,
    )
    .execute()
}

/** A waiting job of the control database. */
export interface ControlDueJob extends DueJob {
  here: boolean
  tenantId: string | null
  payload: unknown
  dueAt: string
}

/** What is due in the control database's outbox. What is for a tenant that is not active now, or is in `except`, waits. */
export async function listControlDue(
  db: AnyControlReader,
  { names, limit, except }: { names: readonly string[]; limit: number; except: readonly string[] },
): Promise<Due<ControlDueJob>> {
  const waiting = sql`j.done_at is null and j.failed_at is null and j.name = any(${names})`
  const rows = await db
    .raw<ControlDueJob & { nextAt: string | null }>(
      sql`(select j.id, j.name, j.here, j.tenant_id, j.payload, j.due_at, null::timestamptz as next_at
             from control.outbox_jobs j left join control.tenants t on t.id = j.tenant_id
            where ${waiting} and j.due_at <= now()
              and (j.here or (t.status in ('active', 'closed') and t.id <> all(${except}::uuid[])))
            order by j.due_at, j.id limit ${limit})
          union all
          select null, null, null, null, null, null,
                 (select min(j.due_at) from control.outbox_jobs j where ${waiting} and j.due_at > now())`,
    )
    .execute()
  return dueOf(rows)
}

/**
 * Puts jobs that were asked for in the control database into their tenant's outbox, under the same ids: done twice, because
 * the mark was not written, it is done once.
 */
export async function handOver(
  tenancy: Tenancy,
  tenant: Tenant,
  jobs: readonly ControlDueJob[],
): Promise<void> {
  await tenancy
    .tables<OutboxTables>()
    .run(tenant, relayActor, (tx) => insertJobs(tx, jobs), { timeoutMs: visitTimeoutMs })
}

export async function markHandedOver(tx: AnyControlTx, ids: readonly string[]): Promise<void> {
  await tx
    .raw(sql`update control.outbox_jobs set done_at = now() where id = any(${ids}) and done_at is null`)
    .execute()
}
