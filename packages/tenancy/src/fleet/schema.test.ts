import { expect, test } from 'vitest'
import { findSchemaFault, type LedgerRow, schemaOf } from './schema.ts'

const row = (module: string, number: number, rest: Partial<LedgerRow> = {}): LedgerRow => ({
  module,
  number,
  checksum: `sum of ${module} ${number}`,
  expand: false,
  ...rest,
})
const notes = [row('notes', 1), row('notes', 2)]
const faultOf = (expected: LedgerRow[], actual: LedgerRow[]) =>
  findSchemaFault(schemaOf(expected), schemaOf(actual))

test('a release serves the schema it was made for, whatever order the ledger answers in', () => {
  expect(faultOf(notes, notes)).toBeUndefined()
  expect(faultOf(notes, notes.toReversed())).toBeUndefined()
})

test('older, newer, different and unfinished schemas are refused, and the reason says which', () => {
  expect(faultOf(notes, notes.slice(0, 1))).toMatch(
    'older than this release: notes has reached 1, 2 is needed',
  )
  expect(faultOf(notes, [...notes, row('notes', 3)])).toMatch('newer than this release: notes has reached 3')
  expect(faultOf(notes, [row('notes', 1, { checksum: 'other' }), row('notes', 2)])).toMatch(
    'other migrations',
  )
  expect(faultOf(notes, [])).toMatch('being brought up to date')
})

test('a migration squeezed in below the last number makes another schema', () => {
  expect(
    faultOf([row('notes', 1), row('notes', 3)], [row('notes', 1), row('notes', 2), row('notes', 3)]),
  ).toMatch('other migrations')
})

test('the release before an expanding migration goes on serving, the one after needs it', () => {
  const expanded = [...notes, row('notes', 3, { expand: true }), row('notes', 4, { expand: true })]
  expect(faultOf(notes, expanded)).toBeUndefined()
  expect(faultOf(expanded.slice(0, 3), expanded)).toBeUndefined()
  expect(faultOf(expanded, notes)).toMatch('older')
  expect(faultOf(notes, [...expanded, row('notes', 5)])).toMatch('newer')
})

test('a module nobody knew yet is refused unless all of it only adds', () => {
  expect(faultOf(notes, [...notes, row('shop', 1)])).toMatch('newer than this release: shop has reached 1')
  expect(faultOf(notes, [...notes, row('shop', 1, { expand: true })])).toBeUndefined()
  expect(faultOf([...notes, row('shop', 1)], notes)).toMatch('older')
})
