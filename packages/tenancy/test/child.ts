import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Act } from './fleet.process.ts'
import type { FleetGiven } from './fleet-under-test.ts'

interface Ended {
  signal: NodeJS.Signals | null
  /** The crash points it passed, where it was asked for them. */
  points: string[]
  result?: unknown
  error?: { code?: string; message: string }
}

const program = fileURLToPath(new URL('./fleet.process.ts', import.meta.url))

// A child starts in half the time where it finds the code of the one before.
const compiled = mkdtempSync(join(tmpdir(), 'fleet-compiled-'))
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

/** Starts a process that does one act; `crashAt` names the crash point where it is to die. */
export function startChild(given: FleetGiven, act: Act, crashAt?: string): ChildProcess {
  const own = { NODE_OPTIONS: '', NODE_COMPILE_CACHE: compiled }
  const environment = { ...process.env, ...own, ...(crashAt && { TENANTRY_CRASH_AT: crashAt }) }
  return spawn(process.execPath, [program, JSON.stringify({ given, act })], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

export async function endOf(child: ChildProcess): Promise<Ended> {
  let text = ''
  child.stdout!.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const lines = text.split('\n')
  const outcome = lines.find((line) => line.startsWith('outcome '))
  return {
    signal,
    points: lines.flatMap((line) => /^crashpoint (.+)$/.exec(line)?.[1] ?? []),
    ...(outcome && JSON.parse(outcome.slice('outcome '.length))),
  }
}

/** Runs `work` for each item, three at a time. */
export async function threeAtOnce<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>) {
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index)
  }
  await Promise.all([worker(), worker(), worker()])
}

export function runChild(given: FleetGiven, act: Act, crashAt?: string): Promise<Ended> {
  return endOf(startChild(given, act, crashAt))
}
