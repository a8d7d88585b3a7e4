import { expect, test } from 'vitest'
import { linksOf } from './links.ts'
import { part } from './test/map.ts'

test.each([
  [{ reference: 'Patient/12' }, { type: 'Patient', id: '12' }],
  [{ reference: 'Patient/12/_history/3' }, { type: 'Patient', id: '12', reference: 'Patient/12' }],
  [{ reference: 'https://fhir.example.org/r4/Patient/12' }, { type: 'Patient', id: '12' }],
  [{ reference: 'urn:uuid:abc' }, { type: null, id: 'abc', reference: 'urn:uuid:abc' }],
])('the reference %j leads to %j', (subject, address) => {
  expect(linksOf(part({ resourceType: 'Condition', subject })).patient?.address).toMatchObject(address)
})

test('groups, devices and words are no patients', () => {
  for (const subject of [{ reference: 'Group/1' }, { reference: 'Device/1' }, { display: 'somebody' }]) {
    expect(linksOf(part({ resourceType: 'Observation', subject })).patient).toBeNull()
  }
  const appointment = {
    resourceType: 'Appointment',
    participant: [{ actor: { reference: 'Location/1' } }, { actor: { reference: 'Patient/2' } }],
  }
  expect(linksOf(part(appointment)).patient?.address.id).toBe('2')
})
