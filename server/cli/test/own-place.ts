import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { type Databases, ownDatabases } from '#test/own-databases.ts'
import { runCommand } from './run-command.ts'

/** Databases that nobody has made yet and an empty folder, and commands there. */
export function openOwnPlace(word: string) {
  let databases: Databases
  let folder: string
  beforeAll(async () => {
    databases = await ownDatabases(word)
    folder = mkdtempSync(join(tmpdir(), `tenantry-${word}-`))
  })
  afterAll(async () => {
    await databases.drop()
    rmSync(folder, { recursive: true })
  })

  /** How a command finds them. */
  const environmentOf = () => ({
    DATABASE_URL: databases.databaseUrl,
    DATABASE_ADMIN_URL: databases.adminUrl,
    TENANTRY_MASTER_KEY: 'ab'.repeat(32),
    TENANTRY_DATA: folder,
  })
  const run = (line: string[], environment: NodeJS.ProcessEnv = {}) =>
    runCommand(line, { environment: { ...environmentOf(), ...environment }, folder })

  const asOwner = (statement: string, suffix = '') => {
    const database = new URL(databases.adminUrl).pathname.slice(1) + suffix
    return queryAsAdmin(databases, { database, role: 'tenantry_owner' }, statement)
  }

  return {
    environmentOf,
    run,
    /** As the owner of everything. */
    onControl: (statement: string) => asOwner(statement),
    onPool: (statement: string) => asOwner(statement, '_pool'),
    runJson: async (line: string[]) => {
      const { exitCode, printed, told } = await run([...line, '--json'])
      return { exitCode, told, reply: JSON.parse(printed) }
    },
    get databases() {
      return databases
    },
    get folder() {
      return folder
    },
  }
}
