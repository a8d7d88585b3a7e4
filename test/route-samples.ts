import type { Visitor } from './deployment.ts'
import { password } from './deployment-template.ts'

/** What a route is asked with. */
export interface Asked {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  version?: number
  upload?: { type: string; content: string }
}

/**
 * How each route is asked by a clinic's own people, with ids of what the clinic has: made anew each time, because a
 * route may use it up. A route without a line here fails the isolation test.
 */
export const samples: Record<string, (owner: Visitor) => Promise<Asked>> = {
  'GET /tenant': nothing,
  'POST /session': async () => ({ body: { email: 'nobody@example.org', password } }),
  'GET /session': nothing,
  'DELETE /session': nothing,

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

const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [] })

async function importOf(owner: Visitor): Promise<Asked> {
  const answer = await owner.post('/imports', { name: 'records.json', sizeBytes: bundle.length })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { importId: answer.json().id } }
}

async function nothing(): Promise<Asked> {
  return {}
}

async function patientOf(owner: Visitor): Promise<Asked> {
  return { params: { patientId: (await registerPatient(owner)).id } }
}

async function registerPatient(owner: Visitor): Promise<{ id: string; version: number }> {
  const phone = '+919820012345'
  const answer = await owner.post('/patients', { givenName: 'Ada', phone, confirmedDuplicate: true })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
