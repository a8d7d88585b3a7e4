import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyHunks, readMutants } from './patch.ts'

const root = join(import.meta.dirname, '..', '..')

// A change that moves what a mutant breaks has to take the mutant along.
test.each(readMutants())('$name still fits the code it breaks, and names tests that are there', (mutant) => {
  for (const change of mutant.changes) {
    const source = readFileSync(join(root, change.file), 'utf8')
    expect(applyHunks(source, change)).not.toBe(source)
  }
  expect(mutant.tests.filter((file) => !existsSync(join(root, file)))).toEqual([])
})
