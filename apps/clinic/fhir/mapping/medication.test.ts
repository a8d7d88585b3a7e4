import { expect, test } from 'vitest'
import { concept, type Resource } from '../test/bundles.ts'
import { map } from './test/map.ts'

const request = (more: object): Resource => ({
  resourceType: 'MedicationRequest',
  id: 'm',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/1' },
  authoredOn: '2024-03-01',
  ...more,
})

test.each([
  [
    'a concept',
    { medicationCodeableConcept: concept('Ibuprofen 200 mg', '310965') },
    'Ibuprofen 200 mg',
    '310965',
  ],
  [
    'a contained medication',
    {
      contained: [{ resourceType: 'Medication', id: 'drug', code: concept('Metformin 500 mg', '860975') }],
      medicationReference: { reference: '#drug' },
    },
    'Metformin 500 mg',
    '860975',
  ],
  [
    'a reference with a name',
    { medicationReference: { reference: 'Medication/9', display: 'Salbutamol' } },
    'Salbutamol',
    null,
  ],
  [
    'a reference to an earlier import',
    { medicationReference: { reference: 'Medication/8' } },
    'Aspirin 75 mg',
    null,
  ],
])('a medicine is known from %s', (_how, more, title, code) => {
  const known = { 'Medication/8': { id: 'x', title: 'Aspirin 75 mg' } }
  expect(map(request(more), known)).toMatchObject({ title, code, status: 'active', intent: 'order' })
})

test.each([
  [[{ text: 'One tablet at night' }], 'One tablet at night'],
  [
    [
      {
        doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
        route: concept('oral'),
      },
    ],
    '1 tablet 2×/d oral',
  ],
  [[{ doseAndRate: [{ doseRange: { low: { value: 1 }, high: { value: 2, unit: 'puff' } } }] }], '1–2 puff'],
  [
    [
      {
        timing: {
          code: concept('Every 6 hours', 'Q6H'),
          repeat: { frequency: 1, period: 6, periodUnit: 'h' },
        },
      },
    ],
    'Q6H',
  ],
  [[{ timing: { repeat: { frequency: 1, period: 6, periodUnit: 'h' } } }], '1×/6 h'],
])('the dosage %j reads %s', (dosageInstruction, dose) => {
  const given = { medicationCodeableConcept: concept('X'), dosageInstruction }
  expect(map(request(given))).toMatchObject({ dose })
})

test('a medicine that is taken when needed says so, and who prescribed it why', () => {
  const row = map(
    request({
      medicationCodeableConcept: concept('X'),
      dosageInstruction: [{ asNeededCodeableConcept: concept('Pain') }],
      requester: { reference: 'Practitioner/7' },
      reasonReference: [{ display: 'Migraine' }],
    }),
    { 'Practitioner/7': { id: 'x', title: 'Dr. Anil Kulkarni' } },
  )
  expect(row).toMatchObject({ asNeeded: true, practitioner: 'Dr. Anil Kulkarni', reason: 'Migraine' })
})

test('what a patient says that he takes has its period', () => {
  const row = map({
    ...request({
      medicationCodeableConcept: concept('X'),
      effectivePeriod: { start: '2020', end: '2021-06' },
    }),
    resourceType: 'MedicationStatement',
  })
  expect(row).toMatchObject({
    occurredText: '2020',
    endedText: '2021-06',
    resourceType: 'MedicationStatement',
  })
})
