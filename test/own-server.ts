import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalPostgres } from '#server/local/local-postgres.ts'

/**
 * A PostgreSQL server for one test file: for what depends on all transactions of a server, those of other tests too. What is
 * sealed, for one, is what is older than the oldest transaction anywhere in it.
 */
export async function startOwnServer() {
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-own-server-'))
  // Root may have to run PostgreSQL as another account, which enters through here.
  await chmod(folder, 0o755)
  const server = await startLocalPostgres({
    dataFolder: folder,
    command: 'test',
    durable: false,
    report: () => {},
  })
  const { databaseUrl, adminUrl } = server
  return {
    given: { databaseUrl, adminUrl },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
