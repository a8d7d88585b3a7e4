import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../../../../server/local/local-postgres.ts'
import { type FleetDeployment, newTenant, startFleet } from '../../test/fleet-deployment.ts'
import { masterKey } from '../../test/fleet-under-test.ts'
import { notesModules } from '../../test/notes-modules.ts'
import { databaseNames, withAdmin } from '../admin.ts'
import type { VerifyOptions } from './report.ts'
import { verifyFleet } from './verify-fleet.ts'

let folder: string
let second: LocalPostgres
let deployment: FleetDeployment
let options: VerifyOptions

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-second-'))
  // Root may have to run PostgreSQL as another account, which enters through here.
  await chmod(folder, 0o755)
  second = await startLocalPostgres({ dataFolder: folder, command: 'test', durable: false, report: () => {} })
  const servers = { second: { adminUrl: second.adminUrl, databaseUrl: second.databaseUrl } }
  deployment = await startFleet({ servers })
  await deployment.fleet.provision(newTenant('there', 'silo', { server: 'second' }))
  const { given, databaseUrl } = deployment
  options = { adminUrl: given.adminUrl, databaseUrl, masterKey, servers, modules: notesModules }
})
afterAll(async () => {
  await deployment.close()
  await second.stop()
  await rm(folder, { recursive: true, force: true })
})

test('the databases of every server are read, and its pool is probed', async () => {
  const report = await verifyFleet({ ...options, globalTables: ['notes.colours'] })
  expect(report.findings).toEqual([])
  // Control database, two pools and a silo; probed are the control database, two pools and the canary's silo.
  expect(report).toMatchObject({ lints: { databases: 4 }, probes: { databases: 4 } })
})

test('a fault on the second server is found there', async () => {
  const { pool } = databaseNames(options.adminUrl)
  const onSecond = (sql: string) =>
    withAdmin(second.adminUrl, pool, async (client) => {
      await client.query(`set role tenantry_owner; ${sql}`)
    })
  await onSecond('alter policy tenant_fence on notes.notes using (true)')
  const { findings } = await verifyFleet({ ...options, globalTables: ['notes.colours'] })
  await onSecond('alter policy tenant_fence on notes.notes using (tenant_id = (select fence.tenant()))')
  const found = findings.map(({ check, database }) => `${check} ${database}`)
  expect(found).toContain(`L05 ${pool}`)
  expect(found).toContain(`probe foreign ${pool}`)
})

test('a login that would be refused at start is found on every server', async () => {
  const asAdmin = (sql: string) => withAdmin(second.adminUrl, 'postgres', (client) => client.query(sql))
  await asAdmin('alter role tenantry_web createdb')
  const { findings } = await verifyFleet({ ...options, globalTables: ['notes.colours'] })
  await asAdmin('alter role tenantry_web nocreatedb')
  expect(findings.map(({ check, object }) => `${check} ${object}`)).toContain(
    'D00 the fenced login on second',
  )
})

test('a server that is not configured is not passed over in silence', async () => {
  const { findings } = await verifyFleet({ ...options, servers: {}, globalTables: ['notes.colours'] })
  expect(findings.map(({ check, object }) => `${check} ${object}`)).toEqual([
    'D04 server second',
    'D04 server second',
  ])
})
