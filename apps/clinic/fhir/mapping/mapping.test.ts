import { expect, test } from 'vitest'
import { concept, condition, encounter, patient, pressure, type Resource, weight } from '../test/bundles.ts'
import { headOf } from './head.ts'
import { type Part, partOf } from './json.ts'
import { containedIn, linksOf } from './links.ts'
import { mapResource } from './map-resource.ts'
import { mapPatient } from './patient.ts'

const part = (resource: Resource): Part => partOf(resource, resource.resourceType)

/** Maps a resource of a patient; references lead to what it contains, or to what `known` says. */
function map(resource: Resource, known: Record<string, { id: string; title: string }> = {}) {
  const root = part(resource)
  const mapped = mapResource(root, {
    id: 'the id',
    patientId: 'the patient',
    encounterId: 'the encounter',
    find: (reference) => {
      const contained = containedIn(root, reference)
      if (contained) return { id: null, type: 'Medication', title: 'contained', resource: contained }
      const target = known[String(reference.json.reference)]
      return target ? { ...target, type: 'Practitioner', resource: null } : null
    },
  })
  return mapped.row!.values as Record<string, unknown>
}

const refusal = (resource: Resource) => {
  try {
    map(resource)
    return 'mapped'
  } catch (error) {
    return (error as Error).message
  }
}

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
  const refused = refusal(condition('c', 'p', { onsetDateTime: text }))
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

test('a measurement has its number, unit, range and flag', () => {
  const row = map(
    weight('o', 'p', 72.50001, {
      interpretation: [concept('High', 'H')],
      referenceRange: [{ low: { value: 50 }, high: { value: 70 } }],
      valueQuantity: { value: 72.50001, comparator: '>', unit: 'kg', code: 'kg' },
    }),
  )
  expect(row).toMatchObject({
    kind: 'vitals',
    category: 'Vital signs',
    valueNumber: 72.50001,
    valueComparator: '>',
    valueUnit: 'kg',
    valueText: null,
    flag: 'H',
    rangeLow: 50,
    rangeHigh: 70,
  })
})

test('a blood pressure keeps its parts', () => {
  const row = map(pressure('o', 'p', 118, 76))
  expect(row).toMatchObject({ valueNumber: null, valueText: null, kind: 'vitals' })
  expect(JSON.parse(String(row.components))).toEqual([
    { title: 'Systolic', code: '8480-6', number: 118, unit: 'mm[Hg]', text: null, flag: null },
    { title: 'Diastolic', code: '8462-4', number: 76, unit: 'mm[Hg]', text: null, flag: null },
  ])
})

test.each([
  [{ valueCodeableConcept: concept('Never smoker') }, { valueText: 'Never smoker' }],
  [{ valueString: 'clear' }, { valueText: 'clear' }],
  [{ valueBoolean: false }, { valueText: 'false' }],
  [{ valueInteger: 3 }, { valueNumber: 3, valueText: null }],
  [
    { valueRange: { low: { value: 1, unit: 'mg' }, high: { value: 2, unit: 'mg' } } },
    { valueText: '1–2 mg' },
  ],
  [{ valueRange: { low: { value: 1, unit: 'mg' } } }, { valueText: '≥ 1 mg' }],
  [{ valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }, { valueText: '1 : 128' }],
  [{ valueTime: '10:30:00' }, { valueText: '10:30:00' }],
  [{ valueDateTime: '2020-01' }, { valueText: '2020-01' }],
  [{ valuePeriod: { start: '2020', end: '2021' } }, { valueText: '2020 – 2021' }],
  [{ valueSampledData: { data: '1 2 3' } }, { valueText: '1 2 3' }],
  [{ dataAbsentReason: concept('Not asked') }, { valueText: 'Not asked' }],
])('the value %j becomes %j', (value, expected) => {
  expect(map({ ...weight('o', 'p', 0), valueQuantity: undefined, ...value })).toMatchObject(expected)
})

test.each([
  [[concept('Laboratory', 'laboratory')], '2339-0', 'laboratory'],
  [[concept('Vital Signs', 'vital-signs')], '2339-0', 'vitals'],
  [[concept('Survey', 'survey')], '8867-4', 'observation'],
  [[], '8867-4', 'vitals'],
  [[], '99999-9', 'observation'],
])('an observation of category %j and code %s is %s', (category, code, kind) => {
  const row = map({ ...weight('o', 'p', 1), category, code: concept('X', code) })
  expect(row).toMatchObject({ kind })
})

test.each([
  [{ effectivePeriod: { start: '2020', end: '2021' } }, '2020'],
  [{ effectiveInstant: '2020-01-01T00:00:00Z' }, '2020-01-01T00:00:00Z'],
  [{ effectiveTiming: { event: ['2020-03-04'] } }, '2020-03-04'],
  [{ issued: '2020-05-06T00:00:00Z' }, '2020-05-06T00:00:00Z'],
])('an observation at %j is of %s', (when, occurredText) => {
  expect(map({ ...weight('o', 'p', 1), effectiveDateTime: undefined, ...when })).toMatchObject({
    occurredText,
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
  expect(refusal(resource)).toContain(reason)
})

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

test.each([
  [
    { resourceType: 'CarePlan', title: 'Diabetes plan', period: { start: '2020' } },
    'document',
    'Diabetes plan',
    '2020',
  ],
  [
    { resourceType: 'Goal', description: { text: 'HbA1c < 7' }, startDate: '2021-01-01' },
    'document',
    'HbA1c < 7',
    '2021-01-01',
  ],
  [
    {
      resourceType: 'ImagingStudy',
      started: '2020-02-02',
      series: [{ modality: { code: 'DX', display: 'X-ray' }, bodySite: { display: 'Knee' } }],
    },
    'document',
    'X-ray, Knee',
    '2020-02-02',
  ],
  [
    { resourceType: 'Claim', created: '2020-03-03', item: [{ productOrService: concept('Check-up') }] },
    'billing',
    'Check-up',
    '2020-03-03',
  ],
  [{ resourceType: 'SomethingNew' }, 'document', 'SomethingNew', null],
])('%j is listed as %s, %s', (resource, kind, title, occurredText) => {
  expect(headOf(part(resource as Resource), true)).toMatchObject({ kind, title, occurredText })
})

test('what belongs to nobody is kept in the directory, under its name', () => {
  expect(headOf(part({ resourceType: 'Organization', name: 'City Hospital' }), false)).toMatchObject({
    kind: 'directory',
    title: 'City Hospital',
  })
})

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
