import { expect, test } from 'vitest'
import { type TSchema, Type } from 'typebox'
import { JsonRows } from '@tenantry/tenancy'
import { idOf } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { idsInSchema } from '#platform/audit/ids-in-schema.ts'
import { isWrittenPage, writtenPagesOf } from './written-list.ts'

const contractOf = (item: Record<string, TSchema>) =>
  route({
    method: 'GET',
    url: '/things',
    permission: 'public',
    health: false,
    reply: strictObject({ items: Type.Array(strictObject(item)), next: Type.String() }),
  })

/** Rows of one text column of each name, as they come from the wire. */
function rowsOf(names: string[], rows: string[][], kept: string[] = []): JsonRows {
  const json = new JsonRows<Record<string, string>>({ limit: 50, kept })
  const shape = { names, typeIds: names.map(() => 25), format: 'text' as const, decode: () => ({}) }
  for (const row of rows) {
    const columns = row.flatMap((value) => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(Buffer.byteLength(value))
      return [length, Buffer.from(value)]
    })
    const bytes = Buffer.concat(columns)
    json.add(shape, { name: 'dataRow', bytes, start: 0, length: bytes.length, fields: row })
  }
  return json
}

test('a written page is the page that the schema would have written', () => {
  const write = writtenPagesOf(contractOf({ id: Type.String(), title: Type.String() }))
  const items = rowsOf(
    ['id', 'title'],
    [
      ['1', 'a "b"'],
      ['2', 'ü'],
    ],
  )
  expect(isWrittenPage({ items, next: 'x"y' })).toBe(true)
  expect(JSON.parse(write({ items, next: 'x"y' }))).toEqual({
    items: [
      { id: '1', title: 'a "b"' },
      { id: '2', title: 'ü' },
    ],
    next: 'x"y',
  })
  expect(JSON.parse(write({ items: rowsOf([], []), next: null }))).toEqual({
    items: [],
    next: null,
  })
})

test('a column more or less than the contract promises is refused', () => {
  const write = writtenPagesOf(contractOf({ id: Type.String(), title: Type.String() }))
  for (const names of [['id', 'title', 'secret'], ['id'], ['id', 'secret']]) {
    const items = rowsOf(names, [names.map(() => 'x')])
    expect(() => write({ items, next: null })).toThrow('not what the contract promises')
  }
})

test('whom a written list shows is known by the columns that were kept, and never passed over', () => {
  const find = idsInSchema(contractOf({ id: idOf('patient'), title: Type.String() }).reply, 'patient')!
  const found = new Set<string>()
  find({ items: rowsOf(['id', 'title'], [['p1', 'x']], ['id']), next: null }, found)
  expect([...found]).toEqual(['p1'])
  const forgetful = { items: rowsOf(['id', 'title'], [['p1', 'x']]), next: null }
  expect(() => find(forgetful, found)).toThrow('was not kept')
})
