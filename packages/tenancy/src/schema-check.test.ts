import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { copyNotes, type NotesFolder } from '../test/notes-folder.ts'
import { type FleetDeployment, newTenant, startFleet } from '../test/fleet-deployment.ts'
import { fleetUnderTest, masterKey, modulesWith } from '../test/fleet-under-test.ts'
import { openTenancy, type Tenancy } from './index.ts'

let deployment: FleetDeployment
/** The migrations of the release that serves, and of the one that is rolled out. */
let current: NotesFolder
let next: NotesFolder
const open: Tenancy[] = []

beforeAll(async () => {
  current = await copyNotes()
  next = await copyNotes()
  deployment = await startFleet({ notes: current.folder })
  await deployment.fleet.provision(newTenant('shared', 'pool'))
  await deployment.fleet.provision(newTenant('alone', 'silo'))
})
afterEach(async () => {
  for (const tenancy of open.splice(0)) await tenancy.close()
})
afterAll(async () => {
  await deployment.close()
  await current.close()
  await next.close()
})

async function serve(release: NotesFolder): Promise<Tenancy> {
  const { databaseUrl } = deployment
  const tenancy = await openTenancy({ databaseUrl, masterKey, modules: modulesWith(release.folder) })
  open.push(tenancy)
  return tenancy
}

function titlesOf(tenancy: Tenancy, slug: string): Promise<{ title: string }[]> {
  const tenant = tenancy.directory.bySlug(slug)!
  return tenancy
    .tables<{ 'notes.folders': { title: string } }>()
    .read(tenant, { kind: 'system', name: 'test' }, (db) =>
      db.selectFrom('notes.folders').select('title').execute(),
    )
}

const inbox = [{ title: 'Inbox' }]
const migrateTo = (release: NotesFolder) =>
  fleetUnderTest({ ...deployment.given, notes: release.folder }).migrate()

/** Until the process has heard of it. */
const refused = (tenancy: Tenancy, slug: string, reason: string) =>
  vi.waitFor(
    () => expect(titlesOf(tenancy, slug)).rejects.toMatchObject({ code: 'schema_unknown', message: reason }),
    { timeout: 20_000 },
  )

test('a process serves the schema that it was made for', async () => {
  const tenancy = await serve(current)
  expect(await titlesOf(tenancy, 'shared')).toEqual(inbox)
  expect(await titlesOf(tenancy, 'alone')).toEqual(inbox)
})

test('what only adds is served by the release before it, while the new one waits for it', async () => {
  await next.add('0002-add-subtitle.sql', `-- expand\nalter table notes.notes add column subtitle text`)
  const [before, after] = [await serve(current), await serve(next)]
  const older = 'its database is older than this release: notes has reached 1, 2 is needed'
  await refused(after, 'shared', older)
  await refused(after, 'alone', older)
  await migrateTo(next)
  await vi.waitFor(async () => expect(await titlesOf(after, 'alone')).toEqual(inbox), { timeout: 20_000 })
  expect(await titlesOf(after, 'shared')).toEqual(inbox)
  expect(await titlesOf(before, 'shared')).toEqual(inbox)
  expect(await titlesOf(before, 'alone')).toEqual(inbox)
})

test('anything else keeps the release before it out, for reading and writing and for operators', async () => {
  await next.add('0003-drop-subtitle.sql', 'alter table notes.notes drop column subtitle')
  const [before, after] = [await serve(current), await serve(next)]
  await migrateTo(next)
  const newer = 'its database is newer than this release: notes has reached 3, 1 is known here'
  await refused(before, 'shared', newer)
  await refused(before, 'alone', newer)
  const tenant = before.directory.bySlug('shared')!
  const write = before.tables<object>().run(tenant, { kind: 'system', name: 'test' }, async () => {
    throw new Error('the work was begun')
  })
  await expect(write).rejects.toMatchObject({ code: 'schema_unknown' })
  const operator = { kind: 'system', name: 'support' } as const
  const entered = before.asOperator('ticket 12', operator, tenant, async () => {
    throw new Error('the work was begun')
  })
  await expect(entered).rejects.toMatchObject({ code: 'schema_unknown' })
  await vi.waitFor(async () => expect(await titlesOf(after, 'shared')).toEqual(inbox), { timeout: 20_000 })
})

test('a database that was set aside is refused, and the others are served', async () => {
  const { onDatabase } = deployment
  const tenancy = await serve(next)
  const { database } = tenancy.directory.bySlug('alone')!.placement
  const asOwner = (statement: string) =>
    onDatabase(database, async (client) => {
      await client.query('set role tenantry_owner')
      await client.query(statement)
    })
  await asOwner('alter table notes.notes add column colour text')
  await next.add('0004-add-colour.sql', 'alter table notes.notes add column colour text')
  const { failed } = await migrateTo(next)
  expect(failed).toHaveLength(1)
  const after = await serve(next)
  expect(await titlesOf(after, 'shared')).toEqual(inbox)
  await refused(after, 'alone', 'its database is older than this release: notes has reached 3, 4 is needed')
  await asOwner('alter table notes.notes drop column colour')
  await migrateTo(next)
  await vi.waitFor(async () => expect(await titlesOf(after, 'alone')).toEqual(inbox), { timeout: 20_000 })
})

test('a control database of another release is not served at all', async () => {
  const { databaseUrl } = deployment
  const modules = modulesWith(next.folder)
  const withoutPeople = openTenancy({ databaseUrl, masterKey, modules: { ...modules, control: [] } })
  await expect(withoutPeople).rejects.toMatchObject({ code: 'schema_unknown' })
  const withMore = openTenancy({
    databaseUrl,
    masterKey,
    modules: { ...modules, control: [...modules.control, { module: 'more', folder: next.folder }] },
  })
  await expect(withMore).rejects.toMatchObject({ code: 'schema_unknown' })
})
