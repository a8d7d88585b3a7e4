import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { giveFolder } from './account.ts'
import { LocalPostgresError } from './local-postgres-error.ts'
import { controlStatements, databaseStatements, type Logins, loginStatements } from './logins.ts'
import { type Programs, runProgram } from './programs.ts'

/** PostgreSQL's own folder below ours. */
export function clusterFolder(folder: string) {
  return join(folder, 'cluster')
}

/** Throws where the folder holds a cluster that these programs cannot serve; touches nothing. */
export function findCluster(folder: string, major: number): boolean {
  const file = join(clusterFolder(folder), 'PG_VERSION')
  if (!existsSync(file)) {
    if (!existsSync(clusterFolder(folder)) || readdirSync(clusterFolder(folder)).length === 0) return false
    throw new LocalPostgresError(
      'other_version',
      `${clusterFolder(folder)} is not empty and no PostgreSQL data folder: move it away, or set TENANTRY_DATA to another folder.`,
    )
  }
  const version = readFileSync(file, 'utf8').trim()
  if (version === String(major)) return true
  throw new LocalPostgresError(
    'other_version',
    `${clusterFolder(folder)} was made by PostgreSQL ${version} and this Tenantry brings ${major}; nothing was touched. Move the data over with pg_dump and PostgreSQL ${version}, or set TENANTRY_DATA to another folder.`,
  )
}

/** Makes the cluster beside and renames it when all is in it: killed half way, the next start begins anew. */
export function createCluster(programs: Programs, folder: string, logins: Logins, durable: boolean) {
  requireSpace(folder)
  const unfinished = join(folder, 'cluster.new')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  giveFolder(programs.account, unfinished, programs.binaries)
  try {
    // There is no local socket; the passwords are set below, before the server ever listens.
    const options = '--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C'
    const access = '--username=postgres --auth-local=reject --auth-host=scram-sha-256 --no-instructions'
    const speed = durable ? [] : ['--no-sync']
    runProgram(programs, 'initdb', ['--pgdata', unfinished, ...`${options} ${access}`.split(' '), ...speed])
    runStatements(programs, unfinished, [...loginStatements(logins), ...databaseStatements])
    runStatements(programs, unfinished, controlStatements, 'tenantry')
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw error
  }
  renameSync(unfinished, clusterFolder(folder))
}

/** New passwords for a cluster whose file of passwords was lost. */
export function resetLogins(programs: Programs, folder: string, logins: Logins) {
  runStatements(programs, clusterFolder(folder), loginStatements(logins))
}

function runStatements(programs: Programs, cluster: string, statements: string[], database = 'postgres') {
  runProgram(
    programs,
    'postgres',
    ['--single', '-D', cluster, '-c', 'exit_on_error=on', database],
    statements,
  )
}

function requireSpace(folder: string) {
  const { bavail, bsize } = statfsSync(folder)
  const free = Math.floor((bavail * bsize) / 1e6)
  if (free >= 150) return
  throw new LocalPostgresError(
    'disk_full',
    `The disk is full: ${free} MB are free at ${folder} and PostgreSQL needs about 200 to begin with. Free some space, or set TENANTRY_DATA to a folder on another disk.`,
  )
}
