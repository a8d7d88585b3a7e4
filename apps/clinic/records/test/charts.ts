import type { Tenant } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import {
  bundleOf,
  concept,
  condition,
  encounter,
  inside,
  patient,
  pressure,
  type Resource,
  weight,
} from '../../fhir/test/bundles.ts'
import { type Importing, startImporting } from '../../fhir/test/importing.ts'

/** A clinic's doctor and her patient Meera, whose chart has something of everything; the neighbours have none of it. */
export function openCharts() {
  const deployment = openDeployment()
  let importing: Importing
  let doctor: Visitor
  let meera: string
  beforeAll(async () => {
    importing = await startImporting(deployment)
    doctor = await deployment.signIn('acme', 'doctor')
    meera = await importPatient(deployment.tenant('acme'), 'meera', recordsOf('meera'))
  })
  afterAll(() => importing.remove())

  /** Answers the patient's id here. */
  async function importPatient(clinic: Tenant, id: string, resources: Resource[], more: object = {}) {
    const done = await importing.importFiles(clinic, {
      [`${id}.json`]: bundleOf([patient(id, more), ...resources]),
    })
    expect(await importing.problemsOf(clinic, done)).toEqual([])
    const all = await importing.resourcesOf(clinic)
    return all.find(({ resourceType, resourceId }) => resourceType === 'Patient' && resourceId === id)!.id
  }

  return {
    importPatient,
    deployment,
    get doctor() {
      return doctor
    },
    get meera() {
      return meera
    },
    get params() {
      return { patientId: meera }
    },
  }
}

const state = (code: string) => ({ clinicalStatus: concept(code, code) })
const at = (moment: string) => ({ effectiveDateTime: moment })
const laboratory = { category: [concept('Laboratory', 'laboratory')] }

/** What the tests of charts and records ask for: each line of it is there for one of them. */
export function recordsOf(id: string): Resource[] {
  const drug = (key: string, name: string, more: object): Resource => ({
    resourceType: 'MedicationRequest',
    id: `${id}-${key}`,
    status: 'active',
    intent: 'order',
    subject: inside(id),
    medicationCodeableConcept: concept(name),
    ...more,
  })
  const allergy = (key: string, name: string, more: object): Resource => ({
    resourceType: 'AllergyIntolerance',
    id: `${id}-${key}`,
    clinicalStatus: concept('Active', 'active'),
    code: concept(name),
    patient: inside(id),
    ...more,
  })
  return [
    encounter(`${id}-visit`, id, { participant: [{ individual: { display: 'Dr. Anil Kulkarni' } }] }),
    encounter(`${id}-old`, id, { period: { start: '2001-02-03T10:00:00Z' } }),
    encounter(`${id}-next`, id, { status: 'planned', period: { start: '2999-01-01T10:00:00Z' } }),
    condition(`${id}-resolved`, id, {
      ...state('resolved'),
      code: concept('Cough'),
      onsetDateTime: '2023-01-01',
      abatementDateTime: '2023-02',
    }),
    condition(`${id}-active`, id, { code: concept('Asthma'), onsetDateTime: '2019-05' }),
    condition(`${id}-refuted`, id, {
      code: concept('Plague'),
      verificationStatus: concept('Refuted', 'refuted'),
    }),
    condition(`${id}-undated`, id, { code: concept('Tired'), onsetDateTime: undefined }),
    allergy('peanut', 'Peanut', {
      criticality: 'high',
      category: ['food'],
      reaction: [{ manifestation: [concept('Hives')] }],
    }),
    allergy('mould', 'Mould', { clinicalStatus: concept('Inactive', 'inactive') }),
    drug('first', 'Metformin', { authoredOn: '2020-01-01' }),
    drug('again', 'Metformin', { authoredOn: '2022-01-01', dosageInstruction: [{ text: 'One at night' }] }),
    drug('stopped', 'Aspirin', { status: 'stopped', authoredOn: '2021-01-01' }),
    weight(`${id}-w1`, id, 71.23456, at('2023-01-01T08:00:00Z')),
    weight(`${id}-w2`, id, 72.5, { ...at('2024-03-01T03:35:00Z'), encounter: inside(`${id}-visit`) }),
    weight(`${id}-wrong`, id, 999, { ...at('2024-03-02T03:35:00Z'), status: 'entered-in-error' }),
    pressure(`${id}-pressure`, id, 117.6, 76.2),
    weight(`${id}-glucose`, id, 5.5, {
      ...laboratory,
      ...at('2024-03-01T03:35:00Z'),
      code: concept('Glucose', '2339-0'),
      valueQuantity: { value: 5.5, unit: 'mmol/L' },
      interpretation: [concept('High', 'H')],
      referenceRange: [{ low: { value: 4 }, high: { value: 5.4 } }],
    }),
    {
      resourceType: 'DiagnosticReport',
      id: `${id}-report`,
      status: 'final',
      code: concept('Blood sugar'),
      subject: inside(id),
      effectiveDateTime: '2024-03-01T03:35:00Z',
      result: [inside(`${id}-glucose`)],
      conclusion: 'A little high.',
    },
    {
      resourceType: 'Immunization',
      id: `${id}-shot`,
      status: 'completed',
      vaccineCode: concept('Tdap'),
      patient: inside(id),
      occurrenceDateTime: '2018',
    },
    {
      resourceType: 'Procedure',
      id: `${id}-op`,
      status: 'completed',
      code: concept('Appendectomy'),
      subject: inside(id),
      performedDateTime: '2011-01',
    },
    {
      resourceType: 'CarePlan',
      id: `${id}-plan`,
      title: 'Asthma plan',
      subject: inside(id),
      period: { start: '2019-06-01' },
    },
    { resourceType: 'Claim', id: `${id}-claim`, created: '2024-03-01', patient: inside(id) },
  ]
}
