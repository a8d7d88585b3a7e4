import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { insertNote, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { newId, prepareQuery, type Tenant } from './index.ts'

const deployment = openDeployment()

interface Given {
  text: string
  number: number
  big: number
  time: string
  yes: boolean
  some: string | null
}

/** One value of each type that has a form in JSON, as the server sends them. */
const values = prepareQuery<NotesTables, Given>()((db, param) =>
  db
    .selectFrom('notes.notes')
    .select([
      'id',
      sql<string>`${param('text')}::text`.as('textItself'),
      sql<number>`${param('number')}::int4`.as('number'),
      sql<number>`${param('big')}::int8`.as('big'),
      sql<string>`${param('time')}::timestamptz`.as('time'),
      sql<string>`(${param('time')}::timestamptz)::date`.as('day'),
      sql<boolean>`${param('yes')}::bool`.as('yes'),
      sql<string | null>`${param('some')}::varchar`.as('some'),
      sql<string>`1.50::numeric`.as('exact'),
      sql<unknown>`jsonb_build_object('a', ${param('text')}::text, 'b', array[1, 2])`.as('json'),
    ])
    .orderBy('id'),
)

const given = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', '').toWellFormed()),
  number: fc.integer(),
  big: fc.maxSafeInteger(),
  time: fc
    .record({
      date: fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }),
      micros: fc.integer({ min: 0, max: 999_999 }),
    })
    .map(({ date, micros }) => `${date.toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`),
  yes: fc.boolean(),
  some: fc.option(fc.constantFrom('', '"', '\\', '\u0001\n', 'ö€😀')),
})

test('what is written as JSON is what the query gives, whatever the values', async () => {
  const { tenancy, acme } = deployment
  await insertNote(tenancy, acme, 'one')
  await insertNote(tenancy, acme, 'two')
  const notes = tenancy.tables<NotesTables>()
  await fc.assert(
    fc.asyncProperty(given, async (params) => {
      const rows = await notes.read(acme, someone, (db) => db.query(values, params))
      const json = await notes.read(acme, someone, (db) => db.json(values, params, { limit: 5 }))
      expect(JSON.parse(`[${json.json}]`)).toEqual(rows)
    }),
    { numRuns: 150 },
  )
})

const page = prepareQuery<NotesTables, object>()((db) =>
  db.selectFrom('notes.notes').select(['id', 'body', 'folderId']).orderBy('body'),
)
const pageOf = (tenant: Tenant, limit: number) =>
  deployment.tenancy
    .tables<NotesTables>()
    .read(tenant, someone, (db) =>
      db.json(page, {}, { limit, hidden: ['folderId'], kept: ['id'], cursor: ['body', 'folderId'] }),
    )

test('a page ends at its limit and knows its last row and whether there is more', async () => {
  const { tenancy, globex } = deployment
  const ids: string[] = []
  for (const body of ['a', 'b', 'c']) ids.push(await insertNote(tenancy, globex, body))
  const two = await pageOf(globex, 2)
  expect(JSON.parse(`[${two.json}]`)).toEqual([
    { id: ids[0], body: 'a' },
    { id: ids[1], body: 'b' },
  ])
  expect(two).toMatchObject({ count: 2, more: true, last: { body: 'b', folderId: null } })
  expect(two.values('id')).toEqual(ids.slice(0, 2))
  expect(two.names).toEqual(['id', 'body'])
  expect(() => two.values('body')).toThrow('was not kept')
  expect(await pageOf(globex, 3)).toMatchObject({ count: 3, more: false })
  expect((await pageOf(globex, 9)).json).not.toContain('folderId')
})

test('it is fenced like every other query', async () => {
  const { tenancy, solo, globex } = deployment
  await insertNote(tenancy, globex, 'of globex')
  expect(await pageOf(solo, 9)).toMatchObject({ count: 0, more: false })
})

test('rows longer than the room that was made are written whole', async () => {
  const { tenancy, solo } = deployment
  const body = '\u0001"ö'.repeat(20_000)
  await insertNote(tenancy, solo, body)
  const rows = await pageOf(solo, 9)
  expect(JSON.parse(`[${rows.json}]`)).toMatchObject([{ body }])
})

test('a time is the same the first time, as text, and again, in binary', async () => {
  const { tenancy, acme } = deployment
  const id = await insertNote(tenancy, acme, 'timed')
  const notes = tenancy.tables<NotesTables>()
  const times = [
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999Z'],
    ['2000-02-29T07:08:09.0105Z', '2000-02-29T07:08:09.010Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999Z'],
  ] as const
  for (const [given, told] of times) {
    const timed = prepareQuery<NotesTables, { id: string }>()((db, param) =>
      db
        .selectFrom('notes.notes')
        .select([sql<string>`${sql.lit(given)}::timestamptz`.as('time'), 'body'])
        .where('id', '=', param('id')),
    )
    for (let turn = 0; turn < 3; turn++) {
      const found = await notes.read(acme, someone, async (db) => [
        await db.query(timed, { id }),
        JSON.parse(`[${(await db.json(timed, { id }, { limit: 1 })).json}]`),
      ])
      expect(found).toEqual(Array(2).fill([{ time: told, body: 'timed' }]))
    }
  }
})

const far = prepareQuery<NotesTables, { id: string }>()((db, param) =>
  db
    .selectFrom('notes.notes')
    .select(sql<string>`'infinity'::timestamptz`.as('time'))
    .where('id', '=', param('id')),
)

test('a row that cannot be understood fails its call, not the process and not the connection', async () => {
  const { tenancy, acme } = deployment
  const id = await insertNote(tenancy, acme, 'for ever')
  const notes = tenancy.tables<NotesTables>()
  const unreadable = { code: 'unreadable_row' }
  await expect(notes.read(acme, someone, (db) => db.query(far, { id }))).rejects.toMatchObject(unreadable)
  // Once as text and once in binary.
  for (let turn = 0; turn < 2; turn++) {
    const json = notes.read(acme, someone, (db) => db.json(far, { id }, { limit: 1 }))
    await expect(json).rejects.toMatchObject(unreadable)
  }
  const inside = notes.run(acme, someone, async (tx) => {
    await tx.insertInto('notes.notes').values({ id: newId(), body: 'undone' }).execute()
    await tx.query(far, { id })
  })
  await expect(inside).rejects.toMatchObject(unreadable)
  const left = await notes.read(acme, someone, (db) =>
    db.selectFrom('notes.notes').select('body').where('body', '=', 'undone').execute(),
  )
  expect(left).toEqual([])
})

const counted = prepareQuery<NotesTables, object>()((db) =>
  db.selectFrom('notes.notes').select(sql<number>`1.5::float8`.as('part')),
)

test('a type without one form in JSON is refused', async () => {
  const { tenancy, acme } = deployment
  const asked = tenancy.tables<NotesTables>().read(acme, someone, (db) => db.json(counted, {}, { limit: 1 }))
  await expect(asked).rejects.toMatchObject({ code: 'unreadable_row' })
})
