/** Small FHIR bundles for tests, written for the rules they show. */
export type Resource = { resourceType: string; id?: string } & Record<string, unknown>

interface Entry {
  fullUrl?: string
  resource?: unknown
  request?: { method: string; url: string }
}

export function bundleOf(resources: readonly Resource[], type = 'transaction'): string {
  return JSON.stringify({ resourceType: 'Bundle', type, entry: resources.map(entryOf) })
}

/** As a sender writes it: each resource under a name that holds inside the bundle. */
function entryOf(resource: Resource): Entry {
  return {
    fullUrl: `urn:uuid:${resource.id}`,
    resource,
    request: { method: 'POST', url: resource.resourceType },
  }
}

export const concept = (
  display: string,
  code = display.toLowerCase(),
  system = 'http://example.org/codes',
) => ({
  coding: [{ system, code, display }],
  text: display,
})

/** A reference inside a bundle. */
export const inside = (id: string) => ({ reference: `urn:uuid:${id}` })

export const patient = (id: string, more: object = {}): Resource => ({
  resourceType: 'Patient',
  id,
  name: [{ use: 'official', family: 'Rao', given: ['Meera'] }],
  gender: 'female',
  birthDate: '1980-04-02',
  ...more,
})

export const encounter = (id: string, of: string, more: object = {}): Resource => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  type: [concept('Check-up')],
  subject: inside(of),
  period: { start: '2024-03-01T09:00:00+05:30', end: '2024-03-01T09:20:00+05:30' },
  ...more,
})

export const condition = (id: string, of: string, more: object = {}): Resource => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: concept('Active', 'active'),
  verificationStatus: concept('Confirmed', 'confirmed'),
  code: concept('Asthma', '195967001', 'http://snomed.info/sct'),
  subject: inside(of),
  onsetDateTime: '2019-05',
  ...more,
})

export const practitioner = (id: string, more: object = {}): Resource => ({
  resourceType: 'Practitioner',
  id,
  name: [{ prefix: ['Dr.'], given: ['Anil'], family: 'Kulkarni' }],
  ...more,
})

export const weight = (id: string, of: string, kilograms: number, more: object = {}): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [concept('Vital signs', 'vital-signs')],
  code: concept('Body weight', '29463-7', 'http://loinc.org'),
  subject: inside(of),
  effectiveDateTime: '2024-03-01T09:05:00+05:30',
  valueQuantity: { value: kilograms, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  ...more,
})

export const pressure = (id: string, of: string, systolic: number, diastolic: number): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [concept('Vital signs', 'vital-signs')],
  code: concept('Blood pressure', '85354-9', 'http://loinc.org'),
  subject: inside(of),
  effectiveDateTime: '2024-03-01T09:05:00+05:30',
  component: [
    {
      code: concept('Systolic', '8480-6', 'http://loinc.org'),
      valueQuantity: { value: systolic, unit: 'mm[Hg]' },
    },
    {
      code: concept('Diastolic', '8462-4', 'http://loinc.org'),
      valueQuantity: { value: diastolic, unit: 'mm[Hg]' },
    },
  ],
})

/** Bundles of one patient each, with twenty records. */
export const manyBundles = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const weights = Array.from({ length: 20 }, (_each, at) => weight(`w-${i}-${at}`, `p-${i}`, 60 + at))
      return [`${String(i).padStart(3, '0')}.json`, bundleOf([patient(`p-${i}`), ...weights])]
    }),
  )
