import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { listPatients, type PatientSort, registerPatient } from './patients.contract.ts'

const deployment = openDeployment()
let acme: Visitor

const names = [
  'Anil',
  'Bela',
  'Chitra',
  'Dev',
  'Esha',
  'Farhan',
  'Gita',
  'Hari',
  'Indu',
  'Jaya',
  'Kiran',
  'Lata',
]

beforeAll(async () => {
  acme = await deployment.signIn('acme', 'receptionist')
  const globex = await deployment.signIn('globex', 'receptionist')
  for (const givenName of names.toReversed()) await register(givenName)
  await globex.call(registerPatient, { body: { givenName: 'Stranger', familyName: 'Common' } })
})

const register = (givenName: string) =>
  acme.call(registerPatient, { body: { givenName, familyName: 'Common', confirmedDuplicate: true } })

/** All pages of three, with something done between the first and the second. */
async function pagesOf(query: { sort?: PatientSort; q?: string }, meanwhile = async () => {}) {
  const found: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < 20; page++) {
    const { items, next } = await acme.call(listPatients, {
      query: { ...query, limit: 3, ...(cursor && { cursor }) },
    })
    found.push(...items.map(({ givenName }) => givenName))
    if (page === 0) await meanwhile()
    if (next === null) return found
    cursor = next
  }
  throw new Error('The pages do not end')
}

test.each([
  ['name', names],
  ['-name', names.toReversed()],
  ['registered', names.toReversed()],
  ['-registered', names],
  ['updated', names.toReversed()],
  ['-updated', names],
] as const)('pages sorted by %s hold everybody once', async (sort, expected) => {
  expect(await pagesOf({ sort })).toEqual(expected)
})

test('the pages of a search hold every hit once, best first', async () => {
  expect(await pagesOf({ q: 'common' })).toEqual(names)
  // `a` begins Anil, and stands inside of eight others.
  const hits = await pagesOf({ q: 'a' })
  expect(hits[0]).toBe('Anil')
  expect(hits.toSorted()).toEqual(names.filter((name) => name.toLowerCase().includes('a')))
})

test('who is registered between two pages moves nobody', async () => {
  const before = await pagesOf({ sort: 'name' })
  const during = await pagesOf({ sort: 'name' }, async () => {
    await register('Aaron')
    await register('Zoya')
  })
  // Aaron stands before the first page’s end and is not seen; Zoya comes at the end.
  expect(during).toEqual([...before, 'Zoya'])
  expect(await pagesOf({ sort: 'name' })).toEqual(['Aaron', ...before, 'Zoya'])
})

test('a line of the list says what a search says of the same patient, however little is known', async () => {
  const known = [
    { givenName: 'Only', familyName: '' },
    { givenName: '', familyName: 'Alone' },
    { givenName: 'Year', familyName: 'Known', birthDate: '1981' },
    { givenName: 'Month', familyName: 'Known', birthDate: '1981-05' },
    { givenName: 'Day "of" birth\\', familyName: 'Known', birthDate: '1981-05-17', phone: '9820012345' },
    { givenName: 'Aged', familyName: 'Known', age: { value: 3, unit: 'months' } },
  ] as const
  for (const body of known) {
    const { number, id } = await acme.call(registerPatient, { body: { ...body, confirmedDuplicate: true } })
    const listed = await acme.call(listPatients, { query: { sort: '-registered', limit: 1 } })
    const found = await acme.call(listPatients, { query: { q: number } })
    expect(found.items.map((item) => item.id)).toEqual([id])
    expect(listed.items).toEqual(found.items)
  }
})
