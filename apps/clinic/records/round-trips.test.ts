import { openTenancy, type Tenancy, type Tenant, type TenantDb } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type Proxy, startProxy } from '../../../packages/tenancy/test/proxy.ts'
import type { FhirTables } from '../fhir/fhir.tables.ts'
import { importFhir } from '../fhir/import-fhir.ts'
import { bundleOf, encounter, inside, patient, weight } from '../fhir/test/bundles.ts'
import { actor, type Importing, startImporting } from '../fhir/test/importing.ts'
import { getChart } from './chart.ts'
import { listRecords } from './list-records.ts'
import { listTimeline } from './timeline.ts'

const deployment = openDeployment()
let importing: Importing
let proxy: Proxy
let tenancy: Tenancy
let clinic: TenantDb<FhirTables>
let acme: Tenant
let patientId: string

beforeAll(async () => {
  importing = await startImporting(deployment)
  proxy = await startProxy(deployment.databaseUrl)
  tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey, maxConnections: 1 })
  clinic = tenancy.tables<FhirTables>()
  acme = tenancy.directory.bySlug('acme')!
  await importFhir(clinic, acme, actor, await importing.write({ 'a.json': bundleWith('first', 5) }))
  const [row] = await importing.rowsOf(acme, 'clinic.patients')
  patientId = row!.id as string
})
afterAll(async () => {
  await tenancy.close()
  await proxy.close()
  await importing.remove()
})

async function tripsOf(work: () => Promise<unknown>) {
  proxy.reset()
  await work()
  return proxy.roundTrips()
}

const bundleWith = (id: string, visits: number) =>
  bundleOf([
    patient(id),
    ...Array.from({ length: visits }, (_, i) => encounter(`${id}-visit-${i}`, id)),
    ...Array.from({ length: visits }, (_, i) =>
      weight(`${id}-weight-${i}`, id, 60 + i, { encounter: inside(`${id}-visit-${i}`) }),
    ),
  ])

test('a chart’s first answer, a page of its timeline and a list cost one round trip each', async () => {
  const read = <T>(work: Parameters<typeof clinic.read<T>>[2]) => clinic.read(acme, actor, work)
  expect(await tripsOf(() => read((db) => getChart(db, patientId)))).toBe(1)
  expect(await tripsOf(() => read((db) => listTimeline(db, { patientId, limit: 2 })))).toBe(1)
  expect(await tripsOf(() => read((db) => listRecords(db, { patientId, kind: 'vitals' })))).toBe(1)
})

test('a bundle of four hundred resources costs the round trips of one of six', async () => {
  const importOf = async (id: string, visits: number) => {
    const path = await importing.write({ 'a.json': bundleWith(id, visits) })
    return tripsOf(() => importFhir(clinic, acme, actor, path))
  }
  const small = await importOf('small', 3)
  expect(await importOf('large', 200)).toBe(small)
  expect(small).toBeLessThan(40)
})
