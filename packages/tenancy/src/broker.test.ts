import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { Broker } from './broker.ts'
import { openTenancy, type Tenancy, type Tenant, type TenantReader } from './index.ts'
import { addressOf, urlsOf } from './servers.ts'

const deployment = openDeployment()
let tenancy: Tenancy | undefined

afterEach(() => tenancy?.close())

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

test('within the budget none makes room for another, whichever database is asked', async () => {
  const notes = await open(3)
  const { acme, solo } = deployment
  const backends: number[] = []
  for (const tenant of [acme, solo, acme, solo]) backends.push(await notes.read(tenant, someone, backendOf))
  expect(backends.slice(2)).toEqual(backends.slice(0, 2))
})

test('what nobody has used for its time is closed, and what is lent is not', async () => {
  const broker = new Broker({
    urlOf: urlsOf(deployment.databaseUrl, {}, 'databaseUrl'),
    budget: 3,
    perTenant: 3,
    queueLimit: 10,
    idleMs: 50,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 5_000,
    onError: () => {},
  })
  const { id, placement } = deployment.acme
  const lease = () => broker.lease(addressOf(placement), id, new AbortController().signal)
  try {
    const [lent, other] = [await lease(), await lease()]
    broker.release(other, id)
    await vi.waitUntil(() => broker.open === 1, { timeout: 20_000 })
    const [answer] = await lent.batch([{ text: 'select 41 + 1 as answer', values: [] }])
    expect(answer!.rows).toEqual([{ answer: 42 }])
    broker.release(lent, id)
    await vi.waitUntil(() => broker.open === 0, { timeout: 20_000 })
  } finally {
    await broker.close()
  }
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
