import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What Vitest writes as JSON, as far as it is read here. */
interface Results {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string }[]
  }[]
}

/** A test that failed, or a file that failed before its tests. */
export interface Failure {
  file: string
  test: string
}

/** What one mutant's tests may take: far more than they need. What hangs has been noticed. */
const bailMs = 240_000
/** All of them together, on a slow machine. */
const wholeMs = 60 * 60_000

/** Runs test files in the scratch folder, up to the first failure. */
export async function runSuites(folder: string, files: readonly string[], bail = true): Promise<Failure[]> {
  const longestMs = bail ? bailMs : wholeMs
  const output = join(folder, '.mutant-results.json')
  rmSync(output, { force: true })
  const args = [...files, ...(bail ? ['--bail', '1'] : []), `--outputFile=${output}`]
  const ended = await runVitest(folder, args, longestMs)
  if (!ended) return [{ file: files.join(' '), test: `no end after ${longestMs / 1000} s` }]
  return failuresIn(JSON.parse(readFileSync(output, 'utf8')) as Results, folder)
}

function failuresIn({ testResults }: Results, folder: string): Failure[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(folder, name)
    const failed = assertionResults.filter((each) => each.status === 'failed')
    if (failed.length > 0) return failed.map(({ fullName }) => ({ file, test: fullName }))
    const reason = message.split('\n', 1)[0] ?? ''
    return status === 'failed' ? [{ file, test: `before its tests: ${reason}` }] : []
  })
}

/** Answers whether it came to an end by itself. */
function runVitest(folder: string, args: string[], longestMs: number): Promise<boolean> {
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=json', ...args], {
    cwd: folder,
    // A group of its own, so that what hangs is ended with all its children.
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, CI: '1' },
  })
  return new Promise((resolve, reject) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      process.kill(-child.pid!, 'SIGKILL')
    }, longestMs)
    child.on('error', reject)
    child.on('exit', () => {
      clearTimeout(timer)
      resolve(!late)
    })
  })
}
