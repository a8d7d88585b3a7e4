import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { type Proxy, startProxy } from '../test/proxy.ts'
import {
  newId,
  type Note,
  openTenancy,
  prepareNote,
  prepareQuery,
  type Tenancy,
  type TenantDb,
} from './index.ts'

const deployment = openDeployment()
let proxy: Proxy
let tenancy: Tenancy
let notes: TenantDb<NotesTables>

beforeAll(async () => {
  proxy = await startProxy(deployment.databaseUrl)
  tenancy = await openTenancy({
    databaseUrl: proxy.url,
    masterKey,
    globalTables: ['notes.colours'],
    maxConnections: 1,
  })
  notes = tenancy.tables<NotesTables>()
  // Opens the connection, so that the tests count queries alone.
  await notes.read(deployment.acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
})
beforeEach(() => proxy.reset())
afterAll(async () => {
  await tenancy.close()
  await proxy.close()
})

test('a read is one round trip a query, the first time and again', async () => {
  const { acme } = deployment
  for (let i = 0; i < 3; i++) {
    await notes.read(acme, someone, (db) => db.selectFrom('notes.folders').select('title').execute())
  }
  expect(proxy.roundTrips()).toBe(3)
})

test('a read with the note of it is one round trip', async () => {
  const { acme } = deployment
  const titles = prepareQuery<NotesTables, object>()(
    (db) => db.selectFrom('notes.folders').select(['id', 'title']),
    { shows: 'id' },
  )
  const note: Note = {
    signal: 'test',
    insert: prepareNote(
      (_, tenantId) =>
        sql`insert into notes.notes (tenant_id, id, body) select ${tenantId}, ${newId()}, count(*)::text from shown`,
    ),
    params: () => ({}),
    committed: () => {},
  }
  await notes.read(acme, someone, (db) => db.query(titles, {}), { note })
  expect(proxy.roundTrips()).toBe(1)
})

test('one statement is one round trip, committed', async () => {
  await notes.one(deployment.acme, someone, (tx) =>
    tx.insertInto('notes.notes').values({ id: newId(), body: 'one' }),
  )
  expect(proxy.roundTrips()).toBe(1)
})

test('a transaction of three queries is four round trips', async () => {
  await notes.run(deployment.acme, someone, async (tx) => {
    const id = newId()
    await tx.insertInto('notes.notes').values({ id, body: 'a' }).execute()
    await tx.updateTable('notes.notes').set({ body: 'b' }).where('id', '=', id).execute()
    await tx.selectFrom('notes.notes').select('body').where('id', '=', id).execute()
  })
  expect(proxy.roundTrips()).toBe(4)
})

test('what a transaction asks for together is one round trip, in order', async () => {
  const body = await notes.run(deployment.acme, someone, async (tx) => {
    const id = newId()
    const [, , rows] = await Promise.all([
      tx.insertInto('notes.notes').values({ id, body: 'a' }).execute(),
      tx.updateTable('notes.notes').set({ body: 'b' }).where('id', '=', id).execute(),
      tx.selectFrom('notes.notes').select('body').where('id', '=', id).execute(),
    ])
    return rows[0]?.body
  })
  expect(body).toBe('b')
  expect(proxy.roundTrips()).toBe(2)
})

test('a transaction without a query costs nothing', async () => {
  await notes.run(deployment.acme, someone, async () => {})
  expect(proxy.roundTrips()).toBe(0)
})

test('a control read is one round trip', async () => {
  await tenancy.control().read((db) => db.raw(sql`select 1`).execute())
  proxy.reset()
  await tenancy.control().read((db) => db.raw(sql`select 1`).execute())
  expect(proxy.roundTrips()).toBe(1)
})
