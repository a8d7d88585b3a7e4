import { expect, test } from 'vitest'
import * as contract from './records.contract.ts'
import { openCharts, recordsOf } from './test/charts.ts'

const charts = openCharts()

test('the first answer of a chart has banner, problems, allergies, medicines and vitals', async () => {
  const { doctor, meera, params } = charts
  const chart = await doctor.call(contract.getChart, { params })
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
  const { deployment, doctor, importPatient } = charts
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
  const { doctor, params } = charts
  const { items, next } = await doctor.call(contract.listTimeline, { params, query: {} })
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
  const { doctor, params } = charts
  const query = { kinds: contract.recordKinds.join() }
  const whole = await doctor.call(contract.listTimeline, {
    params,
    query: { ...query, limit: 200 },
  })
  const paged: contract.TimelineEntry[] = []
  let cursor: string | undefined
  do {
    const page = await doctor.call(contract.listTimeline, {
      params,
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
  const { doctor, params } = charts
  const { items } = await doctor.call(contract.listTimeline, {
    params,
    query: { kinds: 'billing,report' },
  })
  expect(items.map(({ kind }) => kind)).toEqual(['report', 'billing'])
})

test('a clinic with a database of its own reads its charts with the same code', async () => {
  const { deployment, importPatient } = charts
  const patientId = await importPatient(deployment.tenant('solo'), 'solo', recordsOf('solo'))
  const soloDoctor = await deployment.signIn('solo', 'doctor')
  const chart = await soloDoctor.call(contract.getChart, { params: { patientId } })
  expect(chart.vitals.map(({ text }) => text)).toEqual(['72.5', '118/76'])
  expect(await soloDoctor.call(contract.listTimeline, { params: { patientId }, query: {} })).toMatchObject({
    next: null,
  })
})

test('the desk reads no records, a viewer does', async () => {
  const { deployment, meera, params } = charts
  const desk = await deployment.signIn('acme', 'receptionist')
  const viewer = await deployment.signIn('acme', 'viewer')
  await expect(desk.call(contract.getChart, { params })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await viewer.call(contract.getChart, { params })).toMatchObject({ patient: { id: meera } })
})
