import { describe, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { patient, practitioner } from '../fhir/test/bundles.ts'
import * as originals from './originals.contract.ts'
import * as contract from './records.contract.ts'
import { openCharts, recordsOf } from './test/charts.ts'

const charts = openCharts()

test('records are listed by kind and by type', async () => {
  const { doctor, params } = charts
  const list = async (query: { kind?: contract.RecordKind; type?: string }) =>
    (await doctor.call(contract.listRecords, { params, query })).items
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
  const { doctor, params } = charts
  const first = await doctor.call(contract.listRecords, {
    params,
    query: { kind: 'problem', limit: 3 },
  })
  const rest = await doctor.call(contract.listRecords, {
    params,
    query: { kind: 'problem', cursor: first.next! },
  })
  expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual([
    'Cough',
    'Plague',
    'Asthma',
    'Tired',
  ])
  expect(rest.next).toBeNull()
  const wrong = doctor.call(contract.listTimeline, { params, query: { cursor: first.next! } })
  await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', field: 'cursor' })
})

test('a record opens with its facts, its results and its original', async () => {
  const { doctor, params } = charts
  const open = async (kind: contract.RecordKind) => {
    const { items } = await doctor.call(contract.listRecords, { params, query: { kind, limit: 1 } })
    return doctor.call(contract.getRecord, { params: { ...params, recordId: items[0]!.id }, query: {} })
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
  const { doctor, params } = charts
  const trend = (code: string) => doctor.call(contract.getTrend, { params: { ...params, code } })
  expect(await trend('29463-7')).toMatchObject({
    title: 'Body weight',
    unit: 'kg',
    points: [{ value: 71.23456 }, { value: 72.5 }],
  })
  expect(await trend('2339-0')).toMatchObject({ unit: 'mmol/L', points: [{ value: 5.5 }] })
  expect(await trend('nothing')).toEqual({ code: 'nothing', title: 'nothing', unit: null, points: [] })
})

test('what belongs to no chart is listed by type, and every original opens, the patient’s own too', async () => {
  const { deployment, doctor, meera, importPatient } = charts
  const resources = [
    practitioner('anil'),
    practitioner('joy'),
    { resourceType: 'Organization', id: 'city', name: 'City Hospital' },
  ]
  await importPatient(deployment.tenant('acme'), 'directory', resources)
  const list = (query: object) => doctor.call(originals.listDirectory, { query })
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
    visitor.call(originals.getOriginal, { params: { resourceId }, query: {} })
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
  expect(await stranger.call(originals.listDirectory, { query: {} })).toEqual({ items: [], next: null })
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
    const { deployment, doctor, meera } = charts
    const stranger = await deployment.signIn('globex', 'doctor')
    await expect(read(doctor, meera)).resolves.toBeDefined()
    await expect(read(stranger, meera)).rejects.toMatchObject({ code: 'not_found' })
    await expect(read(doctor, '01a1fd55-0adc-702d-8153-231e9c0a3b8e')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('opens no record, neither by its own patient nor by ours', async () => {
    const { deployment, doctor, meera, params, importPatient } = charts
    const stranger = await deployment.signIn('globex', 'doctor')
    const theirs = await importPatient(deployment.tenant('globex'), 'zoe', recordsOf('zoe'))
    const { items } = await doctor.call(contract.listRecords, {
      params,
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
  const { doctor, meera } = charts
  const answer = await doctor.get(`/patients/${meera}${path}`)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'invalid_input', field })
})
