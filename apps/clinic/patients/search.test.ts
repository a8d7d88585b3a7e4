import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { listPatients, registerPatient } from './patients.contract.ts'
import { cases, people } from './search-cases.ts'

const deployment = openDeployment()
let acme: Visitor
let globex: Visitor
let year: string
const keyOf = new Map<string, string>()

beforeAll(async () => {
  acme = await deployment.signIn('acme', 'receptionist')
  globex = await deployment.signIn('globex', 'receptionist')
  for (const [key, person] of Object.entries(people)) {
    const { id, number } = await acme.call(registerPatient, { body: { ...person, confirmedDuplicate: true } })
    keyOf.set(id, key)
    year = number.split('-')[2]!
  }
})

const found = async (visitor: Visitor, q: string) => {
  // The cases were written in 2026, and a number holds the year it was given in.
  const { items } = await visitor.call(listPatients, { query: { q: q.replace('2026', year) } })
  return items.map(({ id }) => keyOf.get(id) ?? 'stranger').join(' ')
}

test.each(cases)('%o finds %o: %s', async (q, expected) => {
  expect(await found(acme, q)).toBe(expected)
})

test('the table has at least fifty cases and names everybody', () => {
  expect(cases.length).toBeGreaterThanOrEqual(50)
  const named = new Set(cases.flatMap(([, keys]) => keys.split(' ')))
  expect(Object.keys(people).filter((key) => !named.has(key))).toEqual([])
})

test('another clinic finds none of them by any of the queries', async () => {
  const all = await Promise.all(cases.map(([q]) => found(globex, q)))
  expect(all.join('')).toBe('')
})
