import { chmodSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { chooseAccount, giveFolder } from './account.ts'
import { type Binaries, findBinaries, linkLibraries } from './binaries.ts'
import { clusterFolder, createCluster, findCluster, resetLogins } from './cluster.ts'
import { freePort } from './free-port.ts'
import { LocalPostgresError } from './local-postgres-error.ts'
import { findHolder, takeLock } from './lock.ts'
import { connectionUrls, type Logins, newLogins, readLogins, writeLogins } from './logins.ts'
import { findOrphan, readPostmaster, stopOrphan } from './postmaster.ts'
import type { Programs } from './programs.ts'
import { superviseServer } from './supervisor.ts'

interface LocalPostgresOptions {
  /** Tenantry's data folder; PostgreSQL lives in `postgres/` below it. */
  dataFolder: string
  /** What runs, for the sentence a second start prints. */
  command: string
  /** Zero or absent: the port it had last, or any free one. */
  port?: number
  /** False only for tests: a crash of the machine may lose everything. */
  durable?: boolean
  /** One line for the person at the terminal: made, restarted, an old one stopped. */
  report: (line: string) => void
  /** PostgreSQL died again and again and is not started any more. */
  onGivenUp?: (error: LocalPostgresError) => void
}

export interface LocalPostgres {
  /** The fenced login of the web process. */
  databaseUrl: string
  /** The login that migrates and provisions. */
  adminUrl: string
  port: number
  pid(): number | undefined
  stop(): Promise<void>
}

/** Starts the embedded PostgreSQL on a data folder, making the cluster at the first start. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const folder = prepareFolder(options.dataFolder)
  const lock = await takeLock(folder, options.command)
  if (!lock) throw alreadyRunning(folder)
  try {
    const { programs, logins } = await prepareCluster(folder, options)
    const server = await superviseServer({ ...options, programs, folder, logins })
    return {
      ...connectionUrls(server.logins),
      port: server.logins.port,
      pid: server.pid,
      stop: async () => {
        await server.stop()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The server another process of this machine runs on the data folder, if one does. */
export function findRunningPostgres(dataFolder: string) {
  const folder = join(dataFolder, 'postgres')
  const logins = readLogins(folder)
  if (!logins || !readPostmaster(clusterFolder(folder))?.ready) return undefined
  return { ...connectionUrls(logins), holder: findHolder(folder) }
}

function prepareFolder(dataFolder: string) {
  const folder = join(dataFolder, 'postgres')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return realpathSync(folder)
  } catch (cause) {
    throw new LocalPostgresError(
      'not_writable',
      `The data folder ${dataFolder} cannot be made (${(cause as NodeJS.ErrnoException).code}): set TENANTRY_DATA to a folder you may write to.`,
      { cause },
    )
  }
}

async function prepareCluster(folder: string, options: LocalPostgresOptions) {
  const binaries = findBinaries()
  const exists = findCluster(folder, binaries.major)
  await stopLeftBehind(binaries, folder, options)
  const account = giveFolder(chooseAccount(), folder, binaries)
  const environment = linkLibraries(binaries, join(folder, 'lib'))
  // A copied folder loses this, and PostgreSQL insists on it.
  if (exists) chmodSync(clusterFolder(folder), 0o700)
  const programs: Programs = { binaries, account, environment }
  const known = readLogins(folder)
  const logins: Logins = {
    ...(known ?? newLogins(0)),
    port: options.port || known?.port || (await freePort()),
  }
  if (!exists) {
    options.report(`Making a PostgreSQL ${binaries.version} data folder in ${folder}`)
    createCluster(programs, folder, logins, options.durable !== false)
  } else if (!known) {
    options.report(`The file of passwords in ${folder} is gone: making new ones`)
    resetLogins(programs, folder, logins)
  }
  writeLogins(folder, logins)
  return { programs, logins }
}

/** We hold the lock, so whoever started this server is dead: it is stopped, and begins again as our child. */
async function stopLeftBehind(binaries: Binaries, folder: string, { report }: LocalPostgresOptions) {
  const orphan = findOrphan(clusterFolder(folder))
  if (!orphan) return
  report(`Stopping the PostgreSQL that an earlier run left behind (process ${orphan.pid})`)
  if (await stopOrphan(binaries, clusterFolder(folder), orphan.pid)) return
  throw new LocalPostgresError(
    'not_started',
    `The PostgreSQL that an earlier run left behind (process ${orphan.pid}) does not stop: end it and start again.`,
  )
}

function alreadyRunning(folder: string) {
  const holder = findHolder(folder)
  const who = holder ? ` ("tenantry ${holder.command}", process ${holder.pid})` : ''
  return new LocalPostgresError(
    'already_running',
    `Tenantry already runs on this data folder${who}: use that one, stop it first, or set TENANTRY_DATA to another folder.`,
  )
}
