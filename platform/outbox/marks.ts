import type { AnyControlReader, AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { AnyControlTx, AnyTenantTx } from './outbox.ts'

/** A job that was taken, as its row says. */
export interface TakenJob {
  id: string
  payload: unknown
  /** Tries before this one. */
  attempts: number
}

const waiting = sql`done_at is null and failed_at is null`

/**
 * Marks jobs done and answers them; not those that are done already or are not this tenant's. The first statement of the
 * transaction that does the work: whoever runs the same job waits at the row and then finds nothing to do.
 */
export function takeJobs(
  tx: AnyTenantTx | AnyControlTx,
  ids: readonly string[],
  name: string,
): Promise<TakenJob[]> {
  return (
    'tenantId' in tx
      ? tx.raw<TakenJob>(
          sql`update core.outbox_jobs set done_at = now(), reason = null
               where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[]) and name = ${name} and ${waiting}
               returning id, payload, attempts`,
        )
      : tx.raw<TakenJob>(
          sql`update control.outbox_jobs set done_at = now(), reason = null
               where id = any(${ids}::uuid[]) and name = ${name} and here and ${waiting}
               returning id, payload, attempts`,
        )
  ).execute()
}

/** Answers a job without marking it, for work that is marked when it is over. */
export async function findJob(
  db: AnyTenantReader | AnyControlReader,
  id: string,
  name: string,
): Promise<TakenJob | undefined> {
  const [found] = await ('tenantId' in db
    ? db.raw<TakenJob>(
        sql`select id, payload, attempts from core.outbox_jobs
             where tenant_id = ${db.tenantId} and id = ${id} and name = ${name} and ${waiting}`,
      )
    : db.raw<TakenJob>(
        sql`select id, payload, attempts from control.outbox_jobs
             where id = ${id} and name = ${name} and here and ${waiting}`,
      )
  ).execute()
  return found
}

/** What became of a try that failed: due again at a later time, or given up. */
interface Failure {
  reason: string
  retryInSeconds: number | null
}

export async function markFailed(
  tx: AnyTenantTx | AnyControlTx,
  id: string,
  { reason, retryInSeconds }: Failure,
): Promise<void> {
  const change = sql`attempts = attempts + 1, reason = ${reason.slice(0, 500)},
    due_at = case when ${retryInSeconds}::float8 is null then due_at
                  else now() + make_interval(secs => ${retryInSeconds}::float8) end,
    failed_at = case when ${retryInSeconds}::float8 is null then now() end`
  await ('tenantId' in tx
    ? tx.raw(
        sql`update core.outbox_jobs set ${change} where tenant_id = ${tx.tenantId} and id = ${id} and ${waiting}`,
      )
    : tx.raw(sql`update control.outbox_jobs set ${change} where id = ${id} and here and ${waiting}`)
  ).execute()
}

/** Gives up a job whose workers died with it, so that it kills no more of them. */
export async function markGivenUp(tx: AnyTenantTx | AnyControlTx, id: string, reason: string): Promise<void> {
  await markFailed(tx, id, { reason, retryInSeconds: null })
}
