import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { insertNote, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { newId, type Note, prepareNote, prepareQuery, type Tenant, type TenantDb } from './index.ts'

const deployment = openDeployment()
let notes: TenantDb<NotesTables>

beforeAll(async () => {
  notes = deployment.tenancy.tables<NotesTables>()
})

const byBody = prepareQuery<NotesTables, { body: string }>()(
  (db, param) =>
    db.selectFrom('notes.notes').select(['id', 'folderId', 'body']).where('body', '=', param('body')),
  { shows: 'id' },
)

/** Writes the ids that were shown into the title of a folder. */
const intoFolder = prepareNote<{ id: string; limit: number }>(
  (column, tenantId, value) => sql`insert into notes.folders (tenant_id, id, title)
    select ${tenantId}, ${value('id')}, string_agg(${sql.raw(column)}::text, ',')
      from (select * from shown limit ${value('limit')}) as seen`,
)

const noteParams: Note['params'] = (limit = 100) => ({ id: newId(), limit })

function noteInto(insert: Note['insert'] = intoFolder, params = noteParams) {
  const told: (readonly unknown[])[] = []
  return {
    told,
    note: { signal: 'test', insert, params, committed: (ids) => void told.push(ids) } satisfies Note,
  }
}

const titlesOf = async (tenant: Tenant) =>
  (await notes.read(tenant, someone, (db) => db.selectFrom('notes.folders').select('title').execute())).map(
    ({ title }) => title,
  )

test('what a query shows is written down by the statement that reads it, of its tenant alone', async () => {
  const { tenancy, acme, globex } = deployment
  const id = await insertNote(tenancy, acme, 'shown')
  await insertNote(tenancy, globex, 'shown')
  const before = await titlesOf(globex)
  const { note, told } = noteInto()
  const rows = await notes.read(acme, someone, (db) => db.query(byBody, { body: 'shown' }), { note })
  expect(rows).toEqual([{ id, folderId: null, body: 'shown' }])
  expect(told).toEqual([[id]])
  expect(await titlesOf(acme)).toContain(id)
  expect(await titlesOf(globex)).toEqual(before)
})

test('of rows written as JSON only those are shown that leave', async () => {
  const { tenancy, acme } = deployment
  const ids = [await insertNote(tenancy, acme, 'many'), await insertNote(tenancy, acme, 'many')]
  const { note, told } = noteInto()
  const page = await notes.read(
    acme,
    someone,
    (db) => db.json(byBody, { body: 'many' }, { limit: 1, kept: ['id'] }),
    { note },
  )
  expect(page.more).toBe(true)
  expect(ids).toContain(page.values('id')[0])
  expect(told).toEqual([page.values('id')])
  expect(await titlesOf(acme)).toContain(page.values('id')[0])
})

test('one call has one note, and whoever hears its signal is told once', async () => {
  const { tenancy, acme } = deployment
  await insertNote(tenancy, acme, 'twice')
  const { note, told } = noteInto()
  const heard: unknown[] = []
  const stop = tenancy.onSignal('test', { committed: (tenant) => void heard.push(tenant?.id) })
  await notes.read(
    acme,
    someone,
    async (db) => {
      await db.query(byBody, { body: 'twice' })
      await db.query(byBody, { body: 'twice' })
    },
    { note },
  )
  stop()
  expect(told).toHaveLength(1)
  expect(heard).toEqual([acme.id])
})

test('a query that is read with a note can write no more than without one', async () => {
  const { tenancy, acme } = deployment
  await insertNote(tenancy, acme, 'kept')
  const deleting = prepareQuery<NotesTables, object>()(
    (db) =>
      db
        .with('gone', (inner) => inner.deleteFrom('notes.notes').returning('id'))
        .selectFrom('gone')
        .select('id'),
    { shows: 'id' },
  )
  const { note, told } = noteInto()
  const read = notes.read(acme, someone, (db) => db.query(deleting, {}), { note })
  await expect(read).rejects.toMatchObject({ code: '25006' })
  expect(told).toEqual([])
  const kept = await notes.read(acme, someone, (db) => db.query(byBody, { body: 'kept' }))
  expect(kept).toHaveLength(1)
})

test('what cannot be noted is read all the same, and nobody is told that it was written down', async () => {
  const { tenancy, acme } = deployment
  const id = await insertNote(tenancy, acme, 'unwritten')
  const unwritable = noteInto(
    prepareNote(
      (_, tenantId) => sql`insert into notes.folders (tenant_id, id) select ${tenantId}::uuid, null::uuid`,
    ),
  )
  const unwilling = noteInto(intoFolder, () => undefined)
  for (const { note, told } of [unwritable, unwilling]) {
    const read = (body: string) =>
      notes.read(acme, someone, (db) => db.query(byBody, { body }), { note: { ...note } })
    expect(await read('unwritten')).toMatchObject([{ id }])
    expect(told).toEqual([])
  }
})

test('a note is of the tenant that is read', async () => {
  const { acme, globex } = deployment
  const before = await titlesOf(globex)
  const read = (note: Note) => notes.read(acme, someone, (db) => db.query(byBody, { body: 'any' }), { note })
  const unscoped = noteInto(
    prepareNote(() => sql`insert into notes.folders (tenant_id, id) select ${globex.id}, ${newId()}`),
  )
  await expect(read(unscoped.note)).rejects.toMatchObject({ code: 'unscoped_query' })
  // Past that look the fence refuses it, and the query is asked alone.
  const hidden = noteInto(
    prepareNote(
      (_, tenantId) => sql`insert into notes.folders (tenant_id, id, title)
        select ${globex.id}, ${newId()}, 'of another' where ${tenantId}::text is not null`,
    ),
  )
  await read(hidden.note)
  expect(hidden.told).toEqual([])
  expect(await titlesOf(globex)).toEqual(before)
})

test('the tenant of a note is nobody’s to say', async () => {
  const { tenancy, acme, globex } = deployment
  const id = await insertNote(tenancy, acme, 'own')
  const before = await titlesOf(globex)
  const params: Note['params'] = (limit = 100) => ({ id: newId(), limit, tenantId: globex.id, '': globex.id })
  const { note, told } = noteInto(intoFolder, params)
  await notes.read(acme, someone, (db) => db.query(byBody, { body: 'own' }), { note })
  expect(told).toEqual([[id]])
  expect(await titlesOf(acme)).toContain(id)
  expect(await titlesOf(globex)).toEqual(before)
})
