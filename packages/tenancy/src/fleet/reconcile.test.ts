import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../../../../server/local/local-postgres.ts'
import { readLogins } from '../../../../server/local/logins.ts'
import { endOf, runChild, startChild } from '../../test/child.ts'
import { type FleetDeployment, newTenant, startFleet } from '../../test/fleet-deployment.ts'
import { copyNotes, type NotesFolder } from '../../test/notes-folder.ts'
import { withAdmin } from '../admin.ts'
import type { FindingKind, FleetFinding } from '../index.ts'
import { nameWhileNew } from './databases.ts'

/** A server of its own: what is looked for here is what its crashes leave. */
let folder: string
let server: LocalPostgres
let deployment: FleetDeployment
let notes: NotesFolder

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-shaky-'))
  await chmod(folder, 0o755)
  server = await startLocalPostgres({ dataFolder: folder, command: 'test', durable: false, report: () => {} })
  notes = await copyNotes()
  deployment = await startFleet({ notes: notes.folder }, server)
})
afterAll(async () => {
  await deployment.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
  await notes.close()
})

/** All findings but those on folders, which have a test of their own. */
async function findings(repair = false): Promise<FleetFinding[]> {
  const all = await deployment.fleet.reconcile({ repair })
  return all.filter(({ kind }) => kind !== 'folders_unseen')
}

/** One leftover is found, stays until it is repaired, and is gone then. */
async function expectRepaired(kind: FindingKind, object: string) {
  const expected = [expect.objectContaining({ kind, object, server: 'main' })]
  const first = await findings()
  expect(first).toEqual(expected)
  expect(first[0]!.repaired).toBeUndefined()
  expect(await findings()).toEqual(expected)
  const repaired = await findings(true)
  expect(repaired).toEqual(expected)
  expect(repaired[0]!.repaired).toBeTypeOf('string')
  expect(await findings()).toEqual([])
}

async function readySilo(): Promise<{ id: string; name: string }> {
  await deployment.fleet.prepareSilos(1)
  return (await deployment.fleet.databases()).find(({ state }) => state === 'ready')!
}

const onControl = (statement: string, values: unknown[] = []) =>
  deployment.onControl((client) => client.query(statement, values))
const asSuperuser = <T>(database: string, work: (client: pg.Client) => Promise<T>) => {
  const url = new URL(server.adminUrl)
  url.username = 'postgres'
  url.password = readLogins(join(folder, 'postgres'))!.superuserPassword
  return withAdmin(url.href, database, work)
}

test('a fleet that is as it should be has no findings', async () => {
  await deployment.fleet.provision(newTenant('whole', 'silo'))
  await deployment.fleet.prepareSilos(1)
  expect(await findings()).toEqual([])
})

test('a tenant whose making stopped is found and completed', async () => {
  const { given, fleet } = deployment
  await runChild(given, { provision: newTenant('stopped', 'silo') }, 'provision defaults: done')
  const [found] = await findings()
  expect(found!.sentence).toBe('was being made, and that has stopped in the step "defaults"')
  await expectRepaired('unfinished_operation', 'stopped')
  expect((await fleet.find('stopped'))?.status).toBe('active')
})

test('a tenant whose undoing stopped is found and undone to the end', async () => {
  const { given, fleet } = deployment
  await runChild(given, { provision: newTenant('undone', 'silo') }, 'provision active: begun')
  await runChild(given, { abandon: 'undone' }, 'database: dropped')
  await expectRepaired('unfinished_operation', 'undone')
  expect(await fleet.find('undone')).toBeUndefined()
})

test('a tenant that somebody is making just now is no finding', async () => {
  const { given } = deployment
  await runChild(given, { provision: newTenant('busy', 'pool') }, 'provision defaults: done')
  await deployment.onControl(async (worker) => {
    await worker.query(`select pg_advisory_lock(hashtextextended('tenantry tenant busy', 0))`)
    expect(await findings(true)).toEqual([])
  })
  await expectRepaired('unfinished_operation', 'busy')
})

test('what goes wrong while completing is said, and nothing else is done', async () => {
  const { fleet } = deployment
  const details = { email: 'refused@example.test' }
  await expect(fleet.provision(newTenant('stuck', 'pool', { details }))).rejects.toThrow()
  const [found] = await findings(true)
  expect(found).toMatchObject({ kind: 'unfinished_operation', object: 'stuck' })
  expect(found!.sentence).toContain('going on failed: that address is refused')
  expect(found!.repaired).toBeUndefined()
  await fleet.abandon('stuck')
})

test('a database whose client died while the server copied it is found and completed', async () => {
  const { given, fleet, names } = deployment
  const before = (await fleet.databases()).length
  const ready = (await fleet.databases()).filter(({ state }) => state === 'ready').length
  const child = startChild(given, { prepareSilos: ready + 1 })
  const ended = endOf(child)
  // Over one connection: opening one takes as long as the copy.
  await deployment.onControl(async (watcher) => {
    const copying = async () => {
      const { rows } = await watcher.query(
        `select from pg_stat_activity where query like 'create database%_new_%' and state = 'active' and datname = $1`,
        [names.control],
      )
      return rows.length > 0
    }
    await vi.waitUntil(copying, { timeout: 20_000, interval: 1 })
  })
  child.kill('SIGKILL')
  expect((await ended).signal).toBe('SIGKILL')
  const made = (await fleet.databases()).find(({ state }) => state === 'making')!
  await vi.waitUntil(async () => (await deployment.databases()).includes(made.name), { timeout: 20_000 })
  const [found] = await findings()
  expect(found!.sentence).toContain('its client died while it was copied')
  await expectRepaired('unfinished_database', made.name)
  expect((await fleet.databases()).length).toBe(before + 1)
})

test('a record whose database is gone is forgotten where it was nobody’s, and only reported where it has tenants', async () => {
  const { fleet } = deployment
  const ready = await readySilo()
  await onControl(`drop database ${ready.name}`)
  await expectRepaired('record_without_database', ready.name)

  const tenant = await fleet.provision(newTenant('lost', 'silo'))
  const { database } = tenant.placement
  await onControl(`drop database ${database}`)
  const lost = await findings(true)
  expect(lost).toMatchObject([{ kind: 'record_without_database', object: database }])
  expect(lost[0]!.repaired).toBeUndefined()
  expect(await findings()).toEqual(lost)
  // As a backup would bring it back, for the tests that follow.
  await onControl(`create database ${database} template ${deployment.names.template}`)
  expect(await findings()).toEqual([])
})

test('a silo made ahead that no record knows is dropped', async () => {
  const ready = await readySilo()
  await onControl('delete from control.databases where id = $1', [ready.id])
  await expectRepaired('database_without_record', ready.name)
  expect(await deployment.databases()).not.toContain(ready.name)
})

test('a database with a tenant’s name, or without our mark, is never dropped', async () => {
  const { names } = deployment
  const strangers = [names.silo(9_999), nameWhileNew(names, '0192f0c1-2345-7abc-8def-0123456789ab')]
  for (const name of strangers) await onControl(`create database ${name}`)
  const found = await findings(true)
  expect(found.map(({ kind, object, repaired }) => ({ kind, object, repaired }))).toEqual(
    strangers.toSorted().map((object) => ({ kind: 'database_without_record', object, repaired: undefined })),
  )
  expect(await deployment.databases()).toEqual(expect.arrayContaining(strangers))
  for (const name of strangers) await onControl(`drop database ${name}`)
})

test('a database that bears one record’s name and another’s mark is reported', async () => {
  const { database, databaseId } = (await deployment.fleet.find('whole'))!.placement
  await onControl(`comment on database ${database} is 'tenantry database ${crypto.randomUUID()}'`)
  expect(await findings(true)).toMatchObject([{ kind: 'foreign_database', object: database }])
  await onControl(`comment on database ${database} is 'tenantry database ${databaseId}'`)
  expect(await findings()).toEqual([])
})

test('a drop that was cut short is found, and ends', async () => {
  const { name, id } = await cutShort(async () => {
    const ready = await readySilo()
    return { ...ready, drop: `drop database ${ready.name}` }
  })
  const [found] = await findings()
  expect(found).toMatchObject({ kind: 'interrupted_drop', object: name })
  const repaired = await findings(true)
  expect(repaired.find(({ kind }) => kind === 'interrupted_drop')!.repaired).toBe('dropped')
  // What is left is the record of a silo made ahead, without a database.
  expect((await findings(true)).map(({ kind }) => kind)).toEqual(
    repaired.length > 1 ? [] : ['record_without_database'],
  )
  expect((await deployment.fleet.databases()).map((each) => each.id)).not.toContain(id)
  expect(await findings()).toEqual([])
})

test('an undoing whose drop was cut short by the server drops again', async () => {
  const { given, fleet } = deployment
  let round = 0
  const { slug } = await cutShort(async () => {
    const tenant = newTenant(`cut-${++round}`, 'silo')
    await runChild(given, { provision: tenant }, 'provision active: begun')
    const { placement, id } = (await fleet.find(tenant.slug))!
    const drop = `drop database ${placement.database}`
    return { slug: tenant.slug, name: placement.database, id, drop }
  })
  const [found] = await findings()
  expect(found!.kind).toBe('unfinished_operation')
  await fleet.abandon(slug)
  // A drop that was cut off before it had begun left a tenant that the reconciler completed.
  for (let other = 1; other < round; other++) {
    const rest = await fleet.find(`cut-${other}`)
    if (rest?.status === 'pending') await fleet.abandon(rest.slug)
  }
  expect(await findings()).toEqual([])
})

/** Drops databases, each with less time than it takes, until PostgreSQL leaves one with `datconnlimit = -2`. */
async function cutShort<Made extends { name: string; drop: string }>(
  make: () => Promise<Made>,
): Promise<Made> {
  const deadline = Date.now() + 40_000
  for (let milliseconds = 1; Date.now() < deadline; milliseconds = (milliseconds % 40) + 2) {
    const made = await make()
    await deployment.onControl(async (client) => {
      await client.query(`set statement_timeout = ${milliseconds}`)
      await client.query(made.drop).catch(() => {})
    })
    const { rows } = await onControl(
      'select datconnlimit as limit from pg_database where datname = $1 and datconnlimit = -2',
      [made.name],
    )
    if (rows.length === 1) return made
    await deployment.fleet.reconcile({ repair: true })
  }
  throw new Error('no drop was cut short')
}

test('a template that was being brought up to date is found and completed', async () => {
  const { given, fleet, names } = deployment
  await notes.add('0002-add-subtitle.sql', 'alter table notes.notes add column subtitle text')
  for (const point of ['template: opened', 'template: migrated']) {
    expect((await runChild(given, { migrate: true }, point)).signal).toBe('SIGKILL')
  }
  await expectRepaired('half_made_template', names.template)
  expect((await fleet.migrate()).failed).toEqual([])
  expect(await findings()).toEqual([])
})

test('a template that was being built anew is found and dropped', async () => {
  const { given, fleet, names } = deployment
  await onControl(`alter database ${names.template} is_template false`)
  await onControl(`drop database ${names.template}`)
  await runChild(given, { migrate: true }, 'template: built')
  await expectRepaired('half_made_template', names.templateBeside)
  expect((await fleet.migrate()).failed).toEqual([])
  expect(await findings()).toEqual([])
})

test('what a step of the product made for a tenant that nobody knows is found, and left alone', async () => {
  const { given, fleet, folders } = deployment
  await fleet.provision(newTenant('foldered', 'pool'))
  const id = randomUUID()
  await mkdir(join(given.files, id))
  const expected = [expect.objectContaining({ kind: 'step_without_record', object: `the files of ${id}` })]
  expect(await findings()).toEqual(expected)
  const [found] = await findings(true)
  expect(found!.repaired).toBeUndefined()
  expect(await folders()).toContain(id)
  await rm(join(given.files, id), { recursive: true })
  expect(await findings()).toEqual([])
})

test('folders are listed where the server lets the admin, and that they are unseen is said where not', async () => {
  const { fleet, names } = deployment
  const unseen = await fleet.reconcile()
  expect(unseen).toMatchObject([{ kind: 'folders_unseen', server: 'main' }])
  expect(unseen[0]!.sentence).toContain('grant execute on function pg_ls_dir(text)')
  await asSuperuser(names.control, async (client) => {
    await client.query('grant execute on function pg_ls_dir(text) to tenantry_admin')
    // The crash that follows would take back what this server, made for tests, has not written yet.
    await client.query('checkpoint')
  })
  expect(await fleet.reconcile()).toEqual([])

  const orphan = await crashWhileCopying()
  const found = await fleet.reconcile({ repair: true })
  expect(found).toMatchObject([{ kind: 'orphan_folder', object: `base/${orphan}` }])
  expect(found[0]!.repaired).toBeUndefined()
})

test('a database that is being made just now has a folder and no row, and is no orphan', async () => {
  const { fleet } = deployment
  const orphans = (await fleet.reconcile()).length
  const [made, ...looks] = await Promise.all([
    fleet.prepareSilos(3),
    ...Array.from({ length: 6 }, () => fleet.reconcile()),
  ])
  expect(made).toBeGreaterThan(0)
  for (const look of looks) expect(look.filter(({ kind }) => kind === 'orphan_folder')).toHaveLength(orphans)
})

/** Kills the server's process that makes a database as soon as its folder is there. Answers the folder left behind. */
async function crashWhileCopying(): Promise<string> {
  const base = join(folder, 'postgres', 'cluster', 'base')
  const oids = () => new Set(readdirSync(base).filter((name) => /^\d+$/.test(name)))
  const deadline = Date.now() + 40_000
  while (Date.now() < deadline) {
    const before = oids()
    await asSuperuser('postgres', async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      const copying = client.query(`create database doomed template ${deployment.names.template}`)
      let over = false
      const ended = copying
        .catch(() => {})
        .finally(() => {
          over = true
        })
      while (!over && oids().isSubsetOf(before)) await turn()
      process.kill(rows[0]!.pid, 'SIGKILL')
      await ended
    }).catch(() => {})
    const back = () => asSuperuser('postgres', (client) => client.query('drop database if exists doomed'))
    await vi.waitFor(back, { timeout: 20_000 })
    const [orphan] = oids().difference(before)
    if (orphan) return orphan
  }
  throw new Error('no crash left a folder')
}
