import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Mutant, parseMutant } from './patch.ts'
import { describe, type Judged, type Outcome, reportPage } from './report.ts'
import { makeScratch, type Scratch } from './scratch.ts'
import { type Failure, runSuites } from './suites.ts'

// npm run mutants [-- <part of a name> …] [--quick]: with parts of names only those mutants, with --quick only the tests
// that each names, so that one which they let live counts as alive. What is found is kept in verdicts.json, and the report
// written from it.

const verdicts = join(import.meta.dirname, 'verdicts.json')
const page = join(import.meta.dirname, '..', '..', 'docs', 'security', 'mutants.md')
/** Where tests of the server's side are: a browser would notice none of these faults. */
const everything = ['packages', 'contract', 'platform', 'apps', 'server', 'test']
const say = (text: string) => process.stdout.write(`${text}\n`)

let knownFailures: Promise<Set<string>> | undefined

const quick = process.argv.includes('--quick')
process.exitCode = await judgeAll(process.argv.slice(2).filter((word) => word !== '--quick'))

async function judgeAll(wanted: readonly string[]): Promise<number> {
  const isWanted = ({ name }: Mutant) => wanted.length === 0 || wanted.some((part) => name.includes(part))
  const mutants = readMutants().filter(isWanted)
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
    const judged: Judged[] = []
    for (const mutant of mutants) {
      const outcome = await judge(scratch, mutant, known)
      judged.push({ mutant, outcome })
      const mark = outcome.kind === 'killed' ? '✓' : '✗'
      const elsewhere =
        outcome.kind === 'killed' && !outcome.firstTried ? ' (in none of the files to try first)' : ''
      say(`${mark} ${mutant.name}: ${mutant.what}\n    ${describe(outcome)}${elsewhere}`)
    }
    keep(judged)
    const alive = judged.filter(({ outcome }) => outcome.kind !== 'killed')
    say(`${judged.length - alive.length} of ${judged.length} killed`)
    return alive.length > 0 ? 1 : 0
  } finally {
    scratch.remove()
  }
}

/** What was judged takes the place of what was known of it; the page is written when something is known of every mutant. */
function keep(judged: readonly Judged[]) {
  const known: Record<string, Outcome> = existsSync(verdicts)
    ? JSON.parse(readFileSync(verdicts, 'utf8'))
    : {}
  for (const { mutant, outcome } of judged) known[mutant.name] = outcome
  const all = readMutants().flatMap((mutant) => {
    const outcome = known[mutant.name]
    return outcome ? [{ mutant, outcome }] : []
  })
  const kept = Object.fromEntries(all.map(({ mutant, outcome }) => [mutant.name, outcome]))
  writeFileSync(verdicts, `${JSON.stringify(kept, null, 2)}\n`)
  if (all.length < readMutants().length) return
  mkdirSync(join(page, '..'), { recursive: true })
  writeFileSync(page, reportPage(all))
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
