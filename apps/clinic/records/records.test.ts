import type { Tenant } from '@tenantry/tenancy'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import {
  bundleOf,
  concept,
  condition,
  encounter,
  inside,
  patient,
  practitioner,
  pressure,
  type Resource,
  weight,
} from '../fhir/test/bundles.ts'
import { type Importing, startImporting } from '../fhir/test/importing.ts'
import * as contract from './records.contract.ts'

let deployment: Deployment
let importing: Importing
let doctor: Visitor
let meera: string
beforeAll(async () => {
  deployment = await startDeployment()
  importing = await startImporting(deployment)
  doctor = await deployment.signIn('acme', 'doctor')
  meera = await importPatient(deployment.tenant('acme'), 'meera', recordsOf('meera'))
})
afterAll(async () => {
  await deployment.close()
  await importing.remove()
})

async function importPatient(
  clinic: Tenant,
  id: string,
  resources: Resource[],
  more: object = {},
): Promise<string> {
  const done = await importing.importFiles(clinic, {
    [`${id}.json`]: bundleOf([patient(id, more), ...resources]),
  })
  expect(await importing.problemsOf(clinic, done)).toEqual([])
  const all = await importing.resourcesOf(clinic)
  return all.find(({ resourceType, resourceId }) => resourceType === 'Patient' && resourceId === id)!.id
}

const state = (code: string) => ({ clinicalStatus: concept(code, code) })
const at = (moment: string) => ({ effectiveDateTime: moment })
const laboratory = { category: [concept('Laboratory', 'laboratory')] }

/** What the tests below ask for: each line of it is there for one of them. */
function recordsOf(id: string): Resource[] {
  const drug = (key: string, name: string, more: object): Resource => ({
    resourceType: 'MedicationRequest',
    id: `${id}-${key}`,
    status: 'active',
    intent: 'order',
    subject: inside(id),
    medicationCodeableConcept: concept(name),
    ...more,
  })
  const allergy = (key: string, name: string, more: object): Resource => ({
    resourceType: 'AllergyIntolerance',
    id: `${id}-${key}`,
    clinicalStatus: concept('Active', 'active'),
    code: concept(name),
    patient: inside(id),
    ...more,
  })
  return [
    encounter(`${id}-visit`, id, { participant: [{ individual: { display: 'Dr. Anil Kulkarni' } }] }),
    encounter(`${id}-old`, id, { period: { start: '2001-02-03T10:00:00Z' } }),
    encounter(`${id}-next`, id, { status: 'planned', period: { start: '2999-01-01T10:00:00Z' } }),
    condition(`${id}-resolved`, id, {
      ...state('resolved'),
      code: concept('Cough'),
      onsetDateTime: '2023-01-01',
      abatementDateTime: '2023-02',
    }),
    condition(`${id}-active`, id, { code: concept('Asthma'), onsetDateTime: '2019-05' }),
    condition(`${id}-refuted`, id, {
      code: concept('Plague'),
      verificationStatus: concept('Refuted', 'refuted'),
    }),
    condition(`${id}-undated`, id, { code: concept('Tired'), onsetDateTime: undefined }),
    allergy('peanut', 'Peanut', {
      criticality: 'high',
      category: ['food'],
      reaction: [{ manifestation: [concept('Hives')] }],
    }),
    allergy('mould', 'Mould', { clinicalStatus: concept('Inactive', 'inactive') }),
    drug('first', 'Metformin', { authoredOn: '2020-01-01' }),
    drug('again', 'Metformin', { authoredOn: '2022-01-01', dosageInstruction: [{ text: 'One at night' }] }),
    drug('stopped', 'Aspirin', { status: 'stopped', authoredOn: '2021-01-01' }),
    weight(`${id}-w1`, id, 71.23456, at('2023-01-01T08:00:00Z')),
    weight(`${id}-w2`, id, 72.5, { ...at('2024-03-01T03:35:00Z'), encounter: inside(`${id}-visit`) }),
    weight(`${id}-wrong`, id, 999, { ...at('2024-03-02T03:35:00Z'), status: 'entered-in-error' }),
    pressure(`${id}-pressure`, id, 117.6, 76.2),
    weight(`${id}-glucose`, id, 5.5, {
      ...laboratory,
      ...at('2024-03-01T03:35:00Z'),
      code: concept('Glucose', '2339-0'),
      valueQuantity: { value: 5.5, unit: 'mmol/L' },
      interpretation: [concept('High', 'H')],
      referenceRange: [{ low: { value: 4 }, high: { value: 5.4 } }],
    }),
    {
      resourceType: 'DiagnosticReport',
      id: `${id}-report`,
      status: 'final',
      code: concept('Blood sugar'),
      subject: inside(id),
      effectiveDateTime: '2024-03-01T03:35:00Z',
      result: [inside(`${id}-glucose`)],
      conclusion: 'A little high.',
    },
    {
      resourceType: 'Immunization',
      id: `${id}-shot`,
      status: 'completed',
      vaccineCode: concept('Tdap'),
      patient: inside(id),
      occurrenceDateTime: '2018',
    },
    {
      resourceType: 'Procedure',
      id: `${id}-op`,
      status: 'completed',
      code: concept('Appendectomy'),
      subject: inside(id),
      performedDateTime: '2011-01',
    },
    {
      resourceType: 'CarePlan',
      id: `${id}-plan`,
      title: 'Asthma plan',
      subject: inside(id),
      period: { start: '2019-06-01' },
    },
    { resourceType: 'Claim', id: `${id}-claim`, created: '2024-03-01', patient: inside(id) },
  ]
}

const params = () => ({ patientId: meera })

test('the first answer of a chart has banner, problems, allergies, medicines and vitals', async () => {
  const chart = await doctor.call(contract.getChart, { params: params() })
  expect(chart.patient).toMatchObject({
    id: meera,
    name: 'Meera Rao',
    sex: 'female',
    birthDate: '1980-04-02',
    deceased: false,
  })
  expect(chart.problems.map(({ title, status, since, until }) => [title, status, since, until])).toEqual([
    ['Asthma', 'active', '2019-05', null],
    ['Tired', 'active', null, null],
    ['Cough', 'resolved', '2023-01-01', '2023-02'],
  ])
  expect(chart.allergies).toMatchObject([
    { title: 'Peanut', category: 'food', criticality: 'high', reaction: 'Hives', status: 'active' },
    { title: 'Mould', status: 'inactive' },
  ])
  // Prescribed twice, taken once.
  expect(chart.medications).toMatchObject([{ title: 'Metformin', dose: 'One at night', since: '2022-01-01' }])
  expect(chart.vitals).toMatchObject([
    {
      code: '29463-7',
      title: 'Body weight',
      unit: 'kg',
      text: '72.5',
      at: '2024-03-01T03:35:00.000Z',
      points: [
        { at: '2023-01-01T08:00:00.000Z', value: 71.23456, second: null },
        { at: '2024-03-01T03:35:00.000Z', value: 72.5, second: null },
      ],
    },
    { code: '85354-9', unit: 'mmHg', text: '118/76', points: [{ value: 117.6, second: 76.2 }] },
  ])
  expect(chart.lastEncounter).toMatchObject({
    at: '2024-03-01T03:30:00.000Z',
    practitioner: 'Dr. Anil Kulkarni',
  })
  expect(Object.fromEntries(chart.counts.map(({ kind, count }) => [kind, count]))).toEqual({
    encounter: 3,
    problem: 4,
    allergy: 2,
    medication: 3,
    vitals: 4,
    laboratory: 1,
    report: 1,
    immunization: 1,
    procedure: 1,
    document: 1,
    billing: 1,
  })
  expect(chart.types).toContainEqual({ type: 'Observation', count: 5 })
  expect(chart.types).toContainEqual({ type: 'Claim', count: 1 })
})

test('the chart of somebody without records is empty, and the dead are marked', async () => {
  const clinic = deployment.tenant('acme')
  const patientId = await importPatient(clinic, 'ravi', [], {
    deceasedDateTime: '2020-05-06',
    birthDate: '1931',
  })
  const chart = await doctor.call(contract.getChart, { params: { patientId } })
  expect(chart).toMatchObject({
    patient: { birthDate: '1931', deceased: true, deceasedOn: '2020-05-06' },
    problems: [],
    allergies: [],
    medications: [],
    vitals: [],
    lastEncounter: null,
    counts: [],
    types: [],
  })
  const timeline = await doctor.call(contract.listTimeline, { params: { patientId }, query: {} })
  expect(timeline).toEqual({ items: [], next: null })
})

test('the timeline goes from the newest to what has no date, with measurements of one moment together', async () => {
  const { items, next } = await doctor.call(contract.listTimeline, { params: params(), query: {} })
  expect(next).toBeNull()
  expect(items.map(({ kind, title, at: when }) => [kind, title, when])).toEqual([
    ['encounter', 'Check-up', '2999-01-01T10:00:00.000Z'],
    ['vitals', 'Body weight', '2024-03-02T03:35:00.000Z'],
    ['vitals', 'Blood pressure, Body weight', '2024-03-01T03:35:00.000Z'],
    ['laboratory', 'Glucose', '2024-03-01T03:35:00.000Z'],
    ['report', 'Blood sugar', '2024-03-01T03:35:00.000Z'],
    ['encounter', 'Check-up', '2024-03-01T03:30:00.000Z'],
    ['vitals', 'Body weight', '2023-01-01T08:00:00.000Z'],
    ['problem', 'Cough', '2023-01-01'],
    ['medication', 'Metformin', '2022-01-01'],
    ['medication', 'Aspirin', '2021-01-01'],
    ['medication', 'Metformin', '2020-01-01'],
    ['document', 'Asthma plan', '2019-06-01'],
    ['problem', 'Plague', '2019-05'],
    ['problem', 'Asthma', '2019-05'],
    ['immunization', 'Tdap', '2018'],
    ['procedure', 'Appendectomy', '2011-01'],
    ['encounter', 'Check-up', '2001-02-03T10:00:00.000Z'],
    ['problem', 'Tired', null],
    ['allergy', 'Mould', null],
    ['allergy', 'Peanut', null],
  ])
  expect(items[2]).toMatchObject({
    count: 2,
    status: 'final',
    values: [
      { title: 'Blood pressure', text: '118/76 mmHg', flag: null },
      { title: 'Body weight', text: '72.5 kg', flag: null },
    ],
  })
  expect(items[3]).toMatchObject({ count: 1, values: [{ text: '5.5 mmol/L', flag: 'H' }] })
  expect(items[4]).toMatchObject({ detail: 'A little high.', type: 'DiagnosticReport' })
  expect(items[5]).toMatchObject({ detail: 'Dr. Anil Kulkarni', until: '2024-03-01T03:50:00.000Z' })
})

test.each([1, 2, 3, 7])('pages of %i entries are the timeline, without gap or double', async (limit) => {
  const query = { kinds: contract.recordKinds.join() }
  const whole = await doctor.call(contract.listTimeline, {
    params: params(),
    query: { ...query, limit: 200 },
  })
  const paged: contract.TimelineEntry[] = []
  let cursor: string | undefined
  do {
    const page = await doctor.call(contract.listTimeline, {
      params: params(),
      query: { ...query, limit, ...(cursor && { cursor }) },
    })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    paged.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  expect(paged).toEqual(whole.items)
  expect(new Set(paged.map(({ key }) => key)).size).toBe(paged.length)
})

test('the timeline shows the kinds that are asked for, claims among them', async () => {
  const { items } = await doctor.call(contract.listTimeline, {
    params: params(),
    query: { kinds: 'billing,report' },
  })
  expect(items.map(({ kind }) => kind)).toEqual(['report', 'billing'])
})

test('records are listed by kind and by type', async () => {
  const list = async (query: { kind?: contract.RecordKind; type?: string }) =>
    (await doctor.call(contract.listRecords, { params: params(), query })).items
  expect(await list({ kind: 'vitals' })).toMatchObject([
    { detail: '999 kg', status: 'entered-in-error' },
    { title: 'Blood pressure', detail: '118/76 mmHg', code: '85354-9' },
    { title: 'Body weight', detail: '72.5 kg', code: '29463-7' },
    { detail: '71.23 kg', at: '2023-01-01T08:00:00.000Z' },
  ])
  expect(await list({ kind: 'medication' })).toMatchObject([
    { detail: 'One at night' },
    { status: 'stopped' },
    {},
  ])
  for (const kind of contract.recordKinds)
    expect((await list({ kind })).every((each) => each.kind === kind)).toBe(true)
  expect(await list({ type: 'CarePlan' })).toMatchObject([
    { kind: 'document', title: 'Asthma plan', at: '2019-06-01' },
  ])
  expect(await list({ type: 'Nothing' })).toEqual([])
})

test('a list goes on behind its cursor, and takes no other list’s', async () => {
  const first = await doctor.call(contract.listRecords, {
    params: params(),
    query: { kind: 'problem', limit: 3 },
  })
  const rest = await doctor.call(contract.listRecords, {
    params: params(),
    query: { kind: 'problem', cursor: first.next! },
  })
  expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual([
    'Cough',
    'Plague',
    'Asthma',
    'Tired',
  ])
  expect(rest.next).toBeNull()
  const wrong = doctor.call(contract.listTimeline, { params: params(), query: { cursor: first.next! } })
  await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', field: 'cursor' })
})

test('a record opens with its facts, its results and its original', async () => {
  const open = async (kind: contract.RecordKind) => {
    const { items } = await doctor.call(contract.listRecords, { params: params(), query: { kind, limit: 1 } })
    return doctor.call(contract.getRecord, { params: { ...params(), recordId: items[0]!.id }, query: {} })
  }
  const report = await open('report')
  expect(report).toMatchObject({
    title: 'Blood sugar',
    values: [{ title: 'Glucose', text: '5.5 mmol/L', flag: 'H' }],
    versions: [{ version: 1 }],
    version: 1,
  })
  expect(report.facts).toContainEqual({ name: 'conclusion', value: 'A little high.' })
  expect(JSON.parse(report.original!)).toMatchObject({ id: 'meera-report' })
  const glucose = await open('laboratory')
  expect(glucose.facts).toEqual(
    expect.arrayContaining([
      { name: 'value', value: '5.5 mmol/L' },
      { name: 'range', value: '4–5.4' },
      { name: 'interpretation', value: 'H' },
      { name: 'category', value: 'Laboratory' },
    ]),
  )
  expect((await open('document')).facts).toEqual([])
  for (const kind of contract.recordKinds.filter((each) => each !== 'observation')) {
    expect((await open(kind)).original).toContain('resourceType')
  }
})

test('a trend has all values of a code that count, oldest first', async () => {
  const trend = (code: string) => doctor.call(contract.getTrend, { params: { ...params(), code } })
  expect(await trend('29463-7')).toMatchObject({
    title: 'Body weight',
    unit: 'kg',
    points: [{ value: 71.23456 }, { value: 72.5 }],
  })
  expect(await trend('2339-0')).toMatchObject({ unit: 'mmol/L', points: [{ value: 5.5 }] })
  expect(await trend('nothing')).toEqual({ code: 'nothing', title: 'nothing', unit: null, points: [] })
})

test('what belongs to no chart is listed by type, and every original opens, the patient’s own too', async () => {
  const resources = [
    practitioner('anil'),
    practitioner('joy'),
    { resourceType: 'Organization', id: 'city', name: 'City Hospital' },
  ]
  await importPatient(deployment.tenant('acme'), 'directory', resources)
  const list = (query: object) => doctor.call(contract.listDirectory, { query })
  const all = await list({})
  expect(all.items.map(({ type, title }) => [type, title])).toEqual([
    ['Organization', 'City Hospital'],
    ['Practitioner', 'Dr. Anil Kulkarni'],
    ['Practitioner', 'Dr. Anil Kulkarni'],
  ])
  const first = await list({ type: 'Practitioner', limit: 1 })
  const rest = await list({ type: 'Practitioner', cursor: first.next })
  expect([...first.items, ...rest.items]).toEqual(all.items.slice(1))

  const open = (visitor: Visitor, resourceId: string) =>
    visitor.call(contract.getOriginal, { params: { resourceId }, query: {} })
  const hospital = await open(doctor, all.items[0]!.id)
  expect(hospital).toMatchObject({
    type: 'Organization',
    title: 'City Hospital',
    version: 1,
    versions: [{ version: 1 }],
  })
  expect(JSON.parse(hospital.original)).toEqual(resources[2])
  expect(JSON.parse((await open(doctor, meera)).original)).toEqual(patient('meera'))
  const stranger = await deployment.signIn('globex', 'doctor')
  expect(await stranger.call(contract.listDirectory, { query: {} })).toEqual({ items: [], next: null })
  await expect(open(stranger, meera)).rejects.toMatchObject({ code: 'not_found' })
})

describe('another clinic', () => {
  const reads = [
    [
      'chart',
      (visitor: Visitor, patientId: string) => visitor.call(contract.getChart, { params: { patientId } }),
    ],
    [
      'timeline',
      (visitor: Visitor, patientId: string) =>
        visitor.call(contract.listTimeline, { params: { patientId }, query: {} }),
    ],
    [
      'list',
      (visitor: Visitor, patientId: string) =>
        visitor.call(contract.listRecords, { params: { patientId }, query: { kind: 'problem' } }),
    ],
    [
      'trend',
      (visitor: Visitor, patientId: string) =>
        visitor.call(contract.getTrend, { params: { patientId, code: '29463-7' } }),
    ],
  ] as const

  test.each(reads)('finds no %s of this one’s patient, nor of somebody unknown', async (_what, read) => {
    const stranger = await deployment.signIn('globex', 'doctor')
    await expect(read(doctor, meera)).resolves.toBeDefined()
    await expect(read(stranger, meera)).rejects.toMatchObject({ code: 'not_found' })
    await expect(read(doctor, '01a1fd55-0adc-702d-8153-231e9c0a3b8e')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('opens no record, neither by its own patient nor by ours', async () => {
    const stranger = await deployment.signIn('globex', 'doctor')
    const theirs = await importPatient(deployment.tenant('globex'), 'zoe', recordsOf('zoe'))
    const { items } = await doctor.call(contract.listRecords, {
      params: params(),
      query: { kind: 'problem' },
    })
    const recordId = items[0]!.id
    for (const patientId of [meera, theirs]) {
      const opened = stranger.call(contract.getRecord, { params: { patientId, recordId }, query: {} })
      await expect(opened).rejects.toMatchObject({ code: 'not_found' })
    }
    // Nor within a clinic under another patient's name.
    const other = await importPatient(deployment.tenant('acme'), 'other', [])
    const misplaced = doctor.call(contract.getRecord, { params: { patientId: other, recordId }, query: {} })
    await expect(misplaced).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('a clinic with a database of its own reads its charts with the same code', async () => {
  const patientId = await importPatient(deployment.tenant('solo'), 'solo', recordsOf('solo'))
  const soloDoctor = await deployment.signIn('solo', 'doctor')
  const chart = await soloDoctor.call(contract.getChart, { params: { patientId } })
  expect(chart.vitals.map(({ text }) => text)).toEqual(['72.5', '118/76'])
  expect(await soloDoctor.call(contract.listTimeline, { params: { patientId }, query: {} })).toMatchObject({
    next: null,
  })
})

test('the desk reads no records, a viewer does', async () => {
  const desk = await deployment.signIn('acme', 'receptionist')
  const viewer = await deployment.signIn('acme', 'viewer')
  await expect(desk.call(contract.getChart, { params: params() })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await viewer.call(contract.getChart, { params: params() })).toMatchObject({ patient: { id: meera } })
})

test.each([
  ['/timeline?kinds=encounter;drop', 'kinds'],
  ['/timeline?limit=0', 'limit'],
  ['/timeline?cursor=%00', 'cursor'],
  ['/timeline?order=title', 'order'],
  ['/records', 'kind'],
  ['/records?kind=vitals&type=Claim', 'kind'],
  ['/records?kind=everything', 'kind'],
  ['/records?type=claim%27--', 'type'],
])('%s is refused at %s', async (path, field) => {
  const answer = await doctor.get(`/patients/${meera}${path}`)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'invalid_input', field })
})
