import { spawn, spawnSync } from 'node:child_process'
import { type Account, asAccount } from './account.ts'
import { type Binaries, program } from './binaries.ts'
import { LocalPostgresError } from './local-postgres-error.ts'

/** Everything needed to run one of PostgreSQL's programs on this machine. */
export interface Programs {
  binaries: Binaries
  account: Account
  environment: NodeJS.ProcessEnv
}

/** Runs a program to its end, statements on its standard input; its output is thrown where it fails. */
export function runProgram(
  programs: Programs,
  name: 'initdb' | 'postgres',
  args: string[],
  input: string[] = [],
) {
  const [command, commandArgs, options] = asAccount(programs.account, program(programs.binaries, name), args)
  const result = spawnSync(command, commandArgs, {
    ...options,
    cwd: '/',
    env: programEnvironment(programs),
    input: input.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    windowsHide: true,
  })
  if (result.status === 0) return
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`
  throw explainOutput(name, output)
}

/**
 * Starts the server in a session of its own: Ctrl-C in the terminal must reach Tenantry alone, which then stops
 * the web server before the database.
 */
export function spawnServer(programs: Programs, args: string[], log: number) {
  const file = program(programs.binaries, 'postgres')
  const [command, commandArgs, options] = asAccount(programs.account, file, args)
  return spawn(command, commandArgs, {
    ...options,
    cwd: '/',
    env: programEnvironment(programs),
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
  })
}

/** Turns what PostgreSQL wrote into one sentence that says what to do. */
export function explainOutput(what: string, output: string): LocalPostgresError {
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new LocalPostgresError(
      'disk_full',
      'The disk is full: free some space (PostgreSQL needs about 200 MB to begin with) or set TENANTRY_DATA to a folder on another disk.',
    )
  }
  if (/could not bind|Address already in use/.test(output)) {
    return new LocalPostgresError(
      'port_taken',
      'Another program listens on the port of the embedded PostgreSQL.',
    )
  }
  if (/GLIBC_|libstdc\+\+\.so|error while loading shared libraries/.test(output)) {
    return new LocalPostgresError(
      'unsupported_platform',
      `The embedded PostgreSQL cannot run on this system (${lastLine(output)}): use a Linux with glibc 2.28 or newer, or set DATABASE_URL and DATABASE_ADMIN_URL.`,
    )
  }
  const line = lastLine(
    output
      .split('\n')
      .filter((text) => /FATAL|PANIC|error/i.test(text))
      .join('\n') || output,
  )
  return new LocalPostgresError('not_started', `PostgreSQL's ${what} failed: ${line || 'it said nothing'}`)
}

function lastLine(output: string) {
  return output.trim().split('\n').at(-1)?.trim() ?? ''
}

/** The person's own PGDATA, PGPORT, LANG and the like must not reach a server that is ours. */
function programEnvironment({ environment }: Programs): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'USERPROFILE']
  const own = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  return { ...own, LC_ALL: 'C', ...environment }
}
