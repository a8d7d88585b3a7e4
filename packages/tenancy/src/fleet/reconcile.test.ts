import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runChild } from '../../test/child.ts'
import { newTenant } from '../../test/fleet-deployment.ts'
import type { FindingKind, FleetFinding } from '../index.ts'
import { nameWhileNew } from './databases.ts'
import { killWhileCopying } from '../../test/kill-while-copying.ts'
import { openShakyFleet } from '../../test/shaky-fleet.ts'

const shaky = openShakyFleet()

/** All findings but those on folders, which have a test of their own. */
async function findings(repair = false): Promise<FleetFinding[]> {
  const all = await shaky.deployment.fleet.reconcile({ repair })
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
  await shaky.deployment.fleet.prepareSilos(1)
  return (await shaky.deployment.fleet.databases()).find(({ state }) => state === 'ready')!
}

const onControl = (statement: string, values: unknown[] = []) =>
  shaky.deployment.onControl((client) => client.query(statement, values))

test('a fleet that is as it should be has no findings', async () => {
  await shaky.deployment.fleet.provision(newTenant('whole', 'silo'))
  await shaky.deployment.fleet.prepareSilos(1)
  expect(await findings()).toEqual([])
})

test('a tenant whose making stopped is found and completed', async () => {
  const { given, fleet } = shaky.deployment
  await runChild(given, { provision: newTenant('stopped', 'silo') }, 'provision defaults: done')
  const [found] = await findings()
  expect(found!.sentence).toBe('was being made, and that has stopped in the step "defaults"')
  await expectRepaired('unfinished_operation', 'stopped')
  expect((await fleet.find('stopped'))?.status).toBe('active')
})

test('a tenant whose undoing stopped is found and undone to the end', async () => {
  const { given, fleet } = shaky.deployment
  await runChild(given, { provision: newTenant('undone', 'silo') }, 'provision active: begun')
  await runChild(given, { abandon: 'undone' }, 'database: dropped')
  await expectRepaired('unfinished_operation', 'undone')
  expect(await fleet.find('undone')).toBeUndefined()
})

test('a tenant that somebody is making just now is no finding', async () => {
  const { given } = shaky.deployment
  await runChild(given, { provision: newTenant('busy', 'pool') }, 'provision defaults: done')
  await shaky.deployment.onControl(async (worker) => {
    await worker.query(`select pg_advisory_lock(hashtextextended('tenantry tenant busy', 0))`)
    expect(await findings(true)).toEqual([])
  })
  await expectRepaired('unfinished_operation', 'busy')
})

test('what goes wrong while completing is said, and nothing else is done', async () => {
  const { fleet } = shaky.deployment
  const details = { email: 'refused@example.test' }
  await expect(fleet.provision(newTenant('stuck', 'pool', { details }))).rejects.toThrow()
  const [found] = await findings(true)
  expect(found).toMatchObject({ kind: 'unfinished_operation', object: 'stuck' })
  expect(found!.sentence).toContain('going on failed: that address is refused')
  expect(found!.repaired).toBeUndefined()
  await fleet.abandon('stuck')
})

test('a database whose client died while the server copied it is found and completed', async () => {
  const { fleet } = shaky.deployment
  const before = (await fleet.databases()).length
  const ready = (await fleet.databases()).filter(({ state }) => state === 'ready').length
  await killWhileCopying(shaky.deployment, { prepareSilos: ready + 1 })
  const made = (await fleet.databases()).find(({ state }) => state === 'making')!
  await vi.waitUntil(async () => (await shaky.deployment.databases()).includes(made.name), {
    timeout: 20_000,
  })
  const [found] = await findings()
  expect(found!.sentence).toContain('its client died while it was copied')
  await expectRepaired('unfinished_database', made.name)
  expect((await fleet.databases()).length).toBe(before + 1)
})

test('a record whose database is gone is forgotten where it was nobody’s, and only reported where it has tenants', async () => {
  const { fleet } = shaky.deployment
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
  await onControl(`create database ${database} template ${shaky.deployment.names.template}`)
  expect(await findings()).toEqual([])
})

test('a silo made ahead that no record knows is dropped', async () => {
  const ready = await readySilo()
  await onControl('delete from control.databases where id = $1', [ready.id])
  await expectRepaired('database_without_record', ready.name)
  expect(await shaky.deployment.databases()).not.toContain(ready.name)
})

test('a database with a tenant’s name, or without our mark, is never dropped', async () => {
  const { names } = shaky.deployment
  const strangers = [names.silo(9_999), nameWhileNew(names, '0192f0c1-2345-7abc-8def-0123456789ab')]
  for (const name of strangers) await onControl(`create database ${name}`)
  const found = await findings(true)
  expect(found.map(({ kind, object, repaired }) => ({ kind, object, repaired }))).toEqual(
    strangers.toSorted().map((object) => ({ kind: 'database_without_record', object, repaired: undefined })),
  )
  expect(await shaky.deployment.databases()).toEqual(expect.arrayContaining(strangers))
  for (const name of strangers) await onControl(`drop database ${name}`)
})

test('a database that bears one record’s name and another’s mark is reported', async () => {
  const { database, databaseId } = (await shaky.deployment.fleet.find('whole'))!.placement
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
  expect((await shaky.deployment.fleet.databases()).map((each) => each.id)).not.toContain(id)
  expect(await findings()).toEqual([])
})

test('an undoing whose drop was cut short by the server drops again', async () => {
  const { given, fleet } = shaky.deployment
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
    await shaky.deployment.onControl(async (client) => {
      await client.query(`set statement_timeout = ${milliseconds}`)
      await client.query(made.drop).catch(() => {})
    })
    const { rows } = await onControl(
      'select datconnlimit as limit from pg_database where datname = $1 and datconnlimit = -2',
      [made.name],
    )
    if (rows.length === 1) return made
    await shaky.deployment.fleet.reconcile({ repair: true })
  }
  throw new Error('no drop was cut short')
}

test('a template that was being brought up to date is found and completed', async () => {
  const { given, fleet, names } = shaky.deployment
  await shaky.notes.add('0002-add-subtitle.sql', 'alter table notes.notes add column subtitle text')
  for (const point of ['template: opened', 'template: migrated']) {
    expect((await runChild(given, { migrate: true }, point)).signal).toBe('SIGKILL')
  }
  await expectRepaired('half_made_template', names.template)
  expect((await fleet.migrate()).failed).toEqual([])
  expect(await findings()).toEqual([])
})

test('a template that was being built anew is found and dropped', async () => {
  const { given, fleet, names } = shaky.deployment
  await onControl(`alter database ${names.template} is_template false`)
  await onControl(`drop database ${names.template}`)
  await runChild(given, { migrate: true }, 'template: built')
  await expectRepaired('half_made_template', names.templateBeside)
  expect((await fleet.migrate()).failed).toEqual([])
  expect(await findings()).toEqual([])
})

test('what a step of the product made for a tenant that nobody knows is found, and left alone', async () => {
  const { given, fleet, folders } = shaky.deployment
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
