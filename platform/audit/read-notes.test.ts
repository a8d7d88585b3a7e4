import type { Tenant } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import { authorOf, type Entry, newEntry } from './entries.ts'
import { noteOf } from './read-notes.ts'

const tenant = { id: 'a', placement: { databaseId: 'b' } } as unknown as Tenant // all that a note asks of it
const author = authorOf({ kind: 'system', name: 'test' })
const readOf = (patientId: string | null, entityId = patientId) =>
  newEntry(author, 'patients.read', { entity: 'patient', entityId, patientId })

/** Does the note of this read say all, once so much was shown and the answer has made this of the entry? */
function tells(isList: boolean, entry: Entry, shown: string[] | undefined, after: Partial<Entry> = {}) {
  const note = noteOf(tenant, entry, isList)!
  if (shown) note.committed(shown)
  return note.tells({ ...entry, ...after })
}

test('a note tells all where the answer shows exactly whom the query showed', () => {
  expect(tells(true, readOf(null), ['p', 'q'], { patients: ['p', 'q'] })).toBe(true)
  expect(tells(true, readOf(null), [])).toBe(true)
  expect(tells(false, readOf('p'), ['p'])).toBe(true)
})

test.each<[string, boolean, Entry, string[] | undefined, Partial<Entry>]>([
  ['it was not written', true, readOf(null), undefined, {}],
  ['the answer shows more', true, readOf(null), ['p'], { patients: ['p', 'q'] }],
  ['the answer shows somebody else', true, readOf(null), ['p'], { patients: ['q'] }],
  ['one patient’s answer shows another', false, readOf('p'), ['p'], { patients: ['q'] }],
  ['another than the asked was shown', false, readOf('p'), ['q'], {}],
  ['they are too many to be named', true, readOf(null), [], { detail: { patients: { count: 201 } } }],
])('a note does not tell all where %s', (_, isList, entry, shown, after) => {
  expect(tells(isList, entry, shown, after)).toBe(false)
})

test('of what only the answer tells there is no note', () => {
  expect(noteOf(tenant, readOf('p', 'encounter'), false)).toBeUndefined()
  expect(noteOf(tenant, readOf(null), false)).toBeUndefined()
  expect(noteOf(tenant, readOf('p'), true)).toBeUndefined()
})

test('a page of more patients than an event names is not noted by the statement', () => {
  const note = noteOf(tenant, readOf(null), true)!
  expect(note.params(200)).toBeDefined()
  expect(note.params(201)).toBeUndefined()
  expect(note.params(undefined)).toBeUndefined()
})
