import { sql } from 'kysely'
import type { AnyControlTx, AnyTenantTx } from './outbox.ts'

/** A job that was taken, as its row says. */
export interface TakenJob {
  payload: unknown
  /** Tries before this one. */
  attempts: number
}

const waiting = sql`done_at is null and failed_at is null`

/**
 * Marks a job done and answers it, or nothing where it is done or is not this tenant's. The first statement of the
 * transaction that does the work: whoever runs the same job waits at the row and then finds nothing to do.
 */
export async function takeJob(
  tx: AnyTenantTx | AnyControlTx,
  id: string,
  name: string,
): Promise<TakenJob | undefined> {
  const [taken] = await ('tenantId' in tx
    ? tx.raw<TakenJob>(
        sql`update core.outbox_jobs set done_at = now(), reason = null
             where tenant_id = ${tx.tenantId} and id = ${id} and name = ${name} and ${waiting}
             returning payload, attempts`,
      )
    : tx.raw<TakenJob>(
        sql`update control.outbox_jobs set done_at = now(), reason = null
             where id = ${id} and name = ${name} and here and ${waiting} returning payload, attempts`,
      )
  ).execute()
  return taken
}

/** Answers a job without marking it, for work that is marked when it is over. */
export async function findJob(
  tx: AnyTenantTx | AnyControlTx,
  id: string,
  name: string,
): Promise<TakenJob | undefined> {
  const [found] = await ('tenantId' in tx
    ? tx.raw<TakenJob>(
        sql`select payload, attempts from core.outbox_jobs
             where tenant_id = ${tx.tenantId} and id = ${id} and name = ${name} and ${waiting}`,
      )
    : tx.raw<TakenJob>(
        sql`select payload, attempts from control.outbox_jobs
             where id = ${id} and name = ${name} and here and ${waiting}`,
      )
  ).execute()
  return found
}

/** What became of a try that failed: due again at a later time, or given up. */
export interface Failure {
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
