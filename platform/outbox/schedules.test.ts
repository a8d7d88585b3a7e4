import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type OutboxDeployment, startOutboxDeployment, until } from '#test/outbox.ts'
import { connectTo, queryAsAdmin } from '#test/past-the-fence.ts'
import { nextDue } from './cron.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'
import { askForDue, dropSchedule, storeSchedule } from './schedules.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let workers: Worker[]
/** The clock of all workers. */
let time = new Date('2027-03-01T00:00:00Z')

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  workers = await Promise.all(
    [1, 2, 3].map(() => deployment.startWorker({ sweepMs: 500, lookMs: 20, now: () => time })),
  )
})
afterAll(async () => {
  for (const worker of workers ?? []) await worker.stop()
  await deployment?.close()
})

const control = () => deployment.tenancy.control<ControlOutboxTables>()
const set = (slug: 'acme' | 'globex', name: string, cron: string) =>
  control().run((tx) =>
    storeSchedule(
      tx,
      { tenantId: deployment.tenant(slug).id, name, cron, job: 'write-note', payload: { note: name } },
      time,
    ),
  )
const notesOf = async (slug: 'acme' | 'globex', name: string) =>
  (await deployment.notes(deployment.tenant(slug))).filter((note) => note === name).length
const askedFor = async (slug: 'acme' | 'globex', name: string) => {
  const rows = await control().read((db) =>
    db
      .selectFrom('control.outbox_jobs')
      .select('payload')
      .where('tenantId', '=', deployment.tenant(slug).id)
      .execute(),
  )
  return rows.filter(({ payload }) => (payload as { note: string }).note === name).length
}

const times = (cron: string, zone: string, from: string, count: number) => {
  const found: string[] = []
  for (let after = new Date(from); found.length < count; ) {
    after = nextDue(cron, zone, after)
    found.push(after.toISOString())
  }
  return found
}

test('a time is the one on the wall of the zone', () => {
  expect(times('30 8 * * *', 'Asia/Kolkata', '2027-03-01T03:00:00Z', 2)).toEqual([
    '2027-03-02T03:00:00.000Z',
    '2027-03-03T03:00:00.000Z',
  ])
  expect(times('0 9 * * 1', 'Europe/Berlin', '2027-03-01T00:00:00Z', 2)).toEqual([
    '2027-03-01T08:00:00.000Z',
    '2027-03-08T08:00:00.000Z',
  ])
})

test('a time that the clock leaves out is due when it has jumped, and one that comes twice is due once', () => {
  // In Berlin the 28th of March 2027 has no 02:30, and the 31st of October has two.
  expect(times('30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', 2)).toEqual([
    '2027-03-28T01:30:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ])
  expect(times('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00:00Z', 2)).toEqual([
    '2027-10-31T00:30:00.000Z',
    '2027-11-01T01:30:00.000Z',
  ])
})

test('what is no time, or never comes, is refused', () => {
  const after = new Date('2027-01-01T00:00:00Z')
  for (const cron of ['', '* * *', '99 * * * *', '0 0 31 2 *', '* * * * * task\n* * * * *']) {
    expect(() => nextDue(cron, 'UTC', after), cron).toThrow('invalid_input')
  }
  expect(nextDue('0 0 29 2 *', 'UTC', after).toISOString()).toBe('2028-02-29T00:00:00.000Z')
})

test('each due time has one job, with three workers, whatever the clock does', async () => {
  // Nine o’clock in Kolkata, where these clinics are.
  await set('acme', 'daily', '0 9 * * *')
  await set('globex', 'other', '0 9 1 1 *')
  time = new Date('2027-03-01T03:30:01Z')
  await until(
    () => notesOf('acme', 'daily'),
    (count) => count === 1,
  )
  // Back, and forth over the same time.
  time = new Date('2027-03-01T03:29:00Z')
  await Promise.all([1, 2, 3].map(() => askForDue(control(), time)))
  time = new Date('2027-03-01T03:30:02Z')
  await Promise.all([1, 2, 3].map(() => askForDue(control(), time)))
  expect(await askedFor('acme', 'daily')).toBe(1)
  // Three days at once, as after a night without power: made up for once.
  time = new Date('2027-03-04T09:30:00Z')
  await until(
    () => notesOf('acme', 'daily'),
    (count) => count === 2,
  )
  await Promise.all(Array.from({ length: 8 }, () => askForDue(control(), time)))
  expect(await askedFor('acme', 'daily')).toBe(2)
  expect(await notesOf('globex', 'other')).toBe(0)
})

test('what somebody is asking for just now, another passes by', async () => {
  const before = await askedFor('acme', 'daily')
  // By the clock of these two alone: the workers have not come to this day.
  const now = new Date('2027-03-05T09:30:00Z')
  const asked = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const slow: ReturnType<typeof control> = {
    ...control(),
    run: (work, options) =>
      control().run(async (tx) => {
        const done = await work(tx)
        asked.resolve()
        await goOn.promise
        return done
      }, options),
  }
  const first = askForDue(slow, now)
  await asked.promise
  let isThrough = false
  const second = askForDue(control(), now).finally(() => {
    isThrough = true
  })
  const admin = await connectTo(deployment.adminUrl)
  const isWaiting = async () =>
    (
      await admin.query(`select from pg_stat_activity
        where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0 limit 1`)
    ).rows.length > 0
  await vi.waitUntil(async () => isThrough || (await isWaiting()), { timeout: 20_000 })
  await admin.end()
  goOn.resolve()
  await Promise.all([first, second])
  expect(await askedFor('acme', 'daily')).toBe(before + 1)
})

test('a tenant that has moved to another zone is reckoned anew', async () => {
  const { id } = deployment.tenant('globex')
  await set('globex', 'zoned', '0 12 * * *')
  await queryAsAdmin(deployment, {}, `update control.tenants set time_zone = 'Asia/Tokyo' where id = $1`, [
    id,
  ])
  const next = async () => {
    const row = await control().read((db) =>
      db
        .selectFrom('control.schedules')
        .select(['nextAt', 'timeZone'])
        .where('tenantId', '=', id)
        .where('name', '=', 'zoned')
        .executeTakeFirst(),
    )
    return row && [row.timeZone, new Date(row.nextAt).toISOString()]
  }
  await until(next, (row) => row?.[0] === 'Asia/Tokyo')
  expect(await next()).toEqual(['Asia/Tokyo', '2027-03-05T03:00:00.000Z'])
  await control().run((tx) => dropSchedule(tx, id, 'zoned'))
  expect(await next()).toBeUndefined()
})
