import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runChild } from '../../test/child.ts'
import { type FleetDeployment, newTenant, startFleet } from '../../test/fleet-deployment.ts'
import { copyNotes, type NotesFolder } from '../../test/notes-folder.ts'
import type { MigrationProgress } from '../index.ts'

const silos = 200
let deployment: FleetDeployment
let notes: NotesFolder

beforeAll(async () => {
  notes = await copyNotes()
  deployment = await startFleet({ notes: notes.folder })
  await deployment.fleet.prepareSilos(silos)
}, 360_000)
afterAll(async () => {
  await deployment.close()
  await notes.close()
}, 360_000)

const addColumn = (name: string) => `alter table notes.notes add column ${name} text not null default ''`

async function siloNames(): Promise<string[]> {
  const databases = await deployment.fleet.databases()
  return databases.filter(({ kind }) => kind === 'silo').map(({ name }) => name)
}

function asOwner<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return deployment.onDatabase(database, async (client) => {
    await client.query('set role tenantry_owner')
    return work(client)
  })
}

async function hasColumn(database: string, column: string): Promise<boolean> {
  return asOwner(database, async (client) => {
    const { rows } = await client.query(
      `select from pg_attribute where attrelid = 'notes.notes'::regclass and attname = $1`,
      [column],
    )
    return rows.length === 1
  })
}

test('databases that are up to date are not even connected to', async () => {
  const [silo] = await siloNames()
  const connections = (allowed: boolean) =>
    deployment.onControl((client) =>
      client.query(`alter database ${pg.escapeIdentifier(silo!)} allow_connections ${allowed}`),
    )
  await connections(false)
  try {
    const report = await deployment.fleet.migrate()
    expect(report).toEqual({ applied: 0, databases: silos + 2, current: silos + 2, failed: [] })
  } finally {
    await connections(true)
  }
})

test('a dry run says what would run, where, and runs nothing', async () => {
  await notes.add('0002-add-subtitle.sql', addColumn('subtitle'))
  const plan = await deployment.fleet.plan()
  expect(plan.control).toEqual([])
  expect(plan.databases).toHaveLength(silos + 1)
  expect(plan.databases[0]).toEqual({
    server: 'main',
    database: deployment.names.pool,
    pending: ['notes 0002-add-subtitle'],
  })
  expect(await hasColumn(deployment.names.pool, 'subtitle')).toBe(false)
})

test('a database that fails is set aside with its reason, the rest goes on, and the next run tries it alone', async () => {
  const { fleet, onControl } = deployment
  const [, , poisoned] = await siloNames()
  await asOwner(poisoned!, (client) => client.query(addColumn('subtitle')))
  const seen: MigrationProgress[] = []
  const report = await fleet.migrate((progress) => seen.push(progress))
  const reason = 'notes 0002-add-subtitle: column "subtitle" of relation "notes" already exists'
  expect(report).toEqual({
    applied: silos,
    databases: silos + 2,
    current: 1,
    failed: [{ server: 'main', database: poisoned, reason }],
  })
  expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: silos + 1 }, (_, i) => i + 1))
  expect(seen.at(-1)).toMatchObject({ done: silos + 1, total: silos + 1 })
  expect(await hasColumn(deployment.names.pool, 'subtitle')).toBe(true)

  const status = (await fleet.databases()).filter(({ failure }) => failure !== null)
  expect(status).toMatchObject([{ name: poisoned, failure: reason, levels: { notes: 1 } }])
  const findings = await fleet.reconcile()
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'set_aside', object: poisoned }))

  await asOwner(poisoned!, (client) => client.query('alter table notes.notes drop column subtitle'))
  expect(await fleet.migrate()).toEqual({ applied: 1, databases: silos + 2, current: silos + 1, failed: [] })
  const { rows } = await onControl((client) =>
    client.query('select count(*)::int as behind from control.databases where failure is not null'),
  )
  expect(rows).toEqual([{ behind: 0 }])
})

test('a migration that is killed half way is resumed: what has run does not run again', async () => {
  const { given, fleet } = deployment
  await notes.add('0003-add-colour.sql', addColumn('colour'))
  const { signal } = await runChild(given, { migrate: true }, 'migrate: recorded#60')
  expect(signal).toBe('SIGKILL')
  const doneThen = (await fleet.databases()).filter(({ levels }) => levels.notes === 3).length
  expect(doneThen).toBeGreaterThanOrEqual(60)
  expect(doneThen).toBeLessThan(silos)
  const report = await fleet.migrate()
  expect(report.failed).toEqual([])
  expect(report.current).toBe(doneThen + 1)
  // Up to three of those that were being migrated had committed and were not recorded yet.
  expect(report.applied).toBeGreaterThanOrEqual(silos + 1 - doneThen - 3)
  expect(report.applied).toBeLessThanOrEqual(silos + 1 - doneThen)
  expect((await fleet.databases()).every(({ levels }) => levels.notes === 3)).toBe(true)
  for (const silo of (await siloNames()).slice(55, 70)) expect(await hasColumn(silo, 'colour')).toBe(true)
})

test('killed at any point, one database’s migration is neither lost nor run twice', async () => {
  const { given, fleet } = deployment
  await notes.add('0004-add-size.sql', addColumn('size'))
  for (const point of [
    'template: opened',
    'migration notes 4: ran',
    'migration notes 4: committed',
    'template: migrated',
    'migrate: closed',
    'migration notes 4: committed#2',
    'migrate: applied#3',
  ]) {
    expect((await runChild(given, { migrate: true }, point)).signal, point).toBe('SIGKILL')
  }
  expect((await fleet.migrate()).failed).toEqual([])
  expect((await fleet.databases()).every(({ levels }) => levels.notes === 4)).toBe(true)
  // The template was completed too: what is made from it now is of this release, and nobody can connect to it.
  const tenant = await fleet.provision(newTenant('after-kills', 'silo'))
  expect(await hasColumn(tenant.placement.database, 'size')).toBe(true)
})

test('the template is brought forward in place, and built anew only where its ledger is not of this release', async () => {
  const { fleet, names, onControl } = deployment
  const templateNow = () =>
    onControl(async (client) => {
      const { rows } = await client.query<{ oid: string; open: boolean }>(
        'select oid::text, datallowconn as open from pg_database where datname = $1',
        [names.template],
      )
      return rows[0]!
    })
  const before = await templateNow()
  expect(before.open).toBe(false)
  const silosBefore = new Set(await siloNames())
  await notes.add('0005-add-shade.sql', addColumn('shade'))
  // A copy that is asked for meanwhile waits, and is made of what the template has become.
  const [report, copies] = await onControl(async (holder) => {
    const template = `hashtextextended('tenantry template main', 0)`
    await holder.query(`select pg_advisory_lock(${template})`)
    const waiting = (count: number) => async () => {
      const { rows } = await holder.query(
        `select from pg_locks where locktype = 'advisory' and not granted
            and (classid::bigint << 32) + objid::bigint = ${template} and objsubid = 1`,
      )
      return rows.length >= count
    }
    const migrating = fleet.migrate()
    await vi.waitUntil(waiting(1), { timeout: 20_000 })
    const copying = fleet.prepareSilos(silosBefore.size + 1)
    await vi.waitUntil(waiting(2), { timeout: 20_000 })
    await holder.query(`select pg_advisory_unlock(${template})`)
    return Promise.all([migrating, copying])
  })
  expect(report.failed).toEqual([])
  const copied = new Set(await siloNames()).difference(silosBefore)
  expect(copied.size).toBe(copies)
  for (const each of copied) expect(await hasColumn(each, 'shade')).toBe(true)
  expect(await templateNow()).toEqual(before)

  // As after somebody had run another release's migrations in it by hand.
  await onControl((client) =>
    client.query(`alter database ${pg.escapeIdentifier(names.template)} allow_connections true`),
  )
  await asOwner(names.template, (client) =>
    client.query(`update fence.migrations set checksum = 'other' where module = 'notes' and number = 5`),
  )
  await onControl((client) =>
    client.query(`comment on database ${pg.escapeIdentifier(names.template)} is 'other'`),
  )
  expect((await fleet.migrate()).failed).toEqual([])
  const after = await templateNow()
  expect(after.oid).not.toBe(before.oid)
  expect(after.open).toBe(false)
})

test('a database that came back from a backup is found by its ledger, and brought up to date again', async () => {
  const { fleet } = deployment
  const [restored, gone] = await siloNames()
  await asOwner(restored!, async (client) => {
    await client.query('alter table notes.notes drop column shade')
    await client.query(`delete from fence.migrations where module = 'notes' and number = 5`)
  })
  expect(await fleet.migrate()).toMatchObject({ applied: 0, failed: [] })
  const connections = async (allowed: boolean) => {
    await deployment.onControl((client) =>
      client.query(`alter database ${pg.escapeIdentifier(gone!)} allow_connections ${allowed}`),
    )
  }
  await connections(false)
  // To look is not to correct.
  expect(await fleet.plan()).toEqual({ control: [], databases: [] })
  const planned = (await fleet.plan({ recheck: true })).databases
  expect(planned).toHaveLength(2)
  expect(planned).toContainEqual({
    server: 'main',
    database: restored,
    pending: [expect.stringContaining('notes 0005')],
  })
  expect(planned).toContainEqual(
    expect.objectContaining({
      database: gone,
      reason: expect.stringContaining('not currently accepting'),
    }),
  )
  const { corrected, failed } = await fleet.recheck()
  await connections(true)
  expect(corrected).toEqual([{ server: 'main', database: restored }])
  expect(failed).toMatchObject([
    { database: gone, reason: expect.stringContaining('not currently accepting') },
  ])
  const levels = async () => (await fleet.databases()).find(({ name }) => name === restored)!.levels
  expect(await levels()).toMatchObject({ notes: 4 })
  expect(await fleet.migrate()).toMatchObject({ applied: 1, failed: [] })
  expect(await hasColumn(restored!, 'shade')).toBe(true)
  expect((await fleet.recheck()).corrected).toEqual([])
})

test('a lock that is not to be had in time is asked for again, so that nothing queues behind for long', async () => {
  const { fleet, onControl } = deployment
  const [held] = await siloNames()
  await notes.add('0006-add-mood.sql', addColumn('mood'))
  const attempts = new Set<string>()
  const migrating = await asOwner(held!, async (holder) => {
    await holder.query('begin; lock table notes.notes in access exclusive mode')
    const running = fleet.migrate()
    await vi.waitUntil(
      () =>
        onControl(async (client) => {
          const { rows } = await client.query<{ began: string }>(
            `select xact_start::text as began from pg_stat_activity
              where datname = $1 and application_name = 'tenantry fleet' and wait_event_type = 'Lock'`,
            [held],
          )
          for (const { began } of rows) attempts.add(began)
          return attempts.size >= 2
        }),
      { timeout: 60_000, interval: 20 },
    )
    await holder.query('rollback')
    return running
  })
  expect(migrating.failed).toEqual([])
  expect(await hasColumn(held!, 'mood')).toBe(true)
})

test('two migrations at once run one after the other', async () => {
  await notes.add('0007-add-mark.sql', addColumn('mark'))
  const both = await Promise.all([deployment.fleet.migrate(), deployment.fleet.migrate()])
  expect(both.map(({ applied }) => applied).sort((a, b) => a - b)).toEqual([
    0,
    (await siloNames()).length + 1,
  ])
})

test('a migration that was changed after it ran is refused, and nothing is touched', async () => {
  const { fleet } = deployment
  await notes.add('0007-add-mark.sql', `${addColumn('mark')} -- changed`)
  await expect(fleet.migrate()).rejects.toMatchObject({ code: 'migration_changed' })
  await notes.add('0007-add-mark.sql', addColumn('mark'))
  expect(await fleet.migrate()).toMatchObject({ applied: 0, failed: [] })
})

test('an older release neither migrates nor provisions what a newer one has been at', async () => {
  const { fleet } = deployment
  await notes.remove('0007-add-mark.sql')
  await expect(fleet.migrate()).rejects.toMatchObject({ code: 'schema_unknown' })
  await expect(fleet.provision(newTenant('from-the-past', 'pool'))).rejects.toMatchObject({
    code: 'schema_unknown',
  })
  await expect(fleet.provision(newTenant('alone-from-the-past', 'silo'))).rejects.toMatchObject({
    code: 'schema_unknown',
  })
  await notes.add('0007-add-mark.sql', addColumn('mark'))
  await fleet.provision(newTenant('from-the-past', 'pool'))
})

test('a data step sees all tenants’ rows, and its failure quotes no value', async () => {
  const { fleet } = deployment
  await notes.add(
    '0008-number-titles.sql',
    `alter table notes.folders add column number integer;
-- as maintenance
update notes.folders set number = title::integer;
-- as owner
`,
  )
  const report = await fleet.migrate()
  expect(report.failed.length).toBeGreaterThan(0)
  for (const { reason } of report.failed) {
    expect(reason).toBe('notes 0008-number-titles: a row does not fit (SQLSTATE 22P02)')
  }
})
