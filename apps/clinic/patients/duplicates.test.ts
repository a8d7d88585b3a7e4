import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { isSimilarName } from './duplicates.ts'
import {
  findDuplicates,
  listHousehold,
  type NewPatient,
  type Patient,
  registerPatient,
} from './patients.contract.ts'

const deployment = openDeployment()
let acme: Visitor
let globex: Visitor
let sunita: Patient

const register = (visitor: Visitor, body: NewPatient) => visitor.call(registerPatient, { body })

beforeAll(async () => {
  acme = await deployment.signIn('acme', 'receptionist')
  globex = await deployment.signIn('globex', 'receptionist')
  const details = { familyName: 'Patil', phone: '98200 12345' }
  sunita = await register(acme, { ...details, givenName: 'Sunita', birthDate: '1981-05-17' })
})

test.each([
  ['Sunita Patil', 'Sunita Patil', true],
  ['Sunita Patil', 'Patil Sunita', true],
  ['Sunita Patil', 'Suneeta Patil', false],
  ['Sunita Patil', 'Sunitha Patil', true],
  ['Sunita Patil', 'Sunita R. Patil', true],
  ['Sunita Patil', 'S Patil', true],
  ['Sunita Patil', 'Sunita', true],
  ['Sunita Patil', 'Ramesh Patil', false],
  ['Ram Patil', 'Rama Patil', false],
  ['Éric', 'Eric', true],
])('%s and %s may be one person: %s', (one, other, expected) => {
  const name = (givenName: string) => ({ givenName, familyName: '' })
  expect(isSimilarName(name(one), name(other))).toBe(expected)
  expect(isSimilarName(name(other), name(one))).toBe(expected)
})

test('the same phone and a similar name is refused until it is confirmed', async () => {
  const again: NewPatient = { givenName: 'Sunitha', familyName: 'Patil', phone: '+91 98200 12345' }
  await expect(register(acme, again)).rejects.toMatchObject({
    code: 'possible_duplicate',
    status: 409,
    field: 'phone',
    conflicts: [sunita.id],
  })
  const confirmed = await register(acme, { ...again, confirmedDuplicate: true })
  expect(confirmed.id).not.toBe(sunita.id)
})

test('the same name and birth date is refused, whichever name came first', async () => {
  const again: NewPatient = { givenName: 'Patil', familyName: 'Sunita', birthDate: '1981-05-17' }
  await expect(register(acme, again)).rejects.toMatchObject({
    code: 'possible_duplicate',
    field: 'birthDate',
    conflicts: [sunita.id],
  })
})

test('somebody else of the household is registered without a question', async () => {
  const ramesh = await register(acme, { givenName: 'Ramesh', familyName: 'Patil', phone: '9820012345' })
  const { items } = await acme.call(listHousehold, { params: { patientId: ramesh.id } })
  expect(items.map(({ id }) => id)).toContain(sunita.id)
  expect(items.map(({ id }) => id)).not.toContain(ramesh.id)
})

test('the desk is told while it types, and half a phone is nobody’s', async () => {
  const query = { phone: '98200 12345', givenName: 'Sunita', familyName: 'Patil' }
  const told = await acme.call(findDuplicates, { query })
  expect(told.household.map(({ id }) => id)).toContain(sunita.id)
  expect(told.duplicates.map(({ id }) => id)).toContain(sunita.id)
  const edited = await acme.call(findDuplicates, { query: { ...query, except: sunita.id } })
  expect(edited.duplicates.map(({ id }) => id)).not.toContain(sunita.id)
  expect(await acme.call(findDuplicates, { query: { phone: '98200 12' } })).toEqual({
    household: [],
    duplicates: [],
  })
})

test('another clinic shares neither households nor duplicates', async () => {
  const query = { phone: '98200 12345', givenName: 'Sunita', familyName: 'Patil', birthDate: '1981-05-17' }
  expect(await globex.call(findDuplicates, { query })).toEqual({ household: [], duplicates: [] })
  const { id } = await register(globex, query)
  expect((await acme.get(`/patients/${id}`)).statusCode).toBe(404)
})
