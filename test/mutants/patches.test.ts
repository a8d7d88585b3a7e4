import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyHunks, parseMutant } from './patch.ts'

const root = join(import.meta.dirname, '..', '..')
const patches = ['schema', 'code'].flatMap((group) =>
  readdirSync(join(import.meta.dirname, group)).map((file) => `${group}/${file}`),
)

// A change that moves what a mutant breaks has to take the mutant along.
test.each(patches)('%s still fits the code it breaks, and names tests that are there', (name) => {
  const mutant = parseMutant(name, readFileSync(join(import.meta.dirname, name), 'utf8'))
  for (const change of mutant.changes) {
    const source = readFileSync(join(root, change.file), 'utf8')
    expect(applyHunks(source, change)).not.toBe(source)
  }
  expect(mutant.tests.filter((file) => !existsSync(join(root, file)))).toEqual([])
})
