import type { Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** How it stands with the jobs of the whole fleet, as the relay saw it last: a second old where something happens. */
interface OutboxHealth {
  /** Asked for, and neither done nor given up; those of a later time are among them. */
  waiting: number
  /** Seconds since the oldest of these was asked for; null where nothing waits. */
  oldestSeconds: number | null
  /** Jobs that are due for more than a minute: the relay or the workers are behind, or not there. */
  late: number
  /** Given up, waiting for an operator. */
  failed: number
}

/** One query in the control database, for the console, the metrics and `/readyz`. */
export async function readOutboxHealth(tenancy: Tenancy): Promise<OutboxHealth> {
  const [health] = await tenancy.control().read((db) =>
    db
      .raw<OutboxHealth>(
        // Of a suspended tenant nothing is late, but what was given up is still an operator's to look at.
        sql`with place as (
              select case when t.status = 'active' then waiting end as waiting,
                     case when t.status = 'active' then oldest_at end as oldest_at,
                     failed,
                     case when t.status = 'active' then next_at end as next_at
                from control.outbox_sources s
                join control.tenants t on t.id = s.tenant_id and t.status in ('active', 'suspended')
              union all
              select count(*) filter (where done_at is null and failed_at is null)::int,
                     min(created_at) filter (where done_at is null and failed_at is null),
                     count(*) filter (where failed_at is not null)::int,
                     min(due_at) filter (where done_at is null and failed_at is null)
                from control.outbox_jobs where done_at is null
            )
            select coalesce(sum(waiting), 0)::int as waiting, coalesce(sum(failed), 0)::int as failed,
                   extract(epoch from now() - min(oldest_at))::float8 as oldest_seconds,
                   coalesce(sum(waiting) filter (where next_at < now() - interval '1 minute'), 0)::int as late
              from place`,
      )
      .execute(),
  )
  return health ?? { waiting: 0, oldestSeconds: null, late: 0, failed: 0 }
}
