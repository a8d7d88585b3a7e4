import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Mutant, parseMutant } from './patch.ts'
import { describe, type Judged, type Outcome, reportPage } from './report.ts'
import { makeScratch, type Scratch } from './scratch.ts'
import { type Failure, runSuites } from './suites.ts'

// npm run mutants [-- <part of a name> …]: with a part of a name only those, and no report is written.

const page = join(import.meta.dirname, '..', '..', 'docs', 'security', 'mutants.md')
/** Where tests of the server's side are: a browser would notice none of these faults. */
const everything = ['packages', 'contract', 'platform', 'apps', 'server', 'test']
const say = (text: string) => process.stdout.write(`${text}\n`)

let knownFailures: Promise<Set<string>> | undefined

process.exitCode = await judgeAll(process.argv.slice(2))

async function judgeAll(wanted: readonly string[]): Promise<number> {
  const mutants = readMutants().filter(({ name }) => wanted.every((part) => name.includes(part)))
  const begun = performance.now()
  const scratch = makeScratch()
  try {
    const suites = [...new Set(mutants.flatMap(({ tests }) => tests))].sort()
    say(`${mutants.length} mutants. First the tests without any: ${suites.length} files`)
    const broken = await runSuites(scratch.folder, suites, false)
    if (broken.length > 0) {
      for (const { file, test } of broken) say(`  fails without a mutant: ${file}: ${test}`)
      return 2
    }
    const judged: Judged[] = []
    for (const mutant of mutants) {
      const outcome = await judge(scratch, mutant)
      judged.push({ mutant, outcome })
      const mark = outcome.kind === 'killed' ? '✓' : '✗'
      const elsewhere =
        outcome.kind === 'killed' && !outcome.firstTried ? ' (in none of the files to try first)' : ''
      say(`${mark} ${mutant.name}: ${mutant.what}\n    ${describe(outcome)}${elsewhere}`)
    }
    if (wanted.length === 0) {
      mkdirSync(join(page, '..'), { recursive: true })
      writeFileSync(page, reportPage(judged, (performance.now() - begun) / 1000))
    }
    const alive = judged.filter(({ outcome }) => outcome.kind !== 'killed')
    say(`${judged.length - alive.length} of ${judged.length} killed`)
    return alive.length > 0 ? 1 : 0
  } finally {
    scratch.remove()
  }
}

function readMutants(): Mutant[] {
  return ['schema', 'code'].flatMap((group) => {
    const folder = join(import.meta.dirname, group)
    return readdirSync(folder)
      .filter((file) => file.endsWith('.patch'))
      .sort()
      .map((file) => parseMutant(`${group}/${file}`, readFileSync(join(folder, file), 'utf8')))
  })
}

/** The tests it names first, then all of them. */
async function judge(scratch: Scratch, mutant: Mutant): Promise<Outcome> {
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  try {
    return await scratch.mutate(mutant, async () => {
      const first = await runSuites(scratch.folder, mutant.tests)
      if (first[0]) return { kind: 'killed', by: named(first), seconds: seconds(), firstTried: true }
      const known = await failingWithoutMutant()
      const all = (await runSuites(scratch.folder, everything, false)).filter(
        ({ file, test }) => !known.has(`${file} ${test}`),
      )
      if (all[0]) return { kind: 'killed', by: named(all), seconds: seconds(), firstTried: false }
      return { kind: 'survived' }
    })
  } catch (error) {
    return { kind: 'stale', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** A test by name says more than a file that did not come to its tests. */
function named(failures: readonly Failure[]): Failure {
  return failures.find(({ test }) => !test.startsWith('before its tests')) ?? failures[0]!
}

/** A test that fails anyhow kills nobody. Looked at once, on a copy of its own, when a mutant first comes so far. */
function failingWithoutMutant(): Promise<Set<string>> {
  knownFailures ??= (async () => {
    const clean = makeScratch()
    try {
      const failures = await runSuites(clean.folder, everything, false)
      return new Set(failures.map(({ file, test }) => `${file} ${test}`))
    } finally {
      clean.remove()
    }
  })()
  return knownFailures
}
