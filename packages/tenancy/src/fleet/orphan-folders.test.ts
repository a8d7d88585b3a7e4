import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import { expect, test, vi } from 'vitest'
import { readLogins } from '../../../../server/local/logins.ts'
import { withAdmin } from '../admin.ts'
import { openShakyFleet } from '../../test/shaky-fleet.ts'

const shaky = openShakyFleet()

const asSuperuser = <T>(database: string, work: (client: pg.Client) => Promise<T>) => {
  const url = new URL(shaky.server.adminUrl)
  url.username = 'postgres'
  url.password = readLogins(join(shaky.folder, 'postgres'))!.superuserPassword
  return withAdmin(url.href, database, work)
}

test('folders are listed where the server lets the admin, and that they are unseen is said where not', async () => {
  const { fleet, names } = shaky.deployment
  const unseen = await fleet.reconcile()
  expect(unseen).toMatchObject([{ kind: 'folders_unseen', server: 'main' }])
  expect(unseen[0]!.sentence).toContain('grant execute on function pg_ls_dir(text)')
  await asSuperuser(names.control, async (client) => {
    await client.query('grant execute on function pg_ls_dir(text) to tenantry_admin')
    // The crash that follows would take back what this server, made for tests, has not written yet.
    await client.query('checkpoint')
  })
  expect(await fleet.reconcile()).toEqual([])

  const orphan = await crashWhileCopying()
  const found = await fleet.reconcile({ repair: true })
  expect(found).toMatchObject([{ kind: 'orphan_folder', object: `base/${orphan}` }])
  expect(found[0]!.repaired).toBeUndefined()
})

test('a database that is being made just now has a folder and no row, and is no orphan', async () => {
  const { fleet } = shaky.deployment
  const orphans = (await fleet.reconcile()).length
  const [made, ...looks] = await Promise.all([
    fleet.prepareSilos(3),
    ...Array.from({ length: 6 }, () => fleet.reconcile()),
  ])
  expect(made).toBeGreaterThan(0)
  for (const look of looks) expect(look.filter(({ kind }) => kind === 'orphan_folder')).toHaveLength(orphans)
})

/** Kills the server's process that makes a database as soon as its folder is there. Answers the folder left behind. */
async function crashWhileCopying(): Promise<string> {
  const base = join(shaky.folder, 'postgres', 'cluster', 'base')
  const oids = () => new Set(readdirSync(base).filter((name) => /^\d+$/.test(name)))
  const deadline = Date.now() + 40_000
  while (Date.now() < deadline) {
    const before = oids()
    await asSuperuser('postgres', async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      const copying = client.query(`create database doomed template ${shaky.deployment.names.template}`)
      let over = false
      const ended = copying
        .catch(() => {})
        .finally(() => {
          over = true
        })
      while (!over && oids().isSubsetOf(before)) await turn()
      process.kill(rows[0]!.pid, 'SIGKILL')
      await ended
    }).catch(() => {})
    const back = () => asSuperuser('postgres', (client) => client.query('drop database if exists doomed'))
    await vi.waitFor(back, { timeout: 20_000 })
    const [orphan] = oids().difference(before)
    if (orphan) return orphan
  }
  throw new Error('no crash left a folder')
}
