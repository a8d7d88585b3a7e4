import { type Fleet, openFleet, openTenancy, type Tenancy } from '@tenantry/tenancy'
import { markTouched } from '#platform/audit/marks.ts'
import { recordOperator } from '#platform/audit/operator-entries.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { type Announcer, announceJobs } from '#platform/outbox/announcer.ts'
import { openEventLine } from '#platform/outbox/event-line.ts'
import { type Config, readConfig } from '../config.ts'
import { openStorage } from '../files.ts'
import { readMasterKey } from '../master-key.ts'
import { furtherServers, migrationModules, provisionSteps } from '../modules.ts'
import { type Database, joinDatabase } from '../open-database.ts'
import { Refusal } from '../refusal.ts'
import { carrying } from '../work.ts'
import type { Terminal } from './terminal.ts'

export interface Parts {
  config: Config
  masterKey: Buffer
  database: Database
}

/** Opens the databases for the length of a command, and closes them however it ends. */
export async function withDatabase<T>(
  terminal: Terminal,
  command: string,
  work: (parts: Parts) => Promise<T>,
): Promise<T> {
  const config = readConfig(terminal.environment)
  const masterKey = readMasterKey(config)
  const database = await joinDatabase(config, { command, report: (line) => terminal.tell(`${line}\n`) })
  try {
    return await work({ config, masterKey, database })
  } finally {
    await database.stop()
  }
}

/** The admin's side. */
export function fleetOf(parts: Parts): Fleet {
  const { config, masterKey } = parts
  const adminUrl = adminUrlOf(parts)
  return openFleet({
    adminUrl,
    masterKey,
    modules: migrationModules,
    steps: provisionSteps(openStorage(config)),
    ...furtherServers(config),
  })
}

export function adminUrlOf({ database }: Parts): string {
  if (database.adminUrl) return database.adminUrl
  throw new Refusal('This needs the admin login: set DATABASE_ADMIN_URL beside DATABASE_URL.')
}

/** The tenants' side, with the fenced login. */
export async function withTenancy<T>(
  { config, database, masterKey }: Parts,
  work: (tenancy: Tenancy, announcer: Announcer) => Promise<T>,
): Promise<T> {
  const tenancy = await openTenancy({
    databaseUrl: database.databaseUrl,
    masterKey,
    modules: migrationModules,
    ...furtherServers(config),
    onOperator: recordOperator,
  })
  // What a command does may ask for jobs and tell of events: servers and workers hear of both.
  const announcer = announceJobs(tenancy, () => {})
  const marks = markTouched(tenancy, () => {})
  const logger = makeLogger(config.logLevel)
  const line = await openEventLine(tenancy, carrying(config, tenancy, logger), (error) => logger.warn(error))
  try {
    return await work(tenancy, announcer)
  } finally {
    await line.close()
    await marks.close()
    await announcer.close()
    await tenancy.close()
  }
}
