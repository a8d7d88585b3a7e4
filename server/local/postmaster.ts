import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Binaries, program } from './binaries.ts'

/** What `postmaster.pid` in a data folder says; PostgreSQL writes it and keeps it current. */
interface Postmaster {
  pid: number
  port: number
  ready: boolean
}

export function readPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  const pid = Number(lines[0])
  return Number.isInteger(pid) && pid > 0
    ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
    : undefined
}

/**
 * The postmaster that an earlier process left behind, if it still runs. Process ids are used again, after a
 * reboot at the latest: a file that names a living stranger is removed, since PostgreSQL would believe it. One
 * that names a dead process stays: PostgreSQL finds the dead one's orphaned sessions through it.
 */
export function findOrphan(cluster: string): Postmaster | undefined {
  const postmaster = readPostmaster(cluster)
  if (!postmaster) return undefined
  if (isPostmasterOf(postmaster.pid, cluster)) return postmaster
  if (commandLine(postmaster.pid)) rmSync(join(cluster, 'postmaster.pid'), { force: true })
  return undefined
}

/** Stops a postmaster that is not our child: politely, then at once. False where it does not go. */
export async function stopOrphan(binaries: Binaries, cluster: string, pid: number): Promise<boolean> {
  for (const [signal, patience] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signalPostmaster(binaries, pid, signal)
    if (await isGone(cluster, pid, patience)) return true
  }
  return false
}

/** SIGINT: end the sessions and write everything down; SIGQUIT: stop at once and recover at the next start. */
export function signalPostmaster(binaries: Binaries, pid: number, signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL') {
  if (process.platform === 'win32' && signal !== 'SIGKILL') {
    spawnSync(program(binaries, 'pg_ctl'), ['kill', signal.slice(3), String(pid)], { windowsHide: true })
    return
  }
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Sessions outlive a postmaster killed with -9 until they next look up from their work, and keep a new one from
 * starting. Whoever holds the folder's lock may end them.
 */
export function endOrphanedSessions(clusterName: string) {
  for (const { pid, command } of listProcesses()) {
    if (!command.startsWith(`postgres: ${clusterName}:`)) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone in the meantime.
    }
  }
}

/** Not on Windows, where processes have no titles: there the next start waits for them. */
function listProcesses(): { pid: number; command: string }[] {
  if (process.platform === 'win32') return []
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').map(Number).filter(Boolean)
    return pids.map((pid) => ({ pid, command: commandLine(pid) ?? '' }))
  }
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').map((line) => {
    const [, pid = '', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    return { pid: Number(pid), command }
  })
}

async function isGone(cluster: string, pid: number, patience: number) {
  const deadline = performance.now() + patience
  while (isPostmasterOf(pid, cluster)) {
    if (performance.now() > deadline) return false
    await wait(20)
  }
  return true
}

function isPostmasterOf(pid: number, cluster: string) {
  const command = commandLine(pid)
  if (!command?.includes('postgres')) return false
  return process.platform === 'win32' || command.includes(cluster) || command.includes(realpathSync(cluster))
}

function commandLine(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return undefined
    }
  }
  const [command, args] =
    process.platform === 'win32'
      ? ['tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh']]
      : ['ps', ['-ww', '-o', 'command=', '-p', String(pid)]]
  return spawnSync(command as string, args as string[], { encoding: 'utf8' }).stdout || undefined
}
