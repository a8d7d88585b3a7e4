import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { today } from './birth-date.ts'
import { editPatient, getPatient, listPatients, type Patient, registerPatient } from './patients.contract.ts'

const deployment = openDeployment()
let acme: Visitor
let globex: Visitor

beforeAll(async () => {
  acme = await deployment.signIn('acme', 'receptionist')
  globex = await deployment.signIn('globex', 'receptionist')
})

const unknownId = '01a1fd55-0adc-702d-8153-231e9c0a3b8e'

const register = (visitor: Visitor, body: Partial<Parameters<typeof registerIn>[1]> = {}) =>
  registerIn(visitor, { givenName: 'Asha', ...body })

function registerIn(visitor: Visitor, body: Record<string, unknown>): Promise<Patient> {
  return visitor.call(registerPatient, { body: { confirmedDuplicate: true, ...body } as never }) // also wrong bodies
}

test('a patient comes back as he was registered', async () => {
  const given = {
    givenName: 'Sarita',
    familyName: 'Deshpande',
    sex: 'female',
    birthDate: '1981-05',
    phone: '98200 12345',
    email: 'sarita@example.org',
    address: { line: '12 MG Road', city: 'Pune', state: 'Maharashtra', postalCode: '411001', country: 'IN' },
    language: 'mr',
    bloodGroup: 'B+',
    emergencyContact: { name: 'Rahul', relation: 'husband', phone: '09820054321' },
    notes: 'Prefers the morning.\nWheelchair.',
  } as const
  const registered = await register(acme, given)
  expect(registered).toMatchObject({
    ...given,
    name: 'Sarita Deshpande',
    phone: '+919820012345',
    emergencyContact: { ...given.emergencyContact, phone: '+919820054321' },
    birthDateEstimated: false,
    deceased: false,
    deceasedOn: null,
    version: 1,
    can: { edit: true },
  })
  expect(await acme.call(getPatient, { params: { patientId: registered.id } })).toEqual(registered)
})

test('a patient may have one name and an age only', async () => {
  const patient = await register(acme, { givenName: 'Lakshmi', age: { value: 60, unit: 'years' } })
  expect(patient).toMatchObject({ name: 'Lakshmi', familyName: '', sex: 'unknown', birthDateEstimated: true })
  expect(patient.birthDate).toMatch(/^\d{4}$/)
})

test.each([
  ['emoji', '👩🏽‍⚕️ Asha'],
  ['right to left', 'محمد العَرَبي‏'],
  ['an apostrophe', 'D’Souza'],
  ['markup', '<b onclick="x">Bold</b> {{7*7}}'],
  ['SQL', "Robert'); drop table clinic.patients; --"],
])('a name with %s is kept exactly', async (_about, givenName) => {
  const { id } = await register(acme, { givenName })
  expect(await acme.call(getPatient, { params: { patientId: id } })).toMatchObject({ givenName })
})

test('fifty registrations at once are numbered without gaps or doubles, each clinic for itself', async () => {
  const before = await Promise.all([lastSequence(acme), lastSequence(globex)])
  const registrations = Array.from({ length: 50 }, (_, at) => register(at % 2 === 0 ? acme : globex))
  const numbers = (await Promise.all(registrations)).map(({ number }) => number)
  for (const [at, clinic] of (['acme', 'globex'] as const).entries()) {
    const prefix = `PT-${deployment.tenant(clinic).no}-`
    const sequences = numbers.filter((number) => number.startsWith(prefix)).map(sequenceOf)
    expect(sequences.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, index) => before[at]! + index + 1),
    )
  }
})

test('a refused registration uses up no number', async () => {
  const last = await lastSequence(acme)
  await expect(register(acme, { birthDate: '2026-02-30' })).rejects.toMatchObject({ code: 'invalid_input' })
  expect(sequenceOf((await register(acme)).number)).toBe(last + 1)
})

test('a number is text of the tenant, the year and the sequence', async () => {
  const { number } = await register(acme)
  const year = today(deployment.tenant('acme').timeZone).slice(0, 4)
  expect(number).toMatch(new RegExp(`^PT-${deployment.tenant('acme').no}-${year}-\\d{5}$`))
})

test('an edit changes what it names and is found by its new name only', async () => {
  const { id } = await register(acme, { givenName: 'Kavita', familyName: 'Oldname', notes: 'old' })
  const edited = await acme.call(editPatient, {
    params: { patientId: id },
    version: 1,
    body: { familyName: 'Newname', notes: null },
  })
  expect(edited).toMatchObject({ givenName: 'Kavita', familyName: 'Newname', notes: null, version: 2 })
  expect(await idsFor(acme, 'newname')).toEqual([id])
  expect(await idsFor(acme, 'oldname')).toEqual([])
})

test('of two edits of one version the second is refused and loses nothing', async () => {
  const { id } = await register(acme)
  const edit = (notes: string) =>
    acme.call(editPatient, { params: { patientId: id }, version: 1, body: { notes } })
  const outcomes = await Promise.allSettled([edit('one'), edit('two')])
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(1)
  expect(refused[0]).toMatchObject({ reason: { code: 'version_conflict', status: 412 } })
  const { version, notes } = await acme.call(getPatient, { params: { patientId: id } })
  expect(version).toBe(2)
  expect(['one', 'two']).toContain(notes)
})

test('another clinic’s patient answers exactly as one that does not exist', async () => {
  const { id } = await register(globex)
  expect((await globex.get(`/patients/${id}`)).statusCode).toBe(200)
  const ask = (patientId: string) =>
    Promise.all([
      acme.get(`/patients/${patientId}`),
      acme.get(`/patients/${patientId}/household`),
      acme.patch(`/patients/${patientId}`, { notes: 'mine now' }, { 'if-match': '"1"' }),
    ])
  const [foreign, unknown] = await Promise.all([ask(id), ask(unknownId)])
  for (const [at, answer] of foreign.entries()) {
    expect(answer.statusCode).toBe(404)
    expect(withoutRequestId(answer.body)).toBe(withoutRequestId(unknown[at]!.body))
  }
  expect(await globex.call(getPatient, { params: { patientId: id } })).toMatchObject({
    notes: null,
    version: 1,
  })
})

test('roles decide who may write', async () => {
  const viewer = await deployment.signIn('acme', 'viewer')
  const { id } = await register(acme)
  expect(await viewer.call(getPatient, { params: { patientId: id } })).toMatchObject({ can: { edit: false } })
  await expect(register(viewer)).rejects.toMatchObject({ code: 'forbidden' })
  expect((await deployment.visit('acme').get(`/patients/${id}`)).statusCode).toBe(401)
})

test('a repeated registration with the same key makes one patient', async () => {
  const send = () =>
    acme.post('/patients', { givenName: 'Repeated' }, { 'idempotency-key': 'one-and-the-same-key' })
  const [first, second] = [await send(), await send()]
  expect(first.statusCode).toBe(201)
  expect(second.body).toBe(first.body)
  expect(await idsFor(acme, 'repeated')).toHaveLength(1)
})

const nul = String.fromCharCode(0)

test.each([
  ['an unknown field', { shoeSize: 44 }, 'shoeSize'],
  ['a tenant', { tenantId: unknownId }, 'tenantId'],
  ['a number', { number: 'PT-1-2026-00001' }, 'number'],
  ['a nested unknown field', { address: { city: 'Pune', planet: 'Earth' } }, 'address.planet'],
  ['no name', { givenName: '', familyName: '  ' }, 'givenName'],
  ['a name of 300 letters', { givenName: 'a'.repeat(300) }, 'givenName'],
  ['NUL in a name', { givenName: `As${nul}ha` }, 'givenName'],
  ['NUL in the notes', { notes: `a${nul}b` }, 'notes'],
  ['a number as a name', { givenName: 7 }, 'givenName'],
  ['a day that does not exist', { birthDate: '2026-02-30' }, 'birthDate'],
  ['a birth to come', { birthDate: '2999-01-01' }, 'birthDate'],
  ['a date with a time', { birthDate: '1981-05-17T00:00:00Z' }, 'birthDate'],
  ['an age of a thousand years', { age: { value: 1000, unit: 'years' } }, 'age'],
  ['an age and a date', { birthDate: '1981', age: { value: 45, unit: 'years' } }, 'age'],
  ['an unknown sex', { sex: 'm' }, 'sex'],
  ['an unknown blood group', { bloodGroup: 'C+' }, 'bloodGroup'],
  ['half a phone', { phone: '98200' }, 'phone'],
  ['a contact’s half phone', { emergencyContact: { name: 'x', phone: '98' } }, 'emergencyContact.phone'],
  ['a broken address', { email: 'nobody' }, 'email'],
  ['a death without death', { deceased: false, deceasedOn: '2020-01-01' }, 'deceasedOn'],
  ['a death before birth', { birthDate: '1981-05-17', deceasedOn: '1981-05-16' }, 'deceasedOn'],
  ['a death to come', { deceasedOn: '2999-01-01' }, 'deceasedOn'],
])('%s is refused and named', async (_about, wrong, field) => {
  const before = await lastSequence(acme)
  await expect(register(acme, wrong)).rejects.toMatchObject({ code: 'invalid_input', status: 400, field })
  expect(await lastSequence(acme)).toBe(before)
})

test.each([
  ['an order of its own', { sort: 'number' }, 'sort'],
  ['an injected order', { sort: 'name; drop table clinic.patients' }, 'sort'],
  ['a page of a million', { limit: '1000000' }, 'limit'],
  ['half a page', { limit: '1.5' }, 'limit'],
  ['a cursor of its own', { cursor: 'abc' }, 'cursor'],
  ['a cursor with a wrong id', { cursor: cursorOf(['name', 'a', 'not an id']) }, 'cursor'],
  ['a cursor of another order', { cursor: cursorOf(['updated', 'a', unknownId]) }, 'cursor'],
  ['a query of 300 letters', { q: 'a'.repeat(300) }, 'q'],
  ['NUL in a query', { q: nul }, 'q'],
  ['an unknown parameter', { tenant: 'globex' }, 'tenant'],
])('a list with %s is refused and named', async (_about, query, field) => {
  const answer = await acme.get(`/patients?${new URLSearchParams(query as Record<string, string>)}`)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'invalid_input', field })
})

function cursorOf(parts: unknown[]) {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

async function idsFor(visitor: Visitor, q: string) {
  const { items } = await visitor.call(listPatients, { query: { q } })
  return items.map(({ id }) => id)
}

async function lastSequence(visitor: Visitor) {
  const { items } = await visitor.call(listPatients, { query: { sort: '-registered', limit: 50 } })
  return Math.max(0, ...items.map(({ number }) => sequenceOf(number)))
}

function sequenceOf(number: string) {
  return Number(number.split('-').at(-1))
}

function withoutRequestId(body: string) {
  return body.replace(/"requestId":"[^"]+"/, '')
}
