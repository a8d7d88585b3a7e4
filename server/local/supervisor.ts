import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { clusterFolder } from './cluster.ts'
import { freePort } from './free-port.ts'
import { LocalPostgresError } from './local-postgres-error.ts'
import { type Logins, writeLogins } from './logins.ts'
import { endOrphanedSessions, readPostmaster, signalPostmaster } from './postmaster.ts'
import { explainOutput, type Programs, spawnServer } from './programs.ts'
import { clusterNameOf, serverSettings, settingArguments } from './server-settings.ts'

interface Supervision {
  programs: Programs
  folder: string
  logins: Logins
  /** Given by the person: then a taken port is an error; else another port is chosen. */
  port?: number
  durable?: boolean
  report: (line: string) => void
  onGivenUp?: (error: LocalPostgresError) => void
}

interface SupervisedServer {
  logins: Logins
  pid(): number | undefined
  stop(): Promise<void>
}

/** Five deaths in a minute are no accident any more. */
const patience = { deaths: 5, within: 60_000 }

/** Starts the server, starts it again when it dies, and stops it when asked. */
export async function superviseServer(options: Supervision): Promise<SupervisedServer> {
  const { programs, report } = options
  const deaths: number[] = []
  let logins = options.logins
  let stopping = false
  let running: Promise<ChildProcess>
  let current: ChildProcess | undefined

  const child = await startOnSomePort()
  running = Promise.resolve(child)
  watch(child)

  // A process that ends without stop() still ends its sessions; only kill -9 leaves PostgreSQL behind.
  const onExit = () => current?.pid && signalPostmaster(programs.binaries, current.pid, 'SIGINT')
  process.on('exit', onExit)
  return { logins, pid: () => current?.pid, stop }

  async function startOnSomePort() {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startServer(options, logins.port)
      } catch (error) {
        const taken = error instanceof LocalPostgresError && error.code === 'port_taken'
        if (!taken || options.port || attempt === 5) throw taken ? portTaken(logins.port) : error
        logins = { ...logins, port: await freePort() }
        writeLogins(options.folder, logins)
      }
    }
  }

  function watch(server: ChildProcess) {
    current = server
    server.once('exit', (code, signal) => {
      current = undefined
      if (stopping) return
      running = restart(signal ?? `exit code ${code}`)
      running.catch(() => {})
    })
  }

  async function restart(cause: string): Promise<ChildProcess> {
    const died = performance.now()
    deaths.push(died)
    try {
      if (deaths.filter((time) => time > died - patience.within).length > patience.deaths) {
        throw new LocalPostgresError(
          'not_started',
          `PostgreSQL died more than ${patience.deaths} times within a minute (${cause}); its log is ${logFile(options.folder)}.`,
        )
      }
      report(`PostgreSQL died (${cause}): starting it again`)
      const server = await startServer(options, logins.port)
      report(`PostgreSQL is back after ${Math.round(performance.now() - died)} ms`)
      watch(server)
      return server
    } catch (error) {
      const problem =
        error instanceof LocalPostgresError
          ? error
          : new LocalPostgresError('not_started', String(error), { cause: error })
      if (!stopping) options.onGivenUp?.(problem)
      throw problem
    }
  }

  async function stop() {
    stopping = true
    process.off('exit', onExit)
    const server = await running.catch(() => undefined)
    if (server) await stopServer(programs, server)
  }
}

/** Resolves when the server takes connections. Sessions of a killed predecessor may hold the folder a while. */
async function startServer(options: Supervision, port: number): Promise<ChildProcess> {
  const deadline = performance.now() + 20_000
  for (;;) {
    try {
      return await startOnce(options, port)
    } catch (error) {
      const message = error instanceof LocalPostgresError ? error.message : ''
      const held = /shared memory block|lock file/.test(message)
      if (!held || performance.now() > deadline) throw error
      if (message.includes('shared memory block'))
        endOrphanedSessions(clusterNameOf(clusterFolder(options.folder)))
      await wait(50)
    }
  }
}

async function startOnce({ programs, folder, durable }: Supervision, port: number): Promise<ChildProcess> {
  const clusterName = clusterNameOf(clusterFolder(folder))
  const settings = serverSettings({ port, durable: durable !== false, clusterName })
  const { file, offset } = openLog(folder)
  const server = spawnServer(programs, ['-D', clusterFolder(folder), ...settingArguments(settings)], file)
  closeSync(file)
  let failure: Error | undefined
  server.once('error', (error) => {
    failure = new LocalPostgresError('not_started', `PostgreSQL could not be started: ${error.message}`)
  })
  server.once('exit', () => {
    failure ??= explainOutput('start', readLog(folder, offset))
  })
  for (;;) {
    if (failure) throw failure
    const postmaster = readPostmaster(clusterFolder(folder))
    if (postmaster?.pid === server.pid && postmaster?.ready) return server
    await wait(10)
  }
}

async function stopServer({ binaries }: Programs, server: ChildProcess) {
  for (const [signal, milliseconds] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (server.pid === undefined || hasEnded(server)) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    signalPostmaster(binaries, server.pid, signal)
    await Promise.race([ended, wait(milliseconds, undefined, { ref: false })])
  }
}

function hasEnded(server: ChildProcess) {
  return server.exitCode !== null || server.signalCode !== null
}

function portTaken(port: number) {
  return new LocalPostgresError(
    'port_taken',
    `Port ${port}, where the embedded PostgreSQL should listen, is taken: stop the program that listens there, or set DATABASE_PORT to another port (0 for any).`,
  )
}

function logFile(folder: string) {
  return join(folder, 'postgres.log')
}

/** Ten megabytes of log are kept, and the ten before. */
function openLog(folder: string) {
  const path = logFile(folder)
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 10e6) renameSync(path, `${path}.1`)
  const file = openSync(path, 'a', 0o600)
  return { file, offset: statSync(path).size }
}

function readLog(folder: string, offset: number) {
  const path = logFile(folder)
  const buffer = Buffer.alloc(Math.min(statSync(path).size - offset, 64_000))
  const file = openSync(path, 'r')
  readSync(file, buffer, 0, buffer.length, offset)
  closeSync(file)
  return buffer.toString('utf8')
}
