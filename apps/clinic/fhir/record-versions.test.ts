import { expect, test } from 'vitest'
import { getRecord } from '../records/record-detail.ts'
import { bundleOf, condition, patient, practitioner, weight } from './test/bundles.ts'
import { actor, counts } from './test/importing.ts'
import { meera, openImportingClinics } from './test/importing-clinics.ts'

const clinics = openImportingClinics()

test('importing the same file twice changes nothing', async () => {
  const { importing, acme } = clinics
  const path = await importing.write({ 'meera.json': meera })
  await importing.importPath(acme, path)
  const before = await importing.resourcesOf(acme)
  const again = await importing.importPath(acme, path)
  expect(counts(again)).toEqual({ read: 6, created: 0, updated: 0, unchanged: 6, failed: 0 })
  expect(await importing.resourcesOf(acme)).toEqual(before)
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(1)
})

test('keys in another order and other white space are the same content', async () => {
  const { importing, acme } = clinics
  await importing.importFiles(acme, { 'a.json': bundleOf([patient('p', { gender: 'female' })]) })
  const { resourceType, id, ...rest } = patient('p')
  const reordered = { ...Object.fromEntries(Object.entries(rest).reverse()), id, resourceType }
  const again = await importing.importFiles(acme, { 'a.json': JSON.stringify(reordered, null, 3) })
  expect(counts(again)).toMatchObject({ read: 1, unchanged: 1 })
})

test('changed content is a new version, and the old one stays to be read', async () => {
  const { importing, acme } = clinics
  await importing.importFiles(acme, { 'a.json': meera })
  const changed = meera.replace('"value":72.5', '"value":80.25')
  const done = await importing.importFiles(acme, { 'b.json': changed })
  expect(counts(done)).toEqual({ read: 6, created: 0, updated: 1, unchanged: 5, failed: 0 })
  const observations = await importing.rowsOf(acme, 'clinic.observations')
  expect(observations.map(({ valueNumber }) => valueNumber).sort()).toEqual([80.25, null])

  const resource = (await importing.resourcesOf(acme)).find(({ resourceId }) => resourceId === 'weight')!
  const record = (version?: number) =>
    importing.db.read(acme, actor, (db) =>
      getRecord(db, { patientId: resource.patientId!, recordId: resource.id, version }),
    )
  const newest = await record()
  expect(newest).toMatchObject({ version: 2, versions: [{ version: 2 }, { version: 1 }] })
  expect(newest.original).toContain('80.25')
  const first = await record(1)
  expect(first.original).toContain('72.5')
  await expect(record(3)).rejects.toMatchObject({ code: 'not_found' })
})

test('practitioners that bundles carry along in two forms do not turn back and forth', async () => {
  const { importing, acme } = clinics
  const withExtension = practitioner('anil', {
    extension: [{ url: 'http://example.org/seen', valueInteger: 7 }],
  })
  const path = await importing.write({
    'a.json': bundleOf([patient('a'), practitioner('anil')]),
    'b.json': bundleOf([withExtension]),
    'c.json': bundleOf([patient('c'), practitioner('anil')]),
  })
  const first = await importing.importPath(acme, path)
  expect(counts(first)).toEqual({ read: 5, created: 3, updated: 1, unchanged: 1, failed: 0 })
  const second = await importing.importPath(acme, path)
  expect(counts(second)).toEqual({ read: 5, created: 0, updated: 0, unchanged: 5, failed: 0 })
})

test('a condition that comes back is a new version, though its content is an old one', async () => {
  const { importing, acme } = clinics
  const state = (code: string) => ({ clinicalStatus: { coding: [{ code }] } })
  const bundles = ['active', 'resolved', 'active'].map((code, i) =>
    bundleOf([patient('p'), condition('c', 'p', state(code)), practitioner(`seen-${i}`)]),
  )
  const results = []
  for (const bundle of bundles) results.push(await importing.importFiles(acme, { 'a.json': bundle }))
  expect(results.map(({ updated }) => updated)).toEqual([0, 1, 1])
  expect(await importing.rowsOf(acme, 'clinic.problems')).toMatchObject([{ status: 'active' }])
  // The second bundle itself again: it was taken over before, so it brings nothing new.
  const again = await importing.importFiles(acme, { 'other-name.json': bundles[1]! })
  expect(counts(again)).toMatchObject({ updated: 0, unchanged: 3 })
  expect(await importing.rowsOf(acme, 'clinic.problems')).toMatchObject([{ status: 'active' }])
})

test('several versions in one bundle become versions, in the order of time', async () => {
  const { importing, acme, globex } = clinics
  const states = ['active', 'inactive', 'resolved'].map((code) =>
    condition('c', 'p', { clinicalStatus: { coding: [{ code }] } }),
  )
  const done = await importing.importFiles(acme, { 'a.json': bundleOf([patient('p'), ...states]) })
  expect(counts(done)).toEqual({ read: 4, created: 2, updated: 2, unchanged: 0, failed: 0 })
  expect(await importing.rowsOf(acme, 'clinic.problems')).toMatchObject([{ status: 'resolved' }])
  expect(await importing.rowsOf(acme, 'clinic.fhir_versions')).toHaveLength(2)

  // A history lists the newest first.
  const history = bundleOf([...states.toReversed(), patient('p')], 'history')
  await importing.importFiles(globex, { 'a.json': history })
  expect(await importing.rowsOf(globex, 'clinic.problems')).toMatchObject([{ status: 'resolved' }])
})

test('a patient who stands in a bundle twice is registered once, as the last says', async () => {
  const { importing, acme } = clinics
  const twice = [patient('p'), condition('c', 'p'), patient('p', { gender: 'other' })]
  const done = await importing.importFiles(acme, { 'a.json': bundleOf(twice) })
  expect(counts(done)).toEqual({ read: 3, created: 2, updated: 1, unchanged: 0, failed: 0 })
  expect(await importing.rowsOf(acme, 'clinic.patients')).toMatchObject([{ sex: 'other' }])
  expect(await importing.rowsOf(acme, 'clinic.fhir_versions')).toMatchObject([{ version: 1 }])
})

test('a record may go to another patient, but not to nobody', async () => {
  const { importing, acme } = clinics
  await importing.importFiles(acme, {
    'a.json': bundleOf([patient('a'), patient('b'), weight('w', 'a', 70)]),
  })
  const moved = await importing.importFiles(acme, {
    'b.json': bundleOf([patient('b'), weight('w', 'b', 70)]),
  })
  expect(counts(moved)).toMatchObject({ updated: 1, unchanged: 1 })
  const b = (await importing.resourcesOf(acme)).find(({ resourceId }) => resourceId === 'b')!
  expect(await importing.rowsOf(acme, 'clinic.observations')).toMatchObject([{ patientId: b.id }])
  const nobody = weight('w', 'b', 70, { subject: { reference: 'Group/1' } })
  const left = await importing.importFiles(acme, { 'c.json': bundleOf([nobody]) })
  expect(counts(left)).toMatchObject({ failed: 1 })
  expect(await importing.problemsOf(acme, left)).toMatchObject([
    { reason: expect.stringContaining('names none now') },
  ])
})
