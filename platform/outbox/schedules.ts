import { type ControlDb, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { nextDue } from './cron.ts'
import type { JobName, NewJob } from './jobs.ts'
import { insertControlJob } from './outbox.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'

type Tx = ControlTx<ControlOutboxTables>

/** What is to be done again and again for one tenant, by the clock of its zone. */
interface Schedule<Name extends string> {
  tenantId: string
  /** Of the tenant's schedules: naming it again changes it. */
  name: string
  /** `30 8 * * 1-6`: minute, hour, day of month, month, day of week. */
  cron: string
  job: Name
  payload: NewJob<Name>['payload']
}

/** Sets a schedule of a tenant, or changes it. Its next time is the first one after now. */
export async function setSchedule<Name extends JobName<'tenant'>>(
  tx: Tx,
  schedule: Schedule<Name>,
  now = new Date(),
): Promise<void> {
  await storeSchedule(tx, schedule, now)
}

/** The same, whatever the list of jobs says. */
export async function storeSchedule(
  tx: Tx,
  { tenantId, name, cron, job, payload }: Omit<Schedule<string>, 'payload'> & { payload: unknown },
  now: Date,
): Promise<void> {
  const tenant = await tx
    .selectFrom('control.tenants')
    .select('timeZone')
    .where('id', '=', tenantId)
    .executeTakeFirst()
  if (!tenant) throw new DomainError('not_found')
  const { timeZone } = tenant
  const rest = { cron, job, payload: JSON.stringify(payload), timeZone, nextAt: nextDue(cron, timeZone, now) }
  await tx
    .insertInto('control.schedules')
    .values({ tenantId, name, ...rest })
    .onConflict((conflict) => conflict.columns(['tenantId', 'name']).doUpdateSet(rest))
    .execute()
}

export async function dropSchedule(tx: Tx, tenantId: string, name: string): Promise<void> {
  await tx.deleteFrom('control.schedules').where('tenantId', '=', tenantId).where('name', '=', name).execute()
}

/** A job of the platform's own that is done by UTC. There is one list: `server/schedules.ts`. */
export interface PlatformSchedule {
  cron: string
  job: JobName<'control'>
}

/** Brings the platform's schedules to what this release says. */
export async function setPlatformSchedules(
  control: ControlDb<ControlOutboxTables>,
  schedules: Readonly<Record<string, PlatformSchedule>>,
  now: Date,
): Promise<void> {
  await control.run(async (tx) => {
    for (const [name, { cron, job }] of Object.entries(schedules)) {
      await tx
        .insertInto('control.platform_schedules')
        .values({ name, cron, job, nextAt: nextDue(cron, 'UTC', now) })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ cron, job, nextAt: nextDue(cron, 'UTC', now) })
            .where(sql<boolean>`(platform_schedules.cron, platform_schedules.job) <> (${cron}, ${job})`),
        )
        .execute()
    }
  })
}

const atOnce = 100

/**
 * Asks for the jobs that are due, each once: the due time is taken and the job asked for in one transaction, and whoever else
 * looks passes by the rows that are being taken. Times that were missed while nobody looked are made up for once. A tenant that
 * has moved to another zone is reckoned anew. Answers how many rows were looked at.
 */
export async function askForDue(control: ControlDb<ControlOutboxTables>, now: Date): Promise<number> {
  return control.run(async (tx) => (await askForTenants(tx, now)) + (await askForPlatform(tx, now)))
}

async function askForTenants(tx: Tx, now: Date): Promise<number> {
  const due = await tx
    .selectFrom('control.schedules as schedule')
    .innerJoin('control.tenants as tenant', 'tenant.id', 'schedule.tenantId')
    .select(['schedule.tenantId', 'schedule.name', 'cron', 'job', 'payload', 'nextAt', 'lastDueAt'])
    .select(['schedule.timeZone', 'tenant.timeZone as zoneNow', 'tenant.status'])
    .where(({ or, eb }) =>
      or([eb('nextAt', '<=', now.toISOString()), eb('schedule.timeZone', '<>', eb.ref('tenant.timeZone'))]),
    )
    .where('tenant.status', '<>', 'closed')
    .orderBy('nextAt')
    .limit(atOnce)
    .forUpdate('schedule')
    .skipLocked()
    .execute()
  for (const { tenantId, name, cron, job, payload, nextAt, zoneNow } of due) {
    const isDue = Date.parse(nextAt) <= now.getTime()
    await tx
      .updateTable('control.schedules')
      .set({
        nextAt: nextDue(cron, zoneNow, now),
        ...(isDue && { lastDueAt: nextAt }),
        timeZone: zoneNow,
      })
      .where('tenantId', '=', tenantId)
      .where('name', '=', name)
      .execute()
    if (isDue) await insertControlJob(tx, { id: newId(), name: job, payload, tenantId, here: false })
  }
  return due.length
}

async function askForPlatform(tx: Tx, now: Date): Promise<number> {
  const due = await tx
    .selectFrom('control.platform_schedules')
    .select(['name', 'cron', 'job', 'nextAt'])
    .where('nextAt', '<=', now.toISOString())
    .limit(atOnce)
    .forUpdate()
    .skipLocked()
    .execute()
  for (const { name, cron, job, nextAt } of due) {
    await tx
      .updateTable('control.platform_schedules')
      .set({ nextAt: nextDue(cron, 'UTC', now), lastDueAt: nextAt })
      .where('name', '=', name)
      .execute()
    await insertControlJob(tx, { id: newId(), name: job, payload: {}, tenantId: null, here: true })
  }
  return due.length
}
