import type { ControlReader, Fleet, Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { SubscriptionTables } from './registration.tables.ts'

export const trialDays = 30

/** What its people read when a trial is over. */
export const trialOver = 'The trial is over. Choose a plan to go on; until then everything can be read.'

/** How many days of a trial are left, today included as 0; null where a tenant is in none. */
export async function findTrialDaysLeft(
  db: ControlReader<SubscriptionTables>,
  { id, timeZone }: { id: string; timeZone: string },
): Promise<number | null> {
  const found = await db
    .selectFrom('control.subscriptions')
    .select(sql<number>`trial_ends_on - (now() at time zone ${timeZone})::date`.as('daysLeft'))
    .where('tenantId', '=', id)
    .where('status', '=', 'trialing')
    .executeTakeFirst()
  return found?.daysLeft ?? null
}

/**
 * Suspends the tenants whose trial has ended: read-only, with the reason. For the process that holds the admin login; done
 * again, it changes nothing more. A tenant that is suspended for another reason keeps that.
 */
export async function endTrials(tenancy: Tenancy, fleet: Pick<Fleet, 'suspend'>): Promise<string[]> {
  const over = await tenancy.control<SubscriptionTables>().read((db) =>
    db
      .raw<{ slug: string }>(
        sql`select tenant.slug from control.subscriptions subscription
              join control.tenants tenant on tenant.id = subscription.tenant_id
             where subscription.status = 'trialing' and tenant.status = 'active'
               and subscription.trial_ends_on < (now() at time zone tenant.time_zone)::date
             order by tenant.slug`,
      )
      .execute(),
  )
  for (const { slug } of over) await fleet.suspend(slug, trialOver)
  return over.map(({ slug }) => slug)
}

interface TrialKeeperOptions {
  tenancy: Tenancy
  fleet: Pick<Fleet, 'suspend'>
  onError(error: unknown): void
  /** Default a quarter of an hour: a trial ends with its day, wherever the tenant is. */
  everyMs?: number
}

/** Ends trials when their day is over, at the start and then now and again. */
export function keepTrials({ tenancy, fleet, onError, everyMs = 900_000 }: TrialKeeperOptions) {
  let working: Promise<unknown> = Promise.resolve()
  const look = () => {
    working = working.then(() => endTrials(tenancy, fleet)).catch(onError)
  }
  look()
  const timer = setInterval(look, everyMs)
  return {
    close: async () => {
      clearInterval(timer)
      await working
    },
  }
}
