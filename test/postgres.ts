import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startLocalPostgres } from '#server/local/local-postgres.ts'
import { readLogins } from '#server/local/logins.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The fenced login `tenantry_web`, on a control database that nobody migrates: tests make their own. */
    databaseUrl: string
    /** The login that may make databases and roles. */
    adminUrl: string
    /** A superuser of the same server, to show that it is refused; empty where none is known. */
    superuserUrl: string
  }
}

/**
 * One PostgreSQL for the whole run: the one of DATABASE_URL and DATABASE_ADMIN_URL where both are given, else
 * an embedded one in a temporary folder that is gone afterwards.
 */
export default async function startPostgres(project: TestProject) {
  const { DATABASE_URL: databaseUrl, DATABASE_ADMIN_URL: adminUrl } = process.env
  if (databaseUrl && adminUrl) {
    project.provide('databaseUrl', databaseUrl)
    project.provide('adminUrl', adminUrl)
    project.provide('superuserUrl', process.env.DATABASE_SUPERUSER_URL ?? '')
    return
  }
  const dataFolder = mkdtempSync(join(tmpdir(), 'tenantry-test-'))
  // Root may have to run PostgreSQL as another account, which enters through here.
  chmodSync(dataFolder, 0o755)
  const postgres = await startLocalPostgres({
    dataFolder,
    command: 'test',
    durable: false,
    report: (line) => process.stderr.write(`${line}\n`),
  })
  project.provide('databaseUrl', postgres.databaseUrl)
  project.provide('adminUrl', postgres.adminUrl)
  project.provide('superuserUrl', superuserUrl(postgres.adminUrl, dataFolder))
  return async () => {
    await postgres.stop()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

function superuserUrl(adminUrl: string, dataFolder: string): string {
  const url = new URL(adminUrl)
  url.username = 'postgres'
  url.password = readLogins(join(dataFolder, 'postgres'))!.superuserPassword
  return url.href
}
