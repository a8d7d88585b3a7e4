import { expect, test } from 'vitest'
import { insertNote, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { newId, prepareQuery, prepareStatement } from './index.ts'

const deployment = openDeployment()

let built = 0
const noteById = prepareQuery<NotesTables, { id: string }>()((db, param) => {
  built++
  return db
    .selectFrom('notes.notes')
    .select(['id', 'body', 'createdAt'])
    .where('id', '=', param('id'))
    .limit(1)
})

test('a prepared query is built once and answers each tenant with its own rows', async () => {
  const { tenancy, acme, globex } = deployment
  const notes = tenancy.tables<NotesTables>()
  const ids = {
    acme: await insertNote(tenancy, acme, 'of acme'),
    globex: await insertNote(tenancy, globex, 'of globex'),
  }
  const find = (tenant: typeof acme, id: string) =>
    notes.read(tenant, someone, (db) => db.query(noteById, { id }))
  expect(await find(acme, ids.acme)).toMatchObject([{ id: ids.acme, body: 'of acme' }])
  expect(await find(globex, ids.globex)).toMatchObject([{ id: ids.globex, body: 'of globex' }])
  expect(await find(acme, ids.globex)).toEqual([])
  expect(built).toBe(1)
})

test('a prepared query works in a transaction too, and times come as ISO text', async () => {
  const { tenancy, acme } = deployment
  const id = await insertNote(tenancy, acme, 'timed')
  const [note] = await tenancy.tables<NotesTables>().run(acme, someone, (tx) => tx.query(noteById, { id }))
  expect(note!.createdAt).toBe(new Date(note!.createdAt).toISOString())
})

const addNote = prepareStatement<NotesTables, { id: string; body: string }>()((db, param) =>
  db
    .insertInto('notes.notes')
    .values({ id: param('id'), body: param('body') })
    .returning(['id', 'body']),
)

test('a prepared statement writes for the tenant of its transaction, whatever it is given', async () => {
  const { tenancy, acme, globex } = deployment
  const notes = tenancy.tables<NotesTables>()
  const id = newId()
  const params = { id, body: 'of acme', tenantId: globex.id, '': globex.id }
  expect(await notes.run(acme, someone, (tx) => tx.query(addNote, params))).toEqual([{ id, body: 'of acme' }])
  const find = (tenant: typeof acme) => notes.read(tenant, someone, (db) => db.query(noteById, { id }))
  expect(await find(acme)).toHaveLength(1)
  expect(await find(globex)).toEqual([])
})

test('no parameter can stand for the tenant', async () => {
  const { tenancy, acme, globex } = deployment
  const id = await insertNote(tenancy, globex, 'not yours')
  const params = { id, '': globex.id, tenantId: globex.id }
  const rows = await tenancy.tables<NotesTables>().read(acme, someone, (db) => db.query(noteById, params))
  expect(rows).toEqual([])
})
