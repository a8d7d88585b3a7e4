import { expect, test } from 'vitest'
import type { Patient } from '../patients.contract.ts'
import { emptyValues, newPatientOf, patientChangeOf, valuesOf } from './patient-values.ts'

const locale = 'en-IN'
const asha: Patient = {
  id: '0193a0d2-0000-7000-8000-000000000001',
  number: 'PT-2-2026-1',
  givenName: 'Asha',
  familyName: 'Patil',
  name: 'Asha Patil',
  sex: 'female',
  birthDate: '1981-05-17',
  birthDateEstimated: false,
  phone: '+919820012345',
  email: null,
  address: { city: 'Pune', country: 'IN' },
  language: 'mr',
  bloodGroup: null,
  emergencyContact: null,
  notes: null,
  deceased: false,
  deceasedOn: null,
  version: 3,
  can: { edit: true },
  createdAt: '2026-01-01T08:00:00.000Z',
  updatedAt: '2026-01-01T08:00:00.000Z',
}

test('a registration sends what was filled in and nothing else', () => {
  const values = { ...emptyValues, givenName: ' Asha ', birthDate: '17/5/1981', phone: '98200 12345' }
  expect(newPatientOf(values, locale)).toEqual({
    givenName: 'Asha',
    sex: 'unknown',
    birthDate: '1981-05-17',
    phone: '98200 12345',
  })
})

test('an age stands in where no birth date is known', () => {
  const age = { value: '8', unit: 'months' }
  expect(newPatientOf({ ...emptyValues, givenName: 'Asha', age }, locale)).toMatchObject({
    age: { value: 8, unit: 'months' },
  })
  expect(newPatientOf({ ...emptyValues, birthDate: '1981', age }, locale)).not.toHaveProperty('age')
})

test('a birth date that cannot be read is left for the schema to refuse', () => {
  expect(newPatientOf({ ...emptyValues, birthDate: '30/02/2026' }, locale).birthDate).toBe('30/02/2026')
})

test('opening and saving a patient changes nothing', () => {
  const values = valuesOf(asha, locale)
  expect(patientChangeOf(values, values, locale)).toEqual({})
})

test('an edit sends what changed, and null for what was emptied', () => {
  const before = valuesOf(asha, locale)
  const after = { ...before, phone: '', address: { ...before.address, line: '12 Karve Road' } }
  expect(patientChangeOf(before, after, locale)).toEqual({
    phone: null,
    address: { city: 'Pune', country: 'IN', line: '12 Karve Road' },
  })
})
