import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { listPatients, registerPatient } from './patients.contract.ts'
import type { PatientTables } from './patients.tables.ts'
import { searchStatement } from './search.ts'
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

test('whatever is guessed of the clinic’s size, those who were found are looked up and not looked for among all', async () => {
  const clinic = deployment.tenancy.tables<PatientTables>()
  const plan = await clinic.run(deployment.tenant('acme'), { kind: 'system', name: 'test' }, async (tx) => {
    // As if it were dear: so dear does it seem where most tenants of a pool are small.
    const dear = sql`select set_config('enable_nestloop', 'off', true) where ${tx.tenantId} <> 'tenant_id'`
    await tx.raw(dear).execute()
    const statement = searchStatement(tx, { q: 'sar', limit: 51, after: undefined })!
    return tx.raw<Record<string, string>>(sql`explain ${statement}`).execute()
  })
  const lines = plan.flatMap((row) => Object.values(row)).join('\n')
  expect(lines).toContain('CTE Scan on hits')
  expect(lines).not.toMatch(/(Hash|Merge) Cond/)
})
