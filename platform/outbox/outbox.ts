import { type AnyControlTx, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import type { EventKind } from './events.ts'
import type { JobName, NewJob } from './jobs.ts'

/** A transaction of any app's, without its tables. */
export type { AnyControlTx, AnyTenantTx } from '@tenantry/tenancy'

/** Signals of `tenancy.onSignal`: a committed transaction has asked for jobs, or has posted events. */
export const jobsSignal = 'outbox jobs'
export const eventsSignal = 'outbox events'

/**
 * Asks for work that is done after this transaction has committed, and only then. It starts within milliseconds, is tried
 * again when it fails, and survives every process. Returns the job's id.
 *
 * ```ts
 * await enqueue(tx, { name: 'remind-patient', payload: { appointmentId } })
 * ```
 */
export function enqueue<Name extends JobName<'tenant'>>(tx: AnyTenantTx, job: NewJob<Name>): Promise<string>
/** In the control database: for one of its own jobs. */
export function enqueue<Name extends JobName<'control'>>(
  tx: AnyControlTx,
  job: NewJob<Name> & { tenantId?: string },
): Promise<string>
/** In the control database: for work on a tenant's rows, which that tenant's outbox takes over. */
export function enqueue<Name extends JobName<'tenant'>>(
  tx: AnyControlTx,
  job: NewJob<Name> & { handOverTo: string },
): Promise<string>
export async function enqueue(tx: AnyTenantTx | AnyControlTx, job: JobAsked): Promise<string> {
  const { name, payload, dueAt, id = newId(), tenantId, handOverTo } = job
  const row: JobRow = { id, name, payload, ...(dueAt && { dueAt }) }
  if ('tenantId' in tx) await insertJobs(tx, [row])
  else await insertControlJob(tx, { ...row, tenantId: handOverTo ?? tenantId ?? null, here: !handOverTo })
  return id
}

/** Any job, whatever the list says of it. */
interface JobAsked extends Pick<NewJob<string>, 'name' | 'dueAt' | 'id'> {
  payload: unknown
  tenantId?: string
  handOverTo?: string
}

/** Many of one kind at once. Their ids are in the order of the payloads. */
export async function enqueueAll<Name extends JobName<'tenant'>>(
  tx: AnyTenantTx,
  name: Name,
  payloads: readonly NewJob<Name>['payload'][],
): Promise<string[]> {
  const rows = payloads.map((payload) => ({ id: newId(), name, payload }))
  for (let at = 0; at < rows.length; at += 500) await insertJobs(tx, rows.slice(at, at + 500))
  return rows.map(({ id }) => id)
}

/** What happened, as a hint: whoever may see the entity reads it again. */
interface NewEvent {
  kind: EventKind
  entityId: string
  /** Of entities that people edit. */
  version?: number
}

/** Says that something happened, to whoever watches this tenant. Told only if the transaction commits. */
export function post(tx: AnyTenantTx, event: NewEvent): Promise<void>
/** In the control database: about a tenant's members, roles or plan, or about the fleet itself. */
export function post(tx: AnyControlTx, event: NewEvent & { tenantId: string | null }): Promise<void>
export async function post(tx: AnyTenantTx | AnyControlTx, event: NewEvent & { tenantId?: string | null }) {
  const { kind, entityId, version = null } = event
  await tx.signal(eventsSignal)
  // Nothing reads it before the commit, so it takes no round trip of its own.
  if ('tenantId' in tx) {
    tx.atCommit(
      sql`insert into core.outbox_events (tenant_id, id, kind, entity_id, entity_version)
          values (${tx.tenantId}, ${newId()}, ${kind}, ${entityId}, ${version})`,
    )
    return
  }
  tx.atCommit(
    sql`insert into control.outbox_events (id, tenant_id, kind, entity_id, entity_version)
        values (${newId()}, ${event.tenantId ?? null}, ${kind}, ${entityId}, ${version})`,
  )
}

/** The same of many at once, in one statement. */
export async function postAll(tx: AnyTenantTx, kind: EventKind, entityIds: readonly string[]): Promise<void> {
  if (entityIds.length === 0) return
  await tx.signal(eventsSignal)
  const rows = entityIds.map((entityId) => ({ id: newId(), entity_id: entityId }))
  tx.atCommit(
    sql`insert into core.outbox_events (tenant_id, id, kind, entity_id)
        select ${tx.tenantId}::uuid, event.id, ${kind}, event.entity_id
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as event(id uuid, entity_id uuid)`,
  )
}

/** A job as it is stored. Not typed by the list: what hands jobs over has no say in what they are. */
export interface JobRow {
  id: string
  name: string
  payload: unknown
  dueAt?: Date | string
}

/** Stores jobs of one tenant; an id that is there already stays as it is. At most 500 at once. */
export async function insertJobs(tx: AnyTenantTx, rows: readonly JobRow[]): Promise<void> {
  if (rows.length === 0) return
  await takeNote(tx)
  const values = rows.map(
    ({ id, name, payload, dueAt }) =>
      sql`(${tx.tenantId}, ${id}, ${name}, ${JSON.stringify(payload)}, ${timeOrNow(dueAt)})`,
  )
  await tx
    .raw(
      sql`insert into core.outbox_jobs (tenant_id, id, name, payload, due_at) values ${sql.join(values)}
          on conflict (tenant_id, id) do nothing`,
    )
    .execute()
}

/** Stores a job of the control database; an id that is there already stays as it is. */
export async function insertControlJob(
  tx: AnyControlTx,
  { id, name, payload, dueAt, tenantId, here }: JobRow & { tenantId: string | null; here: boolean },
): Promise<void> {
  await takeNote(tx)
  await tx
    .raw(
      sql`insert into control.outbox_jobs (id, tenant_id, here, name, payload, due_at)
          values (${id}, ${tenantId}, ${here}, ${name}, ${JSON.stringify(payload)}, ${timeOrNow(dueAt)})
          on conflict (id) do nothing`,
    )
    .execute()
}

/** A job that nobody is told of would lie there for good: better not to ask for it. */
async function takeNote(tx: AnyTenantTx | AnyControlTx): Promise<void> {
  if (await tx.signal(jobsSignal)) return
  throw new Error('This process does not announce its jobs: call announceJobs(tenancy) when it starts')
}

function timeOrNow(time: Date | string | undefined): RawBuilder<unknown> {
  if (time === undefined) return sql`now()`
  return sql`${typeof time === 'string' ? time : time.toISOString()}`
}
