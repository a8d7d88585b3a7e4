import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { applyHunks, type Mutant } from './patch.ts'

const root = join(import.meta.dirname, '..', '..')
const left = new Set(['node_modules', '.git', '.tenantry', 'results'])

/** A copy of the working tree, with the installed packages linked and our own ones its own. */
export interface Scratch {
  folder: string
  /** Applies a mutant for the time of `work`. Throws where it does not apply. */
  mutate<T>(mutant: Mutant, work: () => Promise<T>): Promise<T>
  remove(): void
}

export function makeScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-mutants-'))
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => source === root || !left.has(basename(source)),
  })
  linkPackages(folder)
  return {
    folder,
    mutate: async (mutant, work) => {
      const originals = mutant.changes.map((change) => {
        const file = join(folder, change.file)
        const source = readFileSync(file, 'utf8')
        return { file, source, mutated: applyHunks(source, change) }
      })
      try {
        for (const { file, mutated } of originals) writeFileSync(file, mutated)
        return await work()
      } finally {
        for (const { file, source } of originals) writeFileSync(file, source)
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Linked one by one: a link to the whole folder would lead `@tenantry/tenancy` back to the tree that is not mutated. */
function linkPackages(folder: string) {
  const installed = join(root, 'node_modules')
  mkdirSync(join(folder, 'node_modules', '@tenantry'), { recursive: true })
  for (const name of readdirSync(installed)) {
    if (name !== '@tenantry') symlinkSync(join(installed, name), join(folder, 'node_modules', name))
  }
  for (const name of readdirSync(join(root, 'packages'))) {
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules', '@tenantry', name))
  }
}
