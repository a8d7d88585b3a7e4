import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundleOf, condition, patient } from './test/bundles.ts'
import { brokenResources } from './test/broken-resources.ts'
import { counts } from './test/importing.ts'
import { meera, openImportingClinics } from './test/importing-clinics.ts'

const clinics = openImportingClinics()

test('a bundle with a bad resource is refused as a whole, with every reason, and the others go on', async () => {
  const { importing, acme } = clinics
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
  const { importing, acme } = clinics
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

test('whatever stands in a line, the database never has to refuse it', async () => {
  const { importing, acme } = clinics
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
  const { importing, acme } = clinics
  const path = await importing.write({ 'a.json': meera })
  await expect(importing.importPath(acme, path, { source: '../other' })).rejects.toThrow(RangeError)
  expect(await importing.rowsOf(acme, 'clinic.imports')).toEqual([])
})

test('a source that is refused leaves nothing but its reason', async () => {
  const { importing, acme } = clinics
  const missing = await importing.importPath(acme, `${importing.folder}/nowhere.zip`)
  expect(missing).toMatchObject({ state: 'failed', reason: 'there is no such file', read: 0, problems: 1 })
  expect(await importing.problemsOf(acme, missing)).toMatchObject([{ path: 'nowhere.zip' }])
  expect(await importing.resourcesOf(acme)).toEqual([])
})
