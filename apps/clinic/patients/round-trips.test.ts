import { type Actor, newId, openTenancy, type Tenancy, type Tenant, type TenantDb } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type Proxy, startProxy } from '../../../packages/tenancy/test/proxy.ts'
import { listPatients } from './list-patients.ts'
import { insertPatients, nobody } from './patients.ts'
import type { PatientTables } from './patients.tables.ts'

const someone: Actor = { kind: 'system', name: 'test' }
const deployment = openDeployment()
let proxy: Proxy
let tenancy: Tenancy
let clinic: TenantDb<PatientTables>
let acme: Tenant

beforeAll(async () => {
  proxy = await startProxy(deployment.databaseUrl)
  tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey, maxConnections: 1 })
  clinic = tenancy.tables<PatientTables>()
  acme = tenancy.directory.bySlug('acme')!
  await insert(60)
})
afterAll(async () => {
  await tenancy.close()
  await proxy.close()
})

const insert = (count: number) =>
  clinic.run(acme, someone, (tx) =>
    insertPatients(
      tx,
      Array.from({ length: count }, (_, at) => ({
        ...nobody,
        id: newId(),
        givenName: `Given${at}`,
        familyName: 'Known',
        phone: '+919820012345',
      })),
    ),
  )

async function tripsOf(work: () => Promise<unknown>) {
  proxy.reset()
  await work()
  return proxy.roundTrips()
}

test.each([{}, { sort: '-updated' as const }, { q: 'known' }, { q: 'gvien1 knwon' }, { q: '98200' }])(
  'a page is one round trip, asked for by %o',
  async (query) => {
    const trips = await tripsOf(() => clinic.read(acme, someone, (db) => listPatients(db, query)))
    expect(trips).toBe(1)
  },
)

test('an import takes as many round trips for one patient as for hundreds', async () => {
  const one = await tripsOf(() => insert(1))
  expect(await tripsOf(() => insert(60))).toBe(one)
  expect(one).toBeLessThanOrEqual(6)
})
