import type { Visitor } from '../deployment.ts'
import { type Asked, type Samples, nothing, onePixel } from './asked.ts'

/** What a clinic or shop sets for itself. */
export const settingsSamples: Samples = {
  'GET /settings': nothing,
  'PATCH /settings': async (owner) => ({
    body: { weekStart: 7, version: (await owner.get('/settings')).json().version },
  }),
  'GET /settings/profile': nothing,
  'PUT /settings/profile': async (owner) => ({
    body: { ...aTenantProfile, version: (await owner.get('/settings/profile')).json().version },
  }),
  'GET /offices': nothing,
  'POST /offices': async () => ({ body: { name: 'Second office' } }),
  'PATCH /offices/:officeId': async (owner) => ({
    ...(await officeOf(owner)),
    body: { address: '5 Hill Road' },
    version: 1,
  }),
  'POST /offices/:officeId/archive': officeOf,
  'POST /offices/:officeId/reopen': officeOf,
  'POST /offices/:officeId/default': officeOf,
  'GET /logo': nothing,
  'PUT /settings/logo': async () => ({ upload: { type: 'image/png', content: onePixel } }),
  'DELETE /settings/logo': nothing,
  'GET /settings/numbering': nothing,
  'PUT /settings/numbering/:kind': async (owner) => {
    const [{ kind, version }] = (await owner.get('/settings/numbering')).json().items
    return { params: { kind }, body: { prefix: 'N', digits: 6, version } }
  },
  'GET /settings/security': nothing,
  'PUT /settings/security': async (owner) => ({
    body: { requiringRoles: [], version: (await owner.get('/settings/security')).json().version },
  }),
  'GET /settings/security/people': nothing,
}

const aTenantProfile = {
  legalName: 'Riverside Health LLP',
  email: 'desk@example.org',
  phone: '022 2345 6789',
  address: '4 Hill Road',
  registrationNumber: 'MH/2021/4711',
  taxNumber: '27AAPFU0939F1ZV',
}

async function officeOf(owner: Visitor): Promise<Asked> {
  const answer = await owner.post('/offices', { name: 'Second office' })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { officeId: answer.json().id } }
}
