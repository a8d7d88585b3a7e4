import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Tenant } from '@tenantry/tenancy'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { editPatient, getPatient } from '../patients/patients.ts'
import { getRecord } from '../records/record-detail.ts'
import { listTimeline } from '../records/timeline.ts'
import { type Deployment, masterKey, startDeployment } from '#test/deployment.ts'
import { cancelImport } from './imports.ts'
import {
  bundleOf,
  condition,
  encounter,
  inside,
  manyBundles,
  patient,
  practitioner,
  pressure,
  weight,
} from './test/bundles.ts'
import { brokenResources } from './test/broken-resources.ts'
import { actor, counts, type Importing, startImporting } from './test/importing.ts'
import { TurnLost } from './turns.ts'

let deployment: Deployment
let importing: Importing
let acme: Tenant
let globex: Tenant
beforeAll(async () => {
  deployment = await startDeployment()
  importing = await startImporting(deployment)
})
afterAll(async () => {
  await importing.remove()
  await deployment.close()
})
// New ones for each test: nothing is there yet.
beforeEach(async () => {
  acme = await importing.newClinic()
  globex = await importing.newClinic()
})

const meera = bundleOf([
  patient('meera'),
  practitioner('anil'),
  encounter('visit', 'meera', { participant: [{ individual: inside('anil') }] }),
  condition('asthma', 'meera', { encounter: inside('visit') }),
  weight('weight', 'meera', 72.5, { encounter: inside('visit') }),
  pressure('pressure', 'meera', 118, 76),
])

test.each(['pool', 'silo'] as const)(
  'a bundle’s records stand in the charts of a clinic in a %s and of nobody else',
  async (placement) => {
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
  await importing.importFiles(acme, { 'meera.json': meera })
  const again = await importing.importFiles(globex, { 'meera.json': meera })
  expect(counts(again)).toMatchObject({ read: 6, created: 6 })
  const ids = async (clinic: Tenant) => (await importing.resourcesOf(clinic)).map(({ id }) => id)
  expect(await ids(acme)).not.toEqual(expect.arrayContaining(await ids(globex)))
})

test('importing the same file twice changes nothing', async () => {
  const path = await importing.write({ 'meera.json': meera })
  await importing.importPath(acme, path)
  const before = await importing.resourcesOf(acme)
  const again = await importing.importPath(acme, path)
  expect(counts(again)).toEqual({ read: 6, created: 0, updated: 0, unchanged: 6, failed: 0 })
  expect(await importing.resourcesOf(acme)).toEqual(before)
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(1)
})

test('keys in another order and other white space are the same content', async () => {
  await importing.importFiles(acme, { 'a.json': bundleOf([patient('p', { gender: 'female' })]) })
  const { resourceType, id, ...rest } = patient('p')
  const reordered = { ...Object.fromEntries(Object.entries(rest).reverse()), id, resourceType }
  const again = await importing.importFiles(acme, { 'a.json': JSON.stringify(reordered, null, 3) })
  expect(counts(again)).toMatchObject({ read: 1, unchanged: 1 })
})

test('changed content is a new version, and the old one stays to be read', async () => {
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
  const twice = [patient('p'), condition('c', 'p'), patient('p', { gender: 'other' })]
  const done = await importing.importFiles(acme, { 'a.json': bundleOf(twice) })
  expect(counts(done)).toEqual({ read: 3, created: 2, updated: 1, unchanged: 0, failed: 0 })
  expect(await importing.rowsOf(acme, 'clinic.patients')).toMatchObject([{ sex: 'other' }])
  expect(await importing.rowsOf(acme, 'clinic.fhir_versions')).toMatchObject([{ version: 1 }])
})

test('a record may go to another patient, but not to nobody', async () => {
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

test('records of two sources with the same ids are different records', async () => {
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

test('a bundle with a bad resource is refused as a whole, with every reason, and the others go on', async () => {
  const bad = bundleOf([
    patient('b'),
    condition('c1', 'b', { onsetDateTime: '2026-02-30' }),
    condition('c2', 'b', { code: 'asthma' }),
    {
      resourceType: 'Observation',
      id: 'no-patient',
      status: 'final',
      code: {},
      subject: { reference: 'Patient/none' },
    },
  ])
  const done = await importing.importFiles(acme, {
    'a.json': meera,
    'bad.json': bad,
    'c.json': bundleOf([patient('c')]),
  })
  expect(done).toMatchObject({ state: 'done', read: 11, created: 7, failed: 4, problems: 3, bundles: 3 })
  expect(await importing.problemsOf(acme, done)).toEqual([
    {
      path: 'bad.json',
      entry: 2,
      resourceType: 'Condition',
      reason: expect.stringMatching(
        /not imported: Condition\.onsetDateTime: “2026-02-30”: there is no such day/,
      ),
    },
    expect.objectContaining({ entry: 3, reason: expect.stringContaining('Condition.code: not an object') }),
    expect.objectContaining({
      entry: 4,
      reason: expect.stringContaining('“Patient/none” is neither in this import'),
    }),
  ])
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(2)
  expect((await importing.resourcesOf(acme)).map(({ resourceId }) => resourceId)).not.toContain('b')
})

test('bad lines are told one by one, and the good ones are taken', async () => {
  const lines = [
    JSON.stringify(patient('p')),
    '{"resourceType":"Condition",',
    JSON.stringify(condition('c', '', { subject: { reference: 'Patient/p' } })),
    JSON.stringify({ ...patient('no id'), id: undefined }),
    JSON.stringify(patient('n', { name: [{ family: 'a\u0000b' }] })),
    JSON.stringify(patient('future', { birthDate: '2999-01-01' })),
    JSON.stringify(condition('of-future', '', { subject: { reference: 'Patient/future' } })),
    '{"resourceType":"Nonsense","id":"z"}',
    '{"resourceType":"Patient","id":"half","name":[{"family":"a\\ud800b"}]}',
  ]
  const done = await importing.importFiles(acme, { 'x.ndjson': lines.join('\n') })
  expect(counts(done)).toEqual({ read: 9, created: 2, updated: 0, unchanged: 0, failed: 7 })
  const problems = await importing.problemsOf(acme, done)
  expect(problems.map(({ entry, reason }) => [entry, reason])).toEqual([
    [2, expect.stringContaining('cut off')],
    [4, expect.stringContaining('neither an id nor a fullUrl')],
    [5, expect.stringContaining('NUL')],
    [6, expect.stringContaining('2999-01-01 lies ahead')],
    [7, expect.stringContaining('its patient was refused')],
    [8, expect.stringContaining('Nonsense is no resource of FHIR R4')],
    [9, expect.stringContaining('half a character')],
  ])
})

test('what a server says about a search is no record', async () => {
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] }
  const done = await importing.importFiles(acme, { 'a.json': bundleOf([patient('p'), outcome], 'searchset') })
  expect(done).toMatchObject({ read: 1, created: 1, failed: 0, problems: 0 })
})

test('whatever stands in a line, the database never has to refuse it', async () => {
  const broken = fc.sample(brokenResources, { numRuns: 1500, seed: 7 })
  const lines = [
    JSON.stringify(patient('1')),
    ...broken.map(({ type, json }, i) => JSON.stringify({ ...json, id: `id-${i}`, resourceType: type })),
  ]
  const done = await importing.importFiles(acme, { 'x.ndjson': lines.join('\n') })
  expect(done).toMatchObject({ state: 'done', read: 1501 })
  expect(done.created).toBeGreaterThan(300)
  expect(done.created + done.failed).toBe(1501)
  const reasons = (await importing.problemsOf(acme, done)).map(({ reason }) => reason)
  expect(reasons.filter((reason) => reason.includes('database'))).toEqual([])
})

test('a source has a name that is one', async () => {
  const path = await importing.write({ 'a.json': meera })
  await expect(importing.importPath(acme, path, { source: '../other' })).rejects.toThrow(RangeError)
  expect(await importing.rowsOf(acme, 'clinic.imports')).toEqual([])
})

test('a source that is refused leaves nothing but its reason', async () => {
  const missing = await importing.importPath(acme, `${importing.folder}/nowhere.zip`)
  expect(missing).toMatchObject({ state: 'failed', reason: 'there is no such file', read: 0, problems: 1 })
  expect(await importing.problemsOf(acme, missing)).toMatchObject([{ path: 'nowhere.zip' }])
  expect(await importing.resourcesOf(acme)).toEqual([])
})

test('what the clinic wrote about a patient stays, unless the source itself changes it', async () => {
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

test('an import that is killed again and again ends as if it never had been', async () => {
  const path = await importing.write({
    ...manyBundles(24),
    'bad.json': '{',
    'worse.json': bundleOf([{ resourceType: 'X' }]),
  })
  const script = fileURLToPath(new URL('./test/import-in-child.ts', import.meta.url))
  const args = [script, deployment.databaseUrl, masterKey.toString('hex'), acme.slug, path, '300']
  let kills = 0
  let finished = false
  for (let round = 0; round < 20 && !finished; round++) {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    let begun: number | undefined
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') finished = true
      begun ??= Number(line)
      // In the midst of whatever it does just then, but not so late that it may have come to its end.
      if (Number(line) >= begun + 4 && Number(line) < 18 && child.kill('SIGKILL')) kills++
    }
    await exited
  }
  expect(finished).toBe(true)
  expect(kills).toBeGreaterThan(2)

  const [row, ...others] = await importing.rowsOf(acme, 'clinic.imports')
  expect(others).toEqual([])
  expect(row).toMatchObject({
    state: 'done',
    readCount: 505,
    createdCount: 504,
    failedCount: 1,
    bundleCount: 25,
    problemCount: 2,
  })
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(24)
  expect(await importing.rowsOf(acme, 'clinic.observations')).toHaveLength(480)
  expect(await importing.rowsOf(acme, 'clinic.fhir_versions')).toEqual([])
  expect(await importing.rowsOf(acme, 'clinic.import_problems')).toHaveLength(2)
})

test('an import that is interrupted by its signal goes on where it was', async () => {
  const path = await importing.write(manyBundles(6))
  const interrupt = new AbortController()
  const run = importing.importPath(acme, path, {
    signal: interrupt.signal,
    onProgress: ({ bundles }) => bundles === 2 && interrupt.abort(new Error('enough')),
  })
  await expect(run).rejects.toThrow('enough')
  const seen: number[] = []
  const done = await importing.importPath(acme, path, { onProgress: ({ bundles }) => seen.push(bundles) })
  expect(seen[0]).toBe(3)
  expect(counts(done)).toEqual({ read: 126, created: 126, updated: 0, unchanged: 0, failed: 0 })
  expect(await importing.rowsOf(acme, 'clinic.imports')).toHaveLength(1)
})

test('two imports at once wait for one another, and what both bring is there once', async () => {
  const path = await importing.write(manyBundles(6))
  const other = await importing.write({ ...manyBundles(6), 'more.json': meera })
  const [one, two] = await Promise.all([importing.importPath(acme, path), importing.importPath(acme, other)])
  expect(one.created + two.created).toBe(132)
  expect(one.unchanged + two.unchanged).toBe(126)
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(7)
})

test('imports of two clinics do not wait for one another', async () => {
  const path = await importing.write(manyBundles(3))
  const seen: string[] = []
  const note = { onProgress: ({ state }: { state: string }) => void seen.push(state) }
  await Promise.all([importing.importPath(acme, path, note), importing.importPath(globex, path, note)])
  expect(seen).not.toContain('waiting')
})

test('who has lost the turn commits nothing more', async () => {
  const path = await importing.write(manyBundles(6))
  let stolen: Promise<unknown> | undefined
  const run = importing.importPath(acme, path, {
    onProgress: ({ bundles }) => {
      if (bundles !== 2) return
      stolen = importing.db.run(acme, actor, (tx) =>
        tx
          .updateTable('clinic.import_turns')
          .set({ holder: '01a1fd55-0adc-702d-8153-231e9c0a3b8e', leaseUntil: '2100-01-01T00:00:00Z' })
          .execute(),
      )
    },
  })
  await expect(run).rejects.toThrow(TurnLost)
  await stolen
  const [row] = await importing.rowsOf(acme, 'clinic.imports')
  const patients = await importing.rowsOf(acme, 'clinic.patients')
  expect(row).toMatchObject({ state: 'running', bundleCount: patients.length })
  expect(patients.length).toBeLessThan(6)
})

test('an import that somebody stops ends after the bundle it is at, and keeps what it has', async () => {
  const path = await importing.write(manyBundles(8))
  let stopped: Promise<unknown> | undefined
  const done = await importing.importPath(acme, path, {
    onProgress: ({ id, bundles }) => {
      if (bundles === 2) stopped = importing.db.run(acme, actor, (tx) => cancelImport(tx, id))
    },
  })
  await stopped
  expect(done.state).toBe('canceled')
  expect(done.bundles).toBeLessThan(8)
  expect(await importing.rowsOf(acme, 'clinic.patients')).toHaveLength(done.bundles)
})

const testData = process.env.TENANTRY_TEST_DATA
const skipped = testData ? '' : ' (skipped: TENANTRY_TEST_DATA is not set)'
test.skipIf(!testData)(
  `the real records of 157 patients close, in the pool and in a silo, and a second run changes nothing${skipped}`,
  async () => {
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
