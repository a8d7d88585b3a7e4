import type { Tenant } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import { editPatient, getPatient } from '../patients/patients.ts'
import { getRecord } from '../records/record-detail.ts'
import { listTimeline } from '../records/timeline.ts'
import { bundleOf, condition, encounter, inside, patient, practitioner, weight } from './test/bundles.ts'
import { actor, counts } from './test/importing.ts'
import { meera, openImportingClinics } from './test/importing-clinics.ts'

const clinics = openImportingClinics()

test.each(['pool', 'silo'] as const)(
  'a bundle’s records stand in the charts of a clinic in a %s and of nobody else',
  async (placement) => {
    const { deployment, importing, acme, globex } = clinics
    const clinic = placement === 'pool' ? acme : deployment.tenant('solo')
    const done = await importing.importFiles(clinic, { 'meera.json': meera })
    expect(done).toMatchObject({
      state: 'done',
      read: 6,
      created: 6,
      updated: 0,
      unchanged: 0,
      failed: 0,
      problems: 0,
    })
    expect(done.types.find(({ type }) => type === 'Observation')).toMatchObject({ read: 2, created: 2 })

    const [encounterRow] = await importing.rowsOf(clinic, 'clinic.encounters')
    const [problem] = await importing.rowsOf(clinic, 'clinic.problems')
    expect(encounterRow).toMatchObject({ title: 'Check-up', practitioner: 'Dr. Anil Kulkarni' })
    expect(problem).toMatchObject({ title: 'Asthma', occurredText: '2019-05', encounterId: encounterRow!.id })
    const [registered] = await importing.rowsOf(clinic, 'clinic.patients')
    expect(registered).toMatchObject({ givenName: 'Meera', familyName: 'Rao', birthDate: '1980-04-02' })
    expect(problem!.patientId).toBe(registered!.id)

    for (const other of [acme, globex]) {
      if (other === clinic) continue
      expect(await importing.resourcesOf(other)).toEqual([])
      expect(await importing.rowsOf(other, 'clinic.imports')).toEqual([])
      expect(await importing.rowsOf(other, 'clinic.import_bundles')).toEqual([])
    }
  },
)

test('the same records in two clinics are two records', async () => {
  const { importing, acme, globex } = clinics
  await importing.importFiles(acme, { 'meera.json': meera })
  const again = await importing.importFiles(globex, { 'meera.json': meera })
  expect(counts(again)).toMatchObject({ read: 6, created: 6 })
  const ids = async (clinic: Tenant) => (await importing.resourcesOf(clinic)).map(({ id }) => id)
  expect(await ids(acme)).not.toEqual(expect.arrayContaining(await ids(globex)))
})

test('records of two sources with the same ids are different records', async () => {
  const { importing, acme } = clinics
  await importing.importFiles(acme, { 'a.json': bundleOf([patient('1')]) }, { source: 'hospital-a' })
  const other = await importing.importFiles(
    acme,
    { 'a.json': bundleOf([patient('1')]) },
    { source: 'hospital-b' },
  )
  expect(counts(other)).toMatchObject({ created: 1, unchanged: 0 })
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(2)
})

test('references lead to earlier imports, by type and id and by urn', async () => {
  const { importing, acme } = clinics
  await importing.importFiles(acme, {
    'a.json': bundleOf([patient('p'), encounter('e', 'p'), practitioner('d')]),
  })
  const later = [
    condition('by-id', 'x', { subject: { reference: 'Patient/p' }, encounter: { reference: 'Encounter/e' } }),
    condition('by-url', 'x', { subject: { reference: 'https://ehr.example.org/fhir/Patient/p/_history/2' } }),
    condition('by-urn', 'x', { subject: inside('p'), encounter: inside('e') }),
    encounter('named', 'x', {
      subject: { reference: 'Patient/p' },
      participant: [{ individual: { reference: 'Practitioner/d' } }],
    }),
  ]
  const done = await importing.importFiles(acme, { 'b.json': bundleOf(later) })
  expect(counts(done)).toMatchObject({ created: 4, failed: 0 })
  const problems = await importing.rowsOf(acme, 'clinic.problems')
  const [{ id }] = (await importing.rowsOf(acme, 'clinic.patients')) as [{ id: string }]
  expect(problems.map(({ patientId }) => patientId)).toEqual([id, id, id])
  expect(problems.filter(({ encounterId }) => encounterId !== null)).toHaveLength(2)
  const named = (await importing.rowsOf(acme, 'clinic.encounters')).find(({ practitioner }) => practitioner)
  expect(named).toMatchObject({ practitioner: 'Dr. Anil Kulkarni' })
})

test('in an export of lines the patients may come last', async () => {
  const { importing, acme } = clinics
  const lines = (...resources: object[]) => resources.map((each) => JSON.stringify(each)).join('\n')
  const to = (reference: string) => ({ reference })
  const done = await importing.importFiles(acme, {
    'Condition.ndjson': lines(
      condition('c', '', { subject: to('Patient/p'), encounter: to('Encounter/e') }),
      condition('lost', '', { subject: to('Patient/nobody') }),
    ),
    'DiagnosticReport.ndjson': lines({
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      subject: to('Patient/p'),
      result: [to('Observation/o')],
    }),
    'Encounter.ndjson': lines(encounter('e', '', { subject: to('Patient/p') })),
    'Observation.ndjson': lines(
      weight('o', '', 70, { subject: to('Patient/p'), encounter: to('Encounter/unknown') }),
    ),
    'Patient.ndjson': lines(patient('p')),
  })
  expect(counts(done)).toEqual({ read: 6, created: 5, updated: 0, unchanged: 0, failed: 1 })
  expect(await importing.problemsOf(acme, done)).toEqual([
    {
      path: 'Condition.ndjson',
      entry: 2,
      resourceType: 'Condition',
      reason: 'Condition.subject: “Patient/nobody” is neither in this import nor in an earlier one',
    },
  ])
  const [encounterRow] = await importing.rowsOf(acme, 'clinic.encounters')
  const [observation] = await importing.rowsOf(acme, 'clinic.observations')
  expect(await importing.rowsOf(acme, 'clinic.problems')).toMatchObject([{ encounterId: encounterRow!.id }])
  expect(await importing.rowsOf(acme, 'clinic.reports')).toMatchObject([{ resultIds: [observation!.id] }])
  expect(observation!.encounterId).toBeNull()
})

test('what a server says about a search is no record', async () => {
  const { importing, acme } = clinics
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] }
  const done = await importing.importFiles(acme, { 'a.json': bundleOf([patient('p'), outcome], 'searchset') })
  expect(done).toMatchObject({ read: 1, created: 1, failed: 0, problems: 0 })
})

test('what the clinic wrote about a patient stays, unless the source itself changes it', async () => {
  const { importing, acme } = clinics
  await importing.importFiles(acme, { 'a.json': bundleOf([patient('p')]) })
  const [{ id }] = (await importing.rowsOf(acme, 'clinic.patients')) as [{ id: string }]
  const person = () => importing.db.read(acme, actor, (db) => getPatient(db, id))
  const { version } = await person()
  const change = { familyName: 'Rao-Iyer', phone: '98200 12345' }
  await importing.db.run(acme, actor, (tx) => editPatient(tx, { id, version, change }))

  const moved = patient('p', { address: [{ city: 'Pune' }] })
  expect(counts(await importing.importFiles(acme, { 'b.json': bundleOf([moved]) }))).toMatchObject({
    updated: 1,
  })
  expect(await person()).toMatchObject({
    familyName: 'Rao-Iyer',
    phone: '+919820012345',
    address: { city: 'Pune' },
  })
  const renamed = patient('p', {
    name: [{ family: 'Kapoor', given: ['Meera'] }],
    address: [{ city: 'Pune' }],
  })
  await importing.importFiles(acme, { 'c.json': bundleOf([renamed]) })
  expect(await person()).toMatchObject({
    familyName: 'Kapoor',
    phone: '+919820012345',
  })
})

test('every type is listed, and its original can be opened', async () => {
  const { importing, acme } = clinics
  const others = [
    {
      resourceType: 'CarePlan',
      id: 'plan',
      title: 'Asthma plan',
      subject: inside('p'),
      period: { start: '2020' },
    },
    { resourceType: 'Claim', id: 'claim', created: '2020-01-02', patient: inside('p') },
    { resourceType: 'Provenance', id: 'who' },
  ]
  await importing.importFiles(acme, { 'a.json': bundleOf([patient('p'), ...others]) })
  const [{ id: patientId }] = (await importing.rowsOf(acme, 'clinic.patients')) as [{ id: string }]
  const { items } = await importing.db.read(acme, actor, (db) =>
    listTimeline(db, { patientId, kinds: 'document,billing' }),
  )
  expect(items.map(({ type, title, at }) => [type, title, at])).toEqual([
    ['Claim', 'Claim', '2020-01-02'],
    ['CarePlan', 'Asthma plan', '2020'],
  ])
  const plan = await importing.db.read(acme, actor, (db) =>
    getRecord(db, { patientId, recordId: items[1]!.id }),
  )
  expect(JSON.parse(plan.original!)).toEqual(others[0])
  const kinds = (await importing.resourcesOf(acme)).map(({ resourceType, kind }) => [resourceType, kind])
  expect(kinds).toContainEqual(['Provenance', 'directory'])
})

const testData = process.env.TENANTRY_TEST_DATA
const skipped = testData ? '' : ' (skipped: TENANTRY_TEST_DATA is not set)'

test.skipIf(!testData)(
  `the real records of 157 patients close, in the pool and in a silo, and a second run changes nothing${skipped}`,
  async () => {
    const { deployment, importing, acme } = clinics
    const path = `${testData}/synthea-r4/synthea_r4_158_bundles.tar.gz`
    for (const clinic of [acme, deployment.tenant('solo')]) {
      const first = await importing.importPath(clinic, path)
      expect(first).toMatchObject({ state: 'done', bundles: 158, problems: 0 })
      expect(counts(first)).toEqual({ read: 35_738, created: 35_330, updated: 70, unchanged: 338, failed: 0 })
      const created = Object.fromEntries(first.types.map((each) => [each.type, each.created]))
      expect(created).toMatchObject({ Patient: 157, Encounter: 3105, Observation: 17_616, Practitioner: 102 })
    }
    expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(157)
    expect(await importing.rowsOf(acme, 'clinic.observations')).toHaveLength(17_616)
    const second = await importing.importPath(acme, path)
    expect(counts(second)).toEqual({ read: 35_738, created: 0, updated: 0, unchanged: 35_738, failed: 0 })
  },
  600_000,
)
