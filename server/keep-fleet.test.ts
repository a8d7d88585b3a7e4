import { type Fleet, type FleetFinding, openFleet } from '@tenantry/tenancy'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Databases, ownDatabases } from '#test/own-databases.ts'
import { connectTo } from '#test/past-the-fence.ts'
import { keepFleet } from './keep-fleet.ts'
import { migrationModules } from './modules.ts'

let databases: Databases
let fleet: Fleet
beforeAll(async () => {
  databases = await ownDatabases('keep')
  fleet = openFleet({
    adminUrl: databases.adminUrl,
    masterKey: Buffer.alloc(32, 1),
    modules: migrationModules,
  })
  await fleet.migrate()
})
afterAll(() => databases.drop())

const onError = (error: unknown) => expect.unreachable(String(error))
const patience = { timeout: 30_000 }
const ready = async () => (await fleet.databases()).filter(({ state }) => state === 'ready')

test('a silo stands ready, and another takes the place of one that a tenant took', async () => {
  const given = { fleet, servers: ['main'], readySilos: 1, onFinding: () => {}, onError, stockEveryMs: 100 }
  const keeper = keepFleet(given)
  try {
    await vi.waitUntil(async () => (await ready()).length === 1, patience)
    const [first] = await ready()
    const tenant = { slug: 'taker', app: 'clinic', name: 'Taker', plan: 'trial', placement: 'silo' } as const
    expect((await fleet.provision(tenant)).placement.databaseId).toBe(first!.id)
    await vi.waitUntil(async () => (await ready()).length === 1, patience)
    expect((await ready())[0]!.id).not.toBe(first!.id)
  } finally {
    await keeper.close()
  }
})

test('what can be mended is, and what cannot is told once', async () => {
  const control = new URL(databases.adminUrl).pathname.slice(1)
  const stranger = `${control}_silo_9999`
  const client = await connectTo(databases.adminUrl)
  const [gone] = await ready()
  await client.query(`drop database ${pg.escapeIdentifier(gone!.name)}`)
  await client.query(`create database ${pg.escapeIdentifier(stranger)}`)
  await client.end()
  const told: FleetFinding[] = []
  const reconcile = vi.fn(fleet.reconcile)
  const keeper = keepFleet({
    fleet: { ...fleet, reconcile },
    servers: ['main'],
    readySilos: 0,
    onFinding: (finding) => told.push(finding),
    onError,
    reconcileEveryMs: 20,
  })
  try {
    await vi.waitUntil(() => reconcile.mock.settledResults.length > 3, patience)
    expect(told.filter(({ object }) => object === stranger)).toHaveLength(1)
    expect(told.filter(({ object }) => object === gone!.name)).toEqual([])
    expect((await fleet.databases()).map(({ id }) => id)).not.toContain(gone!.id)
  } finally {
    await keeper.close()
  }
})

test('while one look does not come to its end no others pile up behind it', async () => {
  vi.useFakeTimers()
  try {
    let looks = 0
    const answer = Promise.withResolvers<FleetFinding[]>()
    const reconcile = () => {
      looks++
      return answer.promise
    }
    const keeper = keepFleet({
      fleet: { reconcile, prepareSilos: async () => 0 },
      servers: [],
      readySilos: 0,
      onFinding: () => {},
      onError: () => {},
      reconcileEveryMs: 1_000,
    })
    await vi.advanceTimersByTimeAsync(100_000)
    expect(looks).toBe(1)
    answer.resolve([])
    await vi.advanceTimersByTimeAsync(0)
    expect(looks).toBe(2)
    await keeper.close()
  } finally {
    vi.useRealTimers()
  }
})
