import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { openTenancy, type Tenancy, type Tenant, type TenantReader } from './index.ts'

const deployment = openDeployment()
let tenancy: Tenancy

afterEach(() => tenancy.close())

const open = async (maxConnections: number) => {
  tenancy = await openTenancy({ databaseUrl: deployment.databaseUrl, masterKey, maxConnections })
  return tenancy.tables<NotesTables>()
}
const hold = (db: TenantReader<NotesTables>) =>
  db.raw(sql`select pg_sleep(60) from (select 1) as one where ${db.tenantId} <> 'tenant_id'`).execute()
const backendOf = async (db: TenantReader<NotesTables>) => {
  const [row] = await db
    .raw<{ pid: number }>(sql`select pg_backend_pid() as pid where ${db.tenantId} <> 'tenant_id'`)
    .execute()
  return row!.pid
}

test('one tenant’s flood leaves another a connection', async () => {
  const notes = await open(3)
  const flood = new AbortController()
  const { acme, globex } = deployment
  const floods = Promise.allSettled(
    Array.from({ length: 20 }, () => notes.read(acme, someone, hold, { signal: flood.signal })),
  )
  // The flood may hold two of three; the third answers while all of it is still asleep.
  expect(await notes.read(globex, someone, backendOf)).toBeGreaterThan(0)
  flood.abort()
  const results = await floods
  expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(
    Array(20).fill('aborted'),
  )
})

test('those who wait are served tenant by tenant', async () => {
  const notes = await open(1)
  const { acme, globex } = deployment
  const release = Promise.withResolvers<void>()
  const held = notes.read(acme, someone, async (db) => {
    await backendOf(db)
    await release.promise
  })
  const served: string[] = []
  const queue = (tenant: Tenant) =>
    notes.read(tenant, someone, async (db) => {
      await backendOf(db)
      served.push(tenant.slug)
    })
  const waiting = [queue(acme), queue(acme), queue(acme), queue(globex)]
  release.resolve()
  await Promise.all([held, ...waiting])
  expect(served.indexOf('globex')).toBeLessThan(2)
})

test('a connection is used again, and the least recently used one makes room at the budget', async () => {
  const notes = await open(1)
  const { acme, solo } = deployment
  const first = await notes.read(acme, someone, backendOf)
  expect(await notes.read(acme, someone, backendOf)).toBe(first)
  await notes.read(solo, someone, backendOf)
  expect(await notes.read(acme, someone, backendOf)).not.toBe(first)
})

test('a queue that is full refuses at once', async () => {
  tenancy = await openTenancy({
    databaseUrl: deployment.databaseUrl,
    masterKey,
    maxConnections: 1,
    maxWaiting: 1,
  })
  const notes = tenancy.tables<NotesTables>()
  const flood = new AbortController()
  const calls = Promise.allSettled(
    Array.from({ length: 4 }, () => notes.read(deployment.acme, someone, hold, { signal: flood.signal })),
  )
  flood.abort()
  const codes = (await calls).map((result) => result.status === 'rejected' && result.reason.code)
  expect(codes.sort()).toEqual(['aborted', 'aborted', 'busy', 'busy'])
})
