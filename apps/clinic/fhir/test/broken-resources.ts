import fc from 'fast-check'
import { isObject, type JsonObject } from '../mapping/json.ts'
import { concept, condition, encounter, patient, pressure, type Resource, weight } from './bundles.ts'

const of = { subject: { reference: 'Patient/1' }, patient: { reference: 'Patient/1' } }
const samples: Resource[] = [
  patient('p', {
    telecom: [{ system: 'phone', value: '1', rank: 1 }],
    address: [{ line: ['x'], city: 'y' }],
    communication: [{ language: concept('x') }],
  }),
  encounter('e', 'p', {
    participant: [{ individual: { reference: 'Practitioner/1' } }],
    reasonCode: [concept('x')],
  }),
  condition('c', 'p', { severity: concept('x'), note: [{ text: 'x' }], bodySite: [concept('x')] }),
  weight('w', 'p', 1, { interpretation: [concept('x')], referenceRange: [{ low: { value: 1 } }] }),
  pressure('b', 'p', 1, 2),
  {
    resourceType: 'AllergyIntolerance',
    id: 'a',
    ...of,
    category: ['food'],
    reaction: [{ manifestation: [concept('x')] }],
  },
  {
    resourceType: 'MedicationRequest',
    id: 'm',
    ...of,
    contained: [{ resourceType: 'Medication', id: 'd', code: concept('x') }],
    medicationReference: { reference: '#d' },
    dosageInstruction: [
      {
        timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: { value: 1 } }],
      },
    ],
  },
  {
    resourceType: 'Immunization',
    id: 'i',
    ...of,
    vaccineCode: concept('x'),
    protocolApplied: [{ doseNumberPositiveInt: 1 }],
    performer: [{ actor: {} }],
  },
  {
    resourceType: 'Procedure',
    id: 'o',
    ...of,
    code: concept('x'),
    performedPeriod: { start: '2020' },
    performer: [{ actor: { display: 'x' } }],
  },
  {
    resourceType: 'DiagnosticReport',
    id: 'r',
    ...of,
    code: concept('x'),
    result: [{ reference: 'Observation/1' }],
    conclusionCode: [concept('x')],
  },
  {
    resourceType: 'ImagingStudy',
    id: 's',
    ...of,
    series: [{ modality: { code: 'x' }, bodySite: { display: 'x' } }],
  },
  {
    resourceType: 'Claim',
    id: 'l',
    ...of,
    item: [{ productOrService: concept('x') }],
    billablePeriod: { start: '2020' },
  },
]

/** Resources with up to three places in them replaced by anything that JSON can hold. */
export const brokenResources = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(
      fc.tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }), fc.jsonValue({ stringUnit: 'binary' })),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  )
  .map(([sample, faults]) => ({
    type: sample.resourceType,
    json: faults.reduce<unknown>((value, [path, by]) => broken(value, path, by), sample) as JsonObject,
  }))

/** Replaces one place somewhere below `value`. */
function broken(value: unknown, path: number[], by: unknown): unknown {
  const [at, ...rest] = path
  const keys = Array.isArray(value) ? [...value.keys()] : isObject(value) ? Object.keys(value) : []
  if (at === undefined || keys.length === 0) return by
  const key = keys[at % keys.length]!
  if (Array.isArray(value)) return value.map((each, i) => (i === key ? broken(each, rest, by) : each))
  return { ...(value as JsonObject), [key]: broken((value as JsonObject)[key], rest, by) }
}
