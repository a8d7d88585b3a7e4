import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from './config.ts'
import { findRunningPostgres, startLocalPostgres } from './local/local-postgres.ts'
import { LocalPostgresError } from './local/local-postgres-error.ts'

/** PostgreSQL, wherever it is: given by URL, already running for somebody else, or started for us. */
export interface Database {
  databaseUrl: string
  /** Absent where only DATABASE_URL is given: then nothing is migrated or made. */
  adminUrl: string | undefined
  embedded: boolean
  stop(): Promise<void>
}

interface Opening {
  command: string
  report: (line: string) => void
  onGivenUp?: (error: LocalPostgresError) => void
}

/** The server's own: with the embedded PostgreSQL it has the data folder to itself. */
export async function openDatabase(config: Config, opening: Opening): Promise<Database> {
  if (config.databaseUrl) {
    return {
      databaseUrl: config.databaseUrl,
      adminUrl: config.adminUrl,
      embedded: false,
      stop: async () => {},
    }
  }
  const { dataFolder, databasePort } = config
  const postgres = await startLocalPostgres({ dataFolder, port: databasePort, ...opening })
  return { ...postgres, embedded: true }
}

/** A command's: it joins a running server, waits for another command, or starts PostgreSQL for its own length. */
export async function joinDatabase(config: Config, opening: Opening): Promise<Database> {
  const deadline = performance.now() + 10 * 60_000
  let told = false
  for (;;) {
    try {
      return await openDatabase(config, opening)
    } catch (error) {
      if (!(error instanceof LocalPostgresError) || error.code !== 'already_running') throw error
      const running = findRunningPostgres(config.dataFolder)
      if (running?.holder?.command === 'start') {
        const { databaseUrl, adminUrl } = running
        return { databaseUrl, adminUrl, embedded: true, stop: async () => {} }
      }
      if (performance.now() > deadline) throw error
      if (!told) opening.report(`Waiting for "tenantry ${running?.holder?.command ?? '…'}" to end`)
      told = true
      await wait(200)
    }
  }
}
