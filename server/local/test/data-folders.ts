import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../local-postgres.ts'
import type { LocalPostgresError } from '../local-postgres-error.ts'

/** Data folders for tests, and what is started on them: nothing of it is left after a test, however that ended. */
export function openDataFolders() {
  /** A data folder that was started once and stopped; most tests take a copy. */
  let used: string
  const folders: string[] = []
  const running: LocalPostgres[] = []
  const processes: { process: ChildProcess; exit: Promise<unknown[]> }[] = []
  beforeAll(async () => {
    used = newFolder()
    folders.pop()
    await start(used)
    await running.pop()?.stop()
  })
  afterAll(() => rmSync(used, { recursive: true, force: true }))
  afterEach(async () => {
    for (const { process, exit } of processes.splice(0)) {
      process.kill('SIGKILL')
      await exit
    }
    for (const postgres of running.splice(0)) await postgres.stop()
    for (const folder of folders.splice(0)) {
      // Whatever a killed process left behind is stopped the way the next start does it.
      if (existsSync(join(folder, 'postgres/cluster/postmaster.pid'))) {
        await start(folder)
        await running.pop()?.stop()
      }
      rmSync(folder, { recursive: true, force: true })
    }
  })

  function newFolder() {
    const folder = mkdtempSync(join(tmpdir(), 'tenantry-local-'))
    // Where root has to run PostgreSQL as another account, that one enters through here.
    chmodSync(folder, 0o755)
    folders.push(folder)
    return folder
  }

  function usedFolder() {
    const folder = newFolder()
    execFileSync('cp', ['-a', `${used}/.`, folder])
    return folder
  }

  async function start(
    dataFolder: string,
    lines: string[] = [],
    options: { port?: number; onGivenUp?: (error: LocalPostgresError) => void } = {},
  ) {
    const report = (line: string) => void lines.push(line)
    const postgres = await startLocalPostgres({
      dataFolder,
      command: 'test',
      report,
      ...options,
    })
    running.push(postgres)
    return postgres
  }

  /** A process of its own, in a process group of its own, up to the line that says how its start went. */
  async function runProcess(folder: string, environment: NodeJS.ProcessEnv = {}) {
    const script = join(import.meta.dirname, 'local-postgres.process.ts')
    const child = spawn(process.execPath, [script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
      env: { ...process.env, ...environment },
    })
    const exit = once(child, 'exit')
    processes.push({ process: child, exit })
    for await (const text of createInterface(child.stdout)) {
      const line = JSON.parse(text) as ProcessLine
      if (line.started || line.failed) return { process: child, exit, line }
    }
    throw new Error('the process ended without a word')
  }

  async function startProcess(folder: string, environment?: NodeJS.ProcessEnv) {
    const { process, exit, line } = await runProcess(folder, environment)
    if (!line.started) throw new Error(line.sentence)
    return { process, exit, started: line.started }
  }

  return { newFolder, usedFolder, start, runProcess, startProcess }
}

interface ProcessLine {
  started?: { pid: number; adminUrl: string; databaseUrl: string }
  failed?: string
  sentence?: string
}

export async function rows(connectionString: string, text: string) {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

export async function until(condition: () => boolean) {
  const deadline = performance.now() + 30_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited 30 s in vain')
    await wait(10)
  }
}

export function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    // Nobody has asked yet how a dead orphan ended: a zombie.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
