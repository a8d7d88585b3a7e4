import { expect, test } from 'vitest'
import { concept, condition, encounter, type Resource, weight } from '../test/bundles.ts'
import { map, refusalOf } from './test/map.ts'

test('a contact has its type, people and place in words, and both its times', () => {
  const row = map(
    encounter('e', 'p', {
      participant: [
        { individual: { reference: 'Practitioner/7' } },
        { individual: { display: 'Nurse Joy' } },
      ],
      serviceProvider: { reference: 'Organization/1', display: 'City Hospital' },
      reasonCode: [concept('Cough')],
    }),
    { 'Practitioner/7': { id: 'x', title: 'Dr. Anil Kulkarni' } },
  )
  expect(row).toMatchObject({
    title: 'Check-up',
    class: 'AMB',
    status: 'finished',
    practitioner: 'Dr. Anil Kulkarni, Nurse Joy',
    organization: 'City Hospital',
    reason: 'Cough',
    occurredAt: '2024-03-01T03:30:00.000Z',
    occurredText: '2024-03-01T09:00:00+05:30',
    endedAt: '2024-03-01T03:50:00.000Z',
  })
})

test.each([
  ['2019', '2019-01-01T00:00:00.000Z'],
  ['2019-05', '2019-05-01T00:00:00.000Z'],
  ['2019-05-03', '2019-05-03T00:00:00.000Z'],
  ['2019-05-03T23:30:00-05:00', '2019-05-04T04:30:00.000Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
  ['2020-02-29T00:00:00.123456Z', '2020-02-29T00:00:00.123Z'],
])('the date %s begins at %s and keeps its text', (text, at) => {
  expect(map(condition('c', 'p', { onsetDateTime: text }))).toMatchObject({
    occurredAt: at,
    occurredText: text,
  })
})

test.each([
  ['2026-02-30', 'there is no such day'],
  ['2023-02-29', 'there is no such day'],
  ['2023-13', 'there is no such day'],
  ['0000-01-01', 'there is no such day'],
  ['2023-01-01T25:00:00Z', 'there is no such time'],
  ['2023-01-01T10:00:00', 'is not a FHIR date'],
  ['01/02/2023', 'is not a FHIR date'],
  ['9999-12-31T23:59:59-12:00', 'out of range'],
])('the date %s is refused: %s', (text, reason) => {
  const refused = refusalOf(condition('c', 'p', { onsetDateTime: text }))
  expect(refused).toContain(reason)
  expect(refused).toMatch(/^Condition\.onsetDateTime: /)
})

test('a condition without a date sorts last, and an age at onset is kept in words', () => {
  const row = map(condition('c', 'p', { onsetDateTime: undefined, onsetAge: { value: 12, unit: 'years' } }))
  expect(row).toMatchObject({
    occurredAt: '0001-01-01T00:00:00.000Z',
    occurredText: null,
    note: 'onset: 12 years',
  })
})

test('a condition that ended has its end, and where it was written down that too', () => {
  const row = map(
    condition('c', 'p', { abatementDateTime: '2020', recordedDate: '2019-06-01', severity: concept('Mild') }),
  )
  expect(row).toMatchObject({
    status: 'active',
    verification: 'confirmed',
    severity: 'Mild',
    endedAt: '2020-01-01T00:00:00.000Z',
    endedText: '2020',
    recordedText: '2019-06-01',
    code: '195967001',
    codeSystem: 'http://snomed.info/sct',
    encounterId: 'the encounter',
  })
})

test('an allergy names what it is to and what it does', () => {
  const allergy: Resource = {
    resourceType: 'AllergyIntolerance',
    id: 'a',
    clinicalStatus: concept('Active', 'active'),
    category: ['food', 'environment'],
    criticality: 'high',
    patient: { reference: 'Patient/1' },
    reaction: [
      { substance: concept('Peanut'), manifestation: [concept('Hives'), concept('Wheeze')] },
      { manifestation: [concept('Hives')] },
    ],
    recordedDate: '2016-01-15',
  }
  expect(map(allergy)).toMatchObject({
    title: 'Peanut',
    category: 'food,environment',
    criticality: 'high',
    reaction: 'Hives, Wheeze',
    status: 'active',
    occurredText: '2016-01-15',
  })
})

test('a vaccination, a procedure and a report have what a chart shows', () => {
  expect(
    map({
      resourceType: 'Immunization',
      id: 'i',
      status: 'completed',
      vaccineCode: concept('Tdap', '115'),
      patient: { reference: 'Patient/1' },
      occurrenceString: 'as a child',
      lotNumber: 'L42',
      doseQuantity: { value: 0.5, unit: 'mL' },
      protocolApplied: [{ doseNumberPositiveInt: 2, seriesDosesPositiveInt: 3 }],
      performer: [{ actor: { display: 'Nurse Joy' } }],
    }),
  ).toMatchObject({
    title: 'Tdap',
    dose: '2/3, 0.5 mL',
    lot: 'L42',
    note: 'as a child',
    practitioner: 'Nurse Joy',
  })
  expect(
    map({
      resourceType: 'Procedure',
      id: 'x',
      status: 'completed',
      code: concept('Appendectomy'),
      subject: { reference: 'Patient/1' },
      performedPeriod: { start: '2011-01-02T10:00:00Z', end: '2011-01-02T11:00:00Z' },
      bodySite: [concept('Abdomen')],
      reasonReference: [{ reference: 'Condition/1' }],
    }),
  ).toMatchObject({ title: 'Appendectomy', site: 'Abdomen', endedText: '2011-01-02T11:00:00Z', reason: null })
  expect(
    map(
      {
        resourceType: 'DiagnosticReport',
        id: 'r',
        status: 'final',
        code: concept('Lipid panel'),
        subject: { reference: 'Patient/1' },
        effectiveDateTime: '2012',
        conclusion: 'Raised.',
        conclusionCode: [concept('Hyperlipidaemia')],
        result: [{ reference: 'Observation/1' }, { reference: 'Observation/2' }],
      },
      { 'Observation/1': { id: '01a1fd55-0adc-702d-8153-231e9c0a3b8e', title: 'LDL' } },
    ),
  ).toMatchObject({
    conclusion: 'Raised.\nHyperlipidaemia',
    resultIds: '{01a1fd55-0adc-702d-8153-231e9c0a3b8e}',
  })
})

test.each([
  [{ ...condition('c', 'p'), code: 'asthma' }, 'Condition.code: not an object'],
  [{ ...condition('c', 'p'), category: {} }, 'Condition.category: not a list'],
  [
    { ...weight('o', 'p', 1), valueQuantity: { value: '72' } },
    'Observation.valueQuantity.value: not a number',
  ],
  [{ ...weight('o', 'p', 1), status: 5 }, 'Observation.status: not a text'],
  [
    { ...weight('o', 'p', 1), valueBoolean: 'yes', valueQuantity: undefined },
    'Observation.valueBoolean: neither true nor false',
  ],
  [
    { ...weight('o', 'p', 1), valueQuantity: { value: 1e999 } },
    'Observation.valueQuantity.value: a number out of range',
  ],
  [{ ...weight('o', 'p', 1), code: concept('X', 'y'.repeat(201)) }, 'too long for a code'],
])('%j is refused: %s', (resource, reason) => {
  expect(refusalOf(resource)).toContain(reason)
})
