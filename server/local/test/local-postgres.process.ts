import { startLocalPostgres } from '../local-postgres.ts'
import { LocalPostgresError } from '../local-postgres-error.ts'

/** A process to be killed by the tests: runs PostgreSQL on the folder of its argument until SIGINT. */
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const postgres = await startLocalPostgres({
    dataFolder: process.argv[2] ?? '',
    command: 'start',
    report: (line) => say({ report: line }),
  })
  process.once('SIGINT', () => void postgres.stop().then(() => process.exit(0)))
  say({ started: { pid: postgres.pid(), adminUrl: postgres.adminUrl, databaseUrl: postgres.databaseUrl } })
} catch (error) {
  say({ failed: error instanceof LocalPostgresError ? error.code : String(error), sentence: String(error) })
  process.exitCode = 1
}
