import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Visitor } from '../deployment.ts'
import { type Asked, type Samples, nothing } from './asked.ts'
import { memberOf } from './members.ts'

/** A clinic’s patients, records and imports. */
export const clinicSamples: Samples = {
  'GET /practitioners': nothing,
  'POST /practitioners': async (owner, deployment) => ({
    body: { memberId: (await memberOf(owner, deployment)).params!.memberId, ...aProfile() },
  }),
  'PATCH /practitioners/:practitionerId': async (owner, deployment) => {
    const memberId = (await memberOf(owner, deployment)).params!.memberId!
    await owner.post('/practitioners', { memberId, ...aProfile() })
    return { params: { practitionerId: memberId }, body: { speciality: 'Surgery' }, version: 1 }
  },
  'POST /patients': async () => ({ body: { givenName: 'Ada', confirmedDuplicate: true } }),
  'GET /patients': async () => ({ query: { q: 'Ada' } }),
  'GET /patients/duplicates': async (owner) => ({
    query: { givenName: 'Ada', except: (await registerPatient(owner)).id },
  }),
  'GET /patients/:patientId': patientOf,
  'GET /patients/:patientId/household': patientOf,
  'PATCH /patients/:patientId': async (owner) => {
    const { id, version } = await registerPatient(owner)
    return { params: { patientId: id }, body: { givenName: 'Augusta' }, version }
  },
  'GET /patients/:patientId/chart': chartOf,
  'GET /patients/:patientId/timeline': chartOf,
  'GET /patients/:patientId/records': async (owner) => ({
    ...(await chartOf(owner)),
    query: { kind: 'vitals' },
  }),
  'GET /patients/:patientId/records/:recordId': recordOf,
  'GET /directory': nothing,
  'GET /originals/:resourceId': async (owner) => {
    const { params } = await recordOf(owner)
    return { params: { resourceId: params!.recordId! } }
  },
  'GET /patients/:patientId/trends/:code': async (owner) => {
    const { params } = await chartOf(owner)
    return { params: { ...params, code: heartRate } }
  },
  'GET /imports': nothing,
  'POST /imports': async () => ({ body: { name: 'records.json', sizeBytes: bundle.length } }),
  'GET /imports/:importId': importOf,
  'GET /imports/:importId/problems': importOf,
  'POST /imports/:importId/cancel': importOf,
  'PUT /imports/:importId/content': async (owner) => ({
    ...(await importOf(owner)),
    upload: { type: 'application/json', content: bundle },
  }),
}

const aProfile = () => ({
  licenceNumber: randomUUID(),
  speciality: 'Paediatrics',
  qualification: 'MD',
  practisingSince: 2001,
  feeMinor: 50_000,
})

const heartRate = '8867-4'

const bundle = JSON.stringify({
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    {
      fullUrl: 'urn:uuid:11111111-1111-4111-8111-111111111111',
      resource: {
        resourceType: 'Patient',
        id: '11111111-1111-4111-8111-111111111111',
        name: [{ family: 'Hopper', given: ['Grace'] }],
        gender: 'female',
        birthDate: '1906-12-09',
      },
    },
    {
      fullUrl: 'urn:uuid:22222222-2222-4222-8222-222222222222',
      resource: {
        resourceType: 'Observation',
        id: '22222222-2222-4222-8222-222222222222',
        status: 'final',
        category: [
          {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
            ],
          },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: heartRate, display: 'Heart rate' }] },
        subject: { reference: 'urn:uuid:11111111-1111-4111-8111-111111111111' },
        effectiveDateTime: '2026-11-01T08:00:00Z',
        valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
      },
    },
  ],
})

/** The patient of the bundle, imported once into each clinic. */
const charts = new Map<string, Promise<{ patientId: string; recordId: string }>>()

async function importChart(owner: Visitor) {
  const { params } = await importOf(owner)
  const at = `/imports/${params!.importId}`
  const sent = await owner.request({
    method: 'PUT',
    url: `${at}/content`,
    headers: { 'content-type': 'application/json' },
    payload: bundle,
  })
  if (sent.statusCode !== 200) throw new Error(sent.body)
  await expect
    .poll(async () => (await owner.get(at)).json().state, { timeout: 60_000, interval: 20 })
    .toBe('done')
  const found = await owner.get('/patients?q=Hopper')
  const patientId: string = found.json().items[0].id
  const listed = await owner.get(`/patients/${patientId}/records?kind=vitals`)
  return { patientId, recordId: listed.json().items[0].id as string }
}

async function recordOf(owner: Visitor): Promise<Asked> {
  const known = charts.get(owner.base) ?? importChart(owner)
  charts.set(owner.base, known)
  return { params: { ...(await known) } }
}

async function chartOf(owner: Visitor): Promise<Asked> {
  const { params } = await recordOf(owner)
  return { params: { patientId: params!.patientId! } }
}

async function importOf(owner: Visitor): Promise<Asked> {
  const answer = await owner.post('/imports', { name: 'records.json', sizeBytes: bundle.length })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { importId: answer.json().id } }
}

export async function patientOf(owner: Visitor): Promise<Asked> {
  return { params: { patientId: (await registerPatient(owner)).id } }
}

async function registerPatient(owner: Visitor): Promise<{ id: string; version: number }> {
  const phone = '+919820012345'
  const answer = await owner.post('/patients', { givenName: 'Ada', phone, confirmedDuplicate: true })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
