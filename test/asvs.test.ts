import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'

interface Row {
  requirement: string
  level: string
  about: string
  state: string
  where: string
}

const rows = parse(readFileSync('docs/security/asvs.csv', 'utf8'), { columns: true }) as Row[] // as its first line says

/** How many requirements of level 1 and 2 each section of ASVS 5.0 has, by their last numbers. */
const sections: Record<string, number[]> = {
  '6.1': [1, 2, 3],
  '6.2': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  '6.3': [1, 2, 3, 4],
  '6.4': [1, 2, 3, 4],
  '6.5': [1, 2, 3, 4, 5],
  '6.6': [1, 2, 3],
  '6.8': [1, 2, 3, 4],
  '7.1': [1, 2, 3],
  '7.2': [1, 2, 3, 4],
  '7.3': [1, 2],
  '7.4': [1, 2, 3, 4, 5],
  '7.5': [1, 2],
  '7.6': [1, 2],
  '8.1': [1, 2],
  '8.2': [1, 2, 3],
  '8.3': [1],
  '8.4': [1],
}

test('every requirement of ASVS 5.0, V6 to V8 up to level 2, has its line', () => {
  const wanted = Object.entries(sections).flatMap(([section, last]) =>
    last.map((each) => `${section}.${each}`),
  )
  expect(rows.map(({ requirement }) => requirement)).toEqual(wanted)
})

test.each(rows.filter(({ state }) => state === 'test'))(
  '$requirement is shown by a test that is there',
  ({ where }) => {
    const [file = '', name = ''] = where.split(' › ')
    expect(existsSync(file), file).toBe(true)
    expect(name).not.toBe('')
    expect(readFileSync(file, 'utf8')).toContain(`'${name}'`)
  },
)

test.each(rows.filter(({ state }) => state === 'document'))('$requirement is written down', ({ where }) => {
  expect(existsSync(where), where).toBe(true)
})

test('what is neither says why', () => {
  for (const { requirement, state, where } of rows) {
    expect(['test', 'document', 'gap', 'not applicable'], requirement).toContain(state)
    expect(where.trim(), requirement).not.toBe('')
  }
})
