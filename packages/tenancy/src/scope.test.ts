import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import type { NotesTables } from '../test/deployment.ts'
import { builderOver } from './executor.ts'
import type { TenantReader, TenantTx } from './handles.ts'
import { makeScope } from './scope.ts'

const tenantId = '00000000-0000-7000-8000-00000000000a'
const db = builderOver<NotesTables>(
  () => Promise.reject(new Error('nothing is sent here')),
  makeScope(new Set(['notes.colours']))(tenantId),
)

/** Every query that can be built on tenant tables must carry the tenant at least once for each table it names. */
const cases: [string, { compile(): { sql: string; parameters: readonly unknown[] } }, number][] = [
  ['a select', db.selectFrom('notes.notes').select('body'), 1],
  ['a select of everything', db.selectFrom('notes.notes').selectAll(), 1],
  ['an alias', db.selectFrom('notes.notes as n').select('n.body'), 1],
  ['two tables', db.selectFrom(['notes.notes as n', 'notes.folders as f']).select('n.body'), 2],
  [
    'an inner join',
    db.selectFrom('notes.notes as n').innerJoin('notes.folders as f', 'f.id', 'n.folderId').select('f.title'),
    2,
  ],
  [
    'a left join',
    db.selectFrom('notes.notes as n').leftJoin('notes.folders as f', 'f.id', 'n.folderId').select('f.title'),
    2,
  ],
  ['a cross join', db.selectFrom('notes.notes as n').crossJoin('notes.folders as f').select('f.title'), 2],
  [
    'a sub-select in where',
    db
      .selectFrom('notes.folders as f')
      .select('f.title')
      .where(({ exists, selectFrom }) =>
        exists(selectFrom('notes.notes as n').select('n.id').whereRef('n.folderId', '=', 'f.id')),
      ),
    2,
  ],
  [
    'a sub-select in from',
    db.selectFrom((eb) => eb.selectFrom('notes.notes').select('body').as('inner')).select('inner.body'),
    1,
  ],
  [
    'a union',
    db.selectFrom('notes.notes').select('id').union(db.selectFrom('notes.folders').select('id')),
    2,
  ],
  [
    'a with',
    db
      .with('recent', (qb) => qb.selectFrom('notes.notes').select('body'))
      .selectFrom('recent')
      .selectAll(),
    1,
  ],
  ['an update', db.updateTable('notes.notes').set({ body: 'x' }).where('id', '=', 'y'), 1],
  [
    'an update from another table',
    db
      .updateTable('notes.notes as n')
      .from('notes.folders as f')
      .set({ body: 'x' })
      .whereRef('f.id', '=', 'n.folderId'),
    2,
  ],
  ['a delete', db.deleteFrom('notes.notes').where('id', '=', 'y'), 1],
  [
    'a delete using another table',
    db.deleteFrom('notes.notes').using('notes.folders').where('notes.notes.id', '=', 'y'),
    2,
  ],
  ['an insert', db.insertInto('notes.folders').values({ id: 'i', title: 't' }), 1],
  [
    'an insert of several rows',
    db.insertInto('notes.folders').values([
      { id: 'i', title: 't' },
      { id: 'j', title: 'u' },
    ]),
    2,
  ],
  [
    'an insert inside a with',
    db
      .with('made', (qb) => qb.insertInto('notes.folders').values({ id: 'i', title: 't' }).returning('id'))
      .selectFrom('made')
      .select('id'),
    1,
  ],
]

test.each(cases)('%s names the tenant for each of its tables', (_name, query, times) => {
  const { sql: text, parameters } = query.compile()
  expect(parameters.filter((each) => each === tenantId).length).toBeGreaterThanOrEqual(times)
  expect(text).toContain('tenant_id')
})

test('a condition with or cannot get around the predicate', () => {
  const { sql: text } = db
    .selectFrom('notes.notes')
    .select('id')
    .where((eb) => eb.or([eb('body', '=', 'a'), eb('body', '=', 'b')]))
    .compile()
  expect(text).toMatch(/"tenant_id" = \$\d and \("body" = \$\d or "body" = \$\d\)/)
})

test('the outer side of a left join keeps its rows: the predicate stands in the condition', () => {
  const { sql: text } = db
    .selectFrom('notes.folders as f')
    .leftJoin('notes.notes as n', 'n.folderId', 'f.id')
    .select('f.title')
    .compile()
  expect(text).toMatch(
    /left join .* on "n"\."folder_id" = "f"\."id" and "n"\."tenant_id" = \$\d where "f"\."tenant_id"/,
  )
})

test('a tenant given in the values is overwritten', () => {
  const foreign = '00000000-0000-7000-8000-00000000000b'
  const row = { id: 'i', title: 't', tenantId: foreign } as { id: string; title: string }
  const { parameters } = db.insertInto('notes.folders').values(row).compile()
  expect(parameters).toEqual([tenantId, 'i', 't'])
})

test('a row cannot be given to another tenant', () => {
  const change = { tenantId: 'x' } as unknown as { body: string }
  expect(() => db.updateTable('notes.notes').set(change).compile()).toThrow('cannot change its tenant')
  const inSql = { tenant_id: 'x' } as unknown as { body: string }
  expect(() => db.updateTable('notes.notes').set(inSql).compile()).toThrow('cannot change its tenant')
})

test('an insert from a query, a merge and a table without its schema are refused', () => {
  const copy = db
    .insertInto('notes.folders')
    .columns(['id', 'title'])
    .expression(db.selectFrom('notes.folders').select(['id', 'title']))
  expect(() => copy.compile()).toThrow('insert values')
  const bare = db as unknown as Kysely<{ notes: { id: string } }>
  expect(() => bare.selectFrom('notes').select('id').compile()).toThrow('without its schema')
})

test('a global table is left alone', () => {
  const { sql: text, parameters } = db.selectFrom('notes.colours').selectAll().compile()
  expect(text).not.toContain('tenant_id')
  expect(parameters).toEqual([])
})

test('the scope cannot be taken off', () => {
  const { parameters } = db.withoutPlugins().selectFrom('notes.notes').select('id').compile()
  expect(parameters).toEqual([tenantId])
})

test('the types refuse a query without a tenant', () => {
  const countNotes = (reader: TenantReader<NotesTables>) => reader.selectFrom('notes.notes').select('id')
  const addNote = (tx: TenantTx<NotesTables>) => tx.insertInto('notes.notes')
  const wrong = (
    plain: Kysely<NotesTables>,
    reader: TenantReader<NotesTables>,
    tx: TenantTx<NotesTables>,
  ) => {
    // @ts-expect-error a plain builder belongs to nobody
    countNotes(plain)
    // @ts-expect-error a reader cannot write
    addNote(reader)
    // @ts-expect-error another app's table is unknown
    tx.selectFrom('store.customers')
    // @ts-expect-error the tenant is not a value to give
    tx.insertInto('notes.folders').values({ id: 'i', title: 't', tenantId: 'x' })
    // @ts-expect-error raw SQL goes through `raw`, which checks that it names the tenant
    void sql`select 1`.execute(tx)
  }
  expect(wrong).toBeTypeOf('function')
})
