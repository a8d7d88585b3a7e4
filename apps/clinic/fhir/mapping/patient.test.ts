import { expect, test } from 'vitest'
import { concept, patient } from '../test/bundles.ts'
import { mapPatient } from './patient.ts'
import { part } from './test/map.ts'

test('of several names the official one that is not past is used, and a name in one piece stays whole', () => {
  const named = (...name: object[]) => mapPatient(part(patient('p', { name })))
  expect(
    named(
      { use: 'old', family: 'Iyer', given: ['Meera'] },
      { use: 'maiden', family: 'Iyer', given: ['Meera'] },
      { use: 'official', family: 'Rao', given: ['Meera', 'S.'] },
    ),
  ).toMatchObject({ givenName: 'Meera S.', familyName: 'Rao' })
  expect(
    named({ use: 'official', family: 'Iyer', period: { end: '2001' } }, { use: 'usual', family: 'Rao' }),
  ).toMatchObject({ familyName: 'Rao' })
  expect(named({ text: 'Sukarno' })).toMatchObject({ givenName: 'Sukarno', familyName: '' })
  expect(mapPatient(part(patient('p', { name: undefined })))).toMatchObject({ givenName: 'Unknown' })
})

test('a patient’s contact, address, language and death are taken over', () => {
  const mapped = mapPatient(
    part(
      patient('p', {
        telecom: [
          { system: 'phone', value: '020 111', use: 'old' },
          { system: 'phone', value: '98200 12345', rank: 2 },
          { system: 'phone', value: '98200 54321', rank: 1 },
          { system: 'email', value: 'meera@example.org' },
        ],
        address: [
          { use: 'work', city: 'Mumbai' },
          { use: 'home', line: ['12 MG Road', 'Flat 3'], city: 'Pune', postalCode: '411001', country: 'in' },
        ],
        communication: [
          { language: concept('English', 'en') },
          { language: concept('Marathi', 'mr'), preferred: true },
        ],
        deceasedDateTime: '2020-01-02T23:30:00-05:00',
      }),
    ),
  )
  expect(mapped).toMatchObject({
    phone: '98200 54321',
    email: 'meera@example.org',
    address: { line: '12 MG Road, Flat 3', city: 'Pune', postalCode: '411001', country: 'IN' },
    language: 'mr',
    deceased: true,
    deceasedOn: '2020-01-02',
  })
})
