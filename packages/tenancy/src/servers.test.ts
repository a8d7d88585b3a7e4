import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../../../server/local/local-postgres.ts'
import { readLogins } from '../../../server/local/logins.ts'
import { runChild } from '../test/child.ts'
import { type FleetDeployment, newTenant, startFleet } from '../test/fleet-deployment.ts'
import { fleetUnderTest, masterKey } from '../test/fleet-under-test.ts'
import { startProxy } from '../test/proxy.ts'
import { withAdmin } from './admin.ts'
import { openTenancy, type Tenancy, type Tenant } from './index.ts'

let folder: string
let second: LocalPostgres
let deployment: FleetDeployment
let tenancy: Tenancy
let planned: Awaited<ReturnType<FleetDeployment['fleet']['plan']>>
const tenants: Record<string, Tenant> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-second-'))
  // Root may have to run PostgreSQL as another account, which enters through here.
  await chmod(folder, 0o755)
  second = await startLocalPostgres({ dataFolder: folder, command: 'test', durable: false, report: () => {} })
  planned = await fleetUnderTest({ adminUrl: second.adminUrl, files: folder }).plan()
  const servers = { second: { adminUrl: second.adminUrl, databaseUrl: second.databaseUrl } }
  deployment = await startFleet({ servers })
  const { fleet, databaseUrl } = deployment
  for (const [slug, placement, server] of [
    ['pool-here', 'pool', 'main'],
    ['pool-there', 'pool', 'second'],
    ['silo-here', 'silo', 'main'],
    ['silo-there', 'silo', 'second'],
  ] as const) {
    tenants[slug] = await fleet.provision(newTenant(slug, placement, { server }))
  }
  tenancy = await openTenancy({ databaseUrl, masterKey, servers })
})
afterAll(async () => {
  await tenancy.close()
  await deployment.close()
  await second.stop()
  await rm(folder, { recursive: true, force: true })
})

const system = { kind: 'system', name: 'test' } as const

function titlesOf(tenant: Tenant, of = tenancy): Promise<{ title: string }[]> {
  return of
    .tables<{ 'notes.folders': { title: string } }>()
    .read(tenant, system, (db) => db.selectFrom('notes.folders').select('title').execute())
}

function onSecond<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withAdmin(second.adminUrl, database, work)
}

test('tenants live on either server, in pool and silo, each with its own rows', async () => {
  for (const [slug, tenant] of Object.entries(tenants)) {
    const id = slug.replace('-', ' ')
    await tenancy.tables<{ 'notes.folders': { id: string; title: string } }>().run(tenant, system, (tx) =>
      tx
        .insertInto('notes.folders')
        .values({ id: tenant.id, title: `canary of ${id}` })
        .execute(),
    )
  }
  for (const [slug, tenant] of Object.entries(tenants)) {
    const titles = (await titlesOf(tenant)).map(({ title }) => title).sort()
    expect(titles).toEqual(['Inbox', `canary of ${slug.replace('-', ' ')}`])
  }
  expect(tenants['pool-there']!.placement).toMatchObject({ server: 'second', kind: 'pool' })
  expect(tenants['silo-there']!.placement).toMatchObject({ server: 'second', kind: 'silo' })
})

test('what would run on a server where nothing was made yet is everything', () => {
  expect(planned.control).toContainEqual(expect.stringMatching(/^control 0001-/))
  expect(planned.databases).toEqual([])
})

test('the databases are really on the server that the placement names', async () => {
  const there = await onSecond('postgres', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where starts_with(datname, $1) order by 1`,
      [deployment.names.control],
    )
    return rows.map(({ name }) => name)
  })
  const silo = tenants['silo-there']!.placement.database
  const { pool, template } = deployment.names
  expect(there).toEqual([pool, silo, template].sort())
  expect(await deployment.databases()).not.toContain(silo)
})

test('two pools of one name on two servers are two databases with keys of their own', () => {
  const [here, there] = [tenants['pool-here']!.placement, tenants['pool-there']!.placement]
  expect(there.database).toBe(here.database)
  expect(there.databaseId).not.toBe(here.databaseId)
})

test('the control database knows the servers’ names, and the fenced login not even their addresses', async () => {
  await withAdmin(deployment.databaseUrl, deployment.names.control, async (web) => {
    const { rows } = await web.query('select name from control.servers order by name')
    expect(rows).toEqual([{ name: 'main' }, { name: 'second' }])
    await expect(web.query('select address from control.servers')).rejects.toMatchObject({ code: '42501' })
    await expect(web.query('select details from control.operations')).rejects.toMatchObject({ code: '42501' })
  })
})

test('a server whose URL is not given here is refused by name, and the rest is served', async () => {
  const { databaseUrl, given } = deployment
  const alone = await openTenancy({ databaseUrl, masterKey })
  try {
    await expect(titlesOf(tenants['pool-there']!, alone)).rejects.toMatchObject({ code: 'server_unknown' })
    expect(await titlesOf(tenants['pool-here']!, alone)).not.toEqual([])
  } finally {
    await alone.close()
  }
  const { servers, ...withoutServers } = given
  expect(servers).toBeDefined()
  const fleet = fleetUnderTest(withoutServers)
  await expect(fleet.provision(newTenant('nowhere', 'silo', { server: 'second' }))).rejects.toMatchObject({
    code: 'server_unknown',
  })
  expect(await fleet.find('nowhere')).toBeUndefined()
  const findings = await fleet.reconcile()
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: 'server_not_configured', server: 'second' }),
  )
})

test('a login that is too strong is refused on any server', async () => {
  const { databaseUrl } = deployment
  const strong = new URL(second.databaseUrl)
  strong.username = 'postgres'
  strong.password = readLogins(join(folder, 'postgres'))!.superuserPassword
  const servers = { second: { databaseUrl: strong.href } }
  const careless = await openTenancy({ databaseUrl, masterKey, servers })
  try {
    await expect(titlesOf(tenants['silo-there']!, careless)).rejects.toMatchObject({
      code: 'login_too_strong',
    })
    await expect(titlesOf(tenants['pool-there']!, careless)).rejects.toMatchObject({
      code: 'login_too_strong',
    })
    expect(await titlesOf(tenants['pool-here']!, careless)).not.toEqual([])
  } finally {
    await careless.close()
  }
})

test('killed while its silo is made on the other server, a tenant completes there', async () => {
  const { given, fleet } = deployment
  for (const point of ['database: copied', 'database: marked', 'database: named', 'provision key: done']) {
    const slug = `killed-${point.replaceAll(/[^a-z]+/g, '-')}`
    const tenant = newTenant(slug, 'silo', { server: 'second' })
    expect((await runChild(given, { provision: tenant }, point)).signal, point).toBe('SIGKILL')
    // Whoever completes it need not say again where it was to be.
    const made = await fleet.provision(newTenant(slug, 'silo'))
    expect(made.placement.server).toBe('second')
    expect(await titlesOf(made)).toEqual([{ title: 'Inbox' }])
  }
})

test('silos made ahead stand on the server they were made for', async () => {
  const { fleet } = deployment
  expect(await fleet.prepareSilos(1, 'second')).toBe(1)
  const [ready] = (await fleet.databases()).filter(({ state }) => state === 'ready')
  expect(ready).toMatchObject({ server: 'second' })
  const here = await fleet.provision(newTenant('copied-here', 'silo'))
  expect(here.placement.databaseId).not.toBe(ready!.id)
  const there = await fleet.provision(newTenant('taken-there', 'silo', { server: 'second' }))
  expect(there.placement.databaseId).toBe(ready!.id)
})

test('a further server that goes without a word is found out once for all connections to it', async () => {
  const proxy = await startProxy(second.databaseUrl)
  const servers = { second: { databaseUrl: proxy.url } }
  const behind = await openTenancy({ databaseUrl: deployment.databaseUrl, masterKey, servers })
  const read = (slug: string) => titlesOf(tenants[slug]!, behind)
  // Only its own sessions show a login what they ask.
  const witnesses = () =>
    withAdmin(second.databaseUrl, tenants['silo-there']!.placement.database, async (client) => {
      const { rows } = await client.query(
        `select pid from pg_stat_activity where application_name = 'tenantry witness' and query = 'select'`,
      )
      return rows.length
    })
  // That of the tenancy that was open before.
  await vi.waitUntil(async () => (await witnesses()) === 1, { timeout: 20_000 })
  try {
    await Promise.all([read('pool-there'), read('silo-there'), read('silo-there')])
    await vi.waitUntil(async () => (await witnesses()) === 2, { timeout: 20_000 })
    proxy.goSilent()
    const stuck = behind
      .tables<{ 'notes.folders': { id: string; title: string } }>()
      .run(tenants['pool-there']!, system, (tx) =>
        tx.insertInto('notes.folders').values({ id: randomUUID(), title: 'unheard' }).execute(),
      )
    proxy.speakAgain()
    // Not `timeout`, as it would be after thirty seconds; and nobody takes one of the others that are dead.
    await expect(stuck).rejects.toMatchObject({ code: 'database_unavailable' })
    await Promise.all([read('pool-there'), read('silo-there'), read('silo-there')])
    // The next witness watches what was opened since.
    await vi.waitUntil(async () => (await witnesses()) === 2, { timeout: 20_000 })
  } finally {
    await behind.close()
    await proxy.close()
  }
  await vi.waitUntil(async () => (await witnesses()) === 1, { timeout: 20_000 })
})

test('a server that is down fails its own tenants, is reported, and holds up nobody else', async () => {
  const { fleet } = deployment
  await second.stop()
  try {
    await expect(titlesOf(tenants['silo-there']!)).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(await titlesOf(tenants['silo-here']!)).not.toEqual([])
    const { failed } = await fleet.migrate()
    expect(failed).toHaveLength(1)
    expect(failed[0]).toMatchObject({ server: 'second' })
    const findings = await fleet.reconcile()
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'server_unreachable', server: 'second' }))
    await fleet.provision(newTenant('meanwhile', 'pool'))
  } finally {
    const { port } = second
    second = await startLocalPostgres({
      dataFolder: folder,
      command: 'test',
      durable: false,
      port,
      report: () => {},
    })
  }
  expect(await titlesOf(tenants['silo-there']!)).not.toEqual([])
  expect((await fleet.migrate()).failed).toEqual([])
})
