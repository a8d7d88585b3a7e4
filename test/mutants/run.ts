import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Mutant, readMutants } from './patch.ts'
import {
  describe,
  judgedOf,
  type Outcome,
  readVerdicts,
  reportPage,
  type Verdict,
  writeVerdicts,
} from './report.ts'
import { makeScratch, type Scratch } from './scratch.ts'
import { type Failure, runSuites } from './suites.ts'

// npm run mutants [-- <part of a name> …] [--stale] [--quick]: with parts of names only those mutants, with --stale those that
// are new or whose patch was changed since they were judged, with --quick only the tests that each names, so that one which
// they let live counts as alive. What is found is kept in verdicts.json as it is found, and the report written from it.

const page = join(import.meta.dirname, '..', '..', 'docs', 'security', 'mutants.md')
/** Where tests of the server's side are: a browser would notice none of these faults. */
const everything = ['packages', 'contract', 'platform', 'apps', 'owner', 'server', 'test']
const say = (text: string) => process.stdout.write(`${text}\n`)

let knownFailures: Promise<Set<string>> | undefined

const words = process.argv.slice(2)
const quick = words.includes('--quick')
const onlyStale = words.includes('--stale')
process.exitCode = await judgeAll(words.filter((word) => !word.startsWith('--')))

async function judgeAll(wanted: readonly string[]): Promise<number> {
  const isWanted = ({ name }: Mutant) => wanted.length === 0 || wanted.some((part) => name.includes(part))
  const verdicts = readVerdicts()
  const isStale = (mutant: Mutant) => judgedOf(mutant, verdicts).outcome === undefined
  const mutants = readMutants().filter((mutant) => isWanted(mutant) && (!onlyStale || isStale(mutant)))
  if (mutants.length === 0) {
    writePage()
    say('Every mutant was judged as it is now.')
    return 0
  }
  const scratch = makeScratch()
  try {
    const suites = [...new Set(mutants.flatMap(({ tests }) => tests))].sort()
    const missing = suites.filter((file) => !existsSync(join(scratch.folder, file)))
    if (missing.length > 0) {
      say(`These test files are named by mutants and are not there: ${missing.join(', ')}`)
      return 2
    }
    say(`${mutants.length} mutants. First the tests without any: ${suites.length} files`)
    const known = namesOf(await runSuites(scratch.folder, suites, false))
    for (const name of known) say(`  fails without a mutant, and so kills none: ${name}`)
    const judged: Outcome[] = []
    for (const mutant of mutants) {
      const outcome = await judge(scratch, mutant, known)
      judged.push(outcome)
      keep(mutant, outcome)
      const mark = outcome.kind === 'killed' ? '✓' : '✗'
      const elsewhere =
        outcome.kind === 'killed' && !outcome.firstTried ? ' (in none of the files to try first)' : ''
      say(`${mark} ${mutant.name}: ${mutant.what}\n    ${describe(outcome)}${elsewhere}`)
    }
    writePage()
    const alive = judged.filter(({ kind }) => kind !== 'killed')
    say(`${judged.length - alive.length} of ${judged.length} killed`)
    return alive.length > 0 ? 1 : 0
  } finally {
    scratch.remove()
  }
}

/** Takes the place of what was known of it, at once: a run that is broken off has judged what it has judged. */
function keep(mutant: Mutant, outcome: Outcome) {
  const known: Record<string, Verdict> = {
    ...readVerdicts(),
    [mutant.name]: { patch: mutant.hash, ...outcome },
  }
  const all = readMutants().flatMap(({ name }) => (known[name] ? [[name, known[name]] as const] : []))
  writeVerdicts(Object.fromEntries(all))
}

function writePage() {
  const verdicts = readVerdicts()
  mkdirSync(join(page, '..'), { recursive: true })
  writeFileSync(page, reportPage(readMutants().map((mutant) => judgedOf(mutant, verdicts))))
}

/** The tests it names first, then all of them. */
async function judge(scratch: Scratch, mutant: Mutant, known: ReadonlySet<string>): Promise<Outcome> {
  const begun = performance.now()
  const killed = (failures: readonly Failure[], firstTried: boolean): Outcome => ({
    kind: 'killed',
    by: named(failures),
    seconds: (performance.now() - begun) / 1000,
    firstTried,
  })
  try {
    return await scratch.mutate(mutant, async () => {
      const first = await newFailures(scratch.folder, mutant.tests, known)
      if (first.length > 0) return killed(first, true)
      if (quick) return { kind: 'survived' }
      const all = await newFailures(scratch.folder, everything, await failingWithoutMutant())
      return all.length > 0 ? killed(all, false) : { kind: 'survived' }
    })
  } catch (error) {
    return { kind: 'stale', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Stops at the first failure, unless that is one that is there anyhow. */
async function newFailures(folder: string, files: readonly string[], known: ReadonlySet<string>) {
  const isNew = (failure: Failure) => !known.has(nameOf(failure))
  const failures = await runSuites(folder, files)
  if (failures.length === 0 || failures.some(isNew)) return failures.filter(isNew)
  return (await runSuites(folder, files, false)).filter(isNew)
}

function nameOf({ file, test }: Failure): string {
  return `${file}: ${test}`
}

function namesOf(failures: readonly Failure[]): Set<string> {
  return new Set(failures.map(nameOf))
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
      return namesOf(await runSuites(clean.folder, everything, false))
    } finally {
      clean.remove()
    }
  })()
  return knownFailures
}
