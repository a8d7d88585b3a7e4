import { type Actor, newId, type TenantDb } from '@tenantry/tenancy'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { openDeployment } from '#test/open-deployment.ts'
import { sortNameOf } from './names.ts'
import { insertPatients, nobody } from './patients.ts'
import type { PatientTables } from './patients.tables.ts'
import { searchPatients } from './search.ts'

// The rules of the search written down a second time, slowly and without an index, and held against it.

const someone: Actor = { kind: 'system', name: 'test' }
const deployment = openDeployment()
let clinic: TenantDb<PatientTables>

/** Few letters, so that names are near to one another. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'क', 'ि'), minLength: 1, maxLength: 8 })
const name = fc.record({
  givenName: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
  familyName: word,
})
const people = fc.sample(name, { numRuns: 160, seed: 7 }).map((each) => ({ ...nobody, ...each, id: newId() }))

beforeAll(async () => {
  clinic = deployment.tenancy.tables<PatientTables>()
  await clinic.run(deployment.tenant('acme'), someone, (tx) => insertPatients(tx, people))
})

const search = (q: string, limit: number) =>
  clinic.read(deployment.tenant('acme'), someone, (db) => searchPatients(db, { q, limit, after: undefined }))

test('a search finds exactly those whom its rules name, the better ones first', {
  timeout: 120_000,
}, async () => {
  const query = fc.array(word, { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(query, async (terms) => {
      const distinct = [...new Set(terms)]
      const expected = people
        .map((person) => ({
          id: person.id,
          sortName: sortNameOf(person),
          level: levelOf(distinct, sortNameOf(person)),
        }))
        .filter(({ level }) => level !== undefined)
        .sort((a, b) => a.level! - b.level! || compare(a.sortName, b.sortName) || compare(a.id, b.id))
        .map(({ id }) => id)
      const found = await search(terms.join(' '), 1000)
      expect(found.map(({ id }) => id)).toEqual(expected)
      expect((await search(terms.join(' '), 5)).map(({ id }) => id)).toEqual(expected.slice(0, 5))
    }),
    { numRuns: 120, seed: 11 },
  )
})

function levelOf(terms: string[], sortName: string): number | undefined {
  const words = sortName.split(' ')
  const all = (fits: (term: string, word: string) => boolean) =>
    terms.every((term) => words.some((each) => fits(term, each)))
  if (terms.length === 1 && all((term, each) => each === term)) return 0
  if (all((term, each) => each.startsWith(term))) return 1
  if (all(isInside)) return 2
  return all((term, each) => isInside(term, each) || isMistyped(term, each)) &&
    terms.some((term) => term.length > 3)
    ? 3
    : undefined
}

function isInside(term: string, word: string): boolean {
  return word.includes(term)
}

/** Is the term one edit away from a beginning of the word? */
function isMistyped(term: string, word: string): boolean {
  if (term.length < 4) return false
  return Array.from({ length: word.length + 1 }, (_, end) => word.slice(0, end)).some(
    (beginning) => distance(term, beginning) <= 1,
  )
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function distance(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, () =>
    Array.from({ length: other.length + 1 }, () => 0),
  )
  for (let i = 0; i <= one.length; i++) {
    for (let j = 0; j <= other.length; j++) {
      if (i === 0 || j === 0) {
        table[i]![j] = i + j
        continue
      }
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      table[i]![j] = Math.min(
        table[i - 1]![j]! + 1,
        table[i]![j - 1]! + 1,
        table[i - 1]![j - 1]! + same,
        swapped ? table[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return table[one.length]![other.length]!
}

/** As the collation "C" has it. */
function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
