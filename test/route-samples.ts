import { randomUUID } from 'node:crypto'
import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { getMessageSettings } from '#platform/notifications/message-settings.contract.ts'
import { notify, type Recipient } from '#platform/notifications/notify.ts'
import { receiptTemplate } from '#platform/notifications/test/messaging.ts'
import type { Deployment, Visitor } from './deployment.ts'
import { password, type TenantSlug } from './deployment-template.ts'
import { type NewMember, newMember } from './new-member.ts'
import { makeTestPasskey } from './passkey.ts'
import { giveApp, letPass, makeApp } from './own-factor.ts'

/** What a route is asked with. */
export interface Asked {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  version?: number
  upload?: { type: string; content: string | Buffer }
  /** It uses its asker up: each time somebody new with the same role asks. */
  spent?: true
}

/**
 * How each route is asked by a clinic's own people, with ids of what the clinic has: made anew each time, because a
 * route may use it up. A route without a line here fails the isolation test.
 */
export const samples: Record<string, (owner: Visitor, deployment: Deployment) => Promise<Asked>> = {
  'GET /tenant': nothing,
  'POST /session': async () => ({ body: { email: 'nobody@example.org', password } }),
  'POST /session/handover': nothing,
  'POST /session/handover/code': async (asker) => ({
    body: { host: `${asker.base.split('/')[2]}.localhost`, challenge: 'A'.repeat(43) },
  }),
  'POST /session/handover/use': async () => ({ body: { code: 'A'.repeat(43) } }),
  'GET /session': nothing,
  'DELETE /session': nothing,

  'POST /account/password': async () => ({
    body: { password, newPassword: 'grey otters walk at night' },
    spent: true,
  }),
  'POST /tokens': async () => ({ body: { email: 'nobody@example.org', password } }),
  'POST /tokens/refresh': async () => ({ body: { refreshToken: 'A'.repeat(43) } }),
  'POST /tokens/revoke': async () => ({ body: { refreshToken: 'A'.repeat(43) } }),
  'GET /jwks': nothing,
  'GET /api-keys': nothing,
  'POST /api-keys': newKey,
  'DELETE /api-keys/:apiKeyId': async (owner) => {
    const answer = await owner.post('/api-keys', (await newKey()).body)
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return { params: { apiKeyId: answer.json().apiKey.id } }
  },
  'GET /account/email': nothing,
  'PATCH /account': async () => ({ body: { name: 'Ada Lovelace' }, spent: true }),
  'POST /account/email': async () => ({ body: { email: `${randomUUID()}@example.org`, password } }),
  'POST /account/email/verification': nothing,
  'POST /password-links': async () => ({ body: { email: `${randomUUID()}@example.org` } }),
  'POST /password-links/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /password-links/use': async () => ({
    body: { token: 'A'.repeat(43), newPassword: 'grey otters walk at night' },
  }),
  'POST /email-links/use': async () => ({ body: { token: 'A'.repeat(43) } }),
  'GET /addresses': async () => ({ query: { slug: 'somewhere' } }),
  'POST /registrations': async () => ({
    body: {
      app: 'clinic',
      slug: 'admin',
      name: 'Somewhere',
      owner: { name: 'Ada', email: 'nobody@example.org', password },
    },
  }),
  'POST /registrations/look': async () => ({ body: { token: 'A'.repeat(43) } }),

  'GET /account/sessions': nothing,
  'DELETE /account/sessions/:sessionId': async (asker) => ({
    params: { sessionId: (await asker.get('/account/sessions')).json().items[0].id },
    spent: true,
  }),
  'DELETE /account/sessions': async () => ({ spent: true }),

  'POST /session/factor': async () => ({ body: { way: 'code', code: '000000' } }),
  'GET /account/factors': nothing,
  'POST /account/confirmation': async () => ({ body: { password } }),
  'POST /account/factors/totp': async (asker) => {
    await confirm(asker)
    return { body: { name: 'Phone' } }
  },
  'POST /account/factors/:factorId/confirm': async (asker) => {
    const { id, secret } = await beginApp(asker)
    return { params: { factorId: id }, body: { code: makeApp(secret)() }, spent: true }
  },
  'PATCH /account/factors/:factorId': async (asker, deployment) => ({
    ...(await ownFactor(asker, deployment)),
    body: { name: 'Old phone' },
  }),
  'DELETE /account/factors/:factorId': ownFactor,
  'POST /session/passkey/challenge': nothing,
  'POST /session/passkey': async () => ({
    body: { id: 'AAAA', clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
  }),
  'POST /account/passkeys/challenge': async (asker) => {
    await confirm(asker)
    return {}
  },
  'POST /account/passkeys': async (asker) => {
    await confirm(asker)
    return { body: { name: 'Key', passkey: await makeTestPasskey(asker) }, spent: true }
  },
  'POST /account/recovery-codes': async (asker, deployment) => {
    await ownFactor(asker, deployment)
    return { spent: true }
  },

  'GET /captured-mails': nothing,
  'GET /notifications': nothing,
  'POST /notifications/:notificationId/read': notificationOf,
  'POST /notifications/read': async (asker, deployment) => {
    const { params, spent } = await notificationOf(asker, deployment)
    return { body: { upTo: params!.notificationId! }, spent: spent! }
  },
  'GET /notification-preferences': nothing,
  'PUT /notification-preferences': async () => ({
    body: { kind: 'task', channel: 'email', wanted: true },
  }),
  'GET /message-settings': nothing,
  'PUT /message-settings': async (owner) => ({
    body: { ...(await owner.call(getMessageSettings, {})), quietFrom: '21:00' },
  }),
  'GET /message-templates': nothing,
  'PUT /message-templates/:name/:language': async (owner) => {
    const { items } = (await owner.get('/message-templates')).json()
    const { version } = items.find(({ language }: { language: string }) => language === 'hi')
    const none = { title: null, body: null, contentSid: null, metaName: null, metaLanguage: null }
    return { params: { name: items[0].name, language: 'hi' }, body: { ...none, version } }
  },
  'POST /test-messages': async () => ({ body: { phone: '+919820012345' } }),
  'GET /whatsapp-sender': nothing,
  'PUT /whatsapp-sender': async () => ({
    body: { provider: 'twilio', sender: '+14155238886', account: `AC${'0'.repeat(32)}`, secret: 'token' },
  }),
  'DELETE /whatsapp-sender': nothing,
  'POST /whatsapp/twilio': async () => ({
    upload: { type: 'application/x-www-form-urlencoded', content: 'MessageStatus=sent' },
  }),
  'GET /whatsapp/meta': async () => ({
    query: { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': 'x' },
  }),
  'POST /whatsapp/meta': async () => ({ upload: { type: 'application/json', content: '{}' } }),
  'GET /messages': nothing,
  'GET /messages/:messageId': messageOf,
  'POST /messages/:messageId/sent-by-hand': messageOf,
  'POST /messages/:messageId/retry': messageOf,
  'GET /events': async () => ({ query: { once: 'true' } }),

  'GET /audit/events': nothing,
  'GET /audit/export': async () => ({ query: { format: 'csv' } }),
  'GET /audit/chain': nothing,
  'GET /audit/verification': nothing,
  'POST /audit/verification': nothing,

  'GET /members': nothing,
  'GET /roles': nothing,
  'PATCH /members/:memberId': async (owner, deployment) => ({
    ...(await memberOf(owner, deployment)),
    body: { roles: ['viewer'] },
    version: 1,
  }),
  'POST /members/:memberId/deactivate': memberOf,
  'POST /members/:memberId/reactivate': memberOf,
  'DELETE /members/:memberId': memberOf,
  'POST /members/:memberId/transfer-ownership': async (owner, deployment) => ({
    ...(await memberOf(owner, deployment)),
    body: { password },
    spent: true,
  }),
  'POST /members/:memberId/reset-factor': async (owner, deployment) => {
    const slug = owner.base.split('/')[2] as TenantSlug
    const { memberId, accountId } = await newMember(deployment, slug, ['viewer'])
    await giveApp(deployment, accountId)
    return { params: { memberId }, body: { reason: 'She lost her phone.', password } }
  },
  'POST /members': newPerson,
  'GET /invitations': nothing,
  'POST /invitations': newPerson,
  'POST /invitations/:invitationId/resend': invitationOf,
  'DELETE /invitations/:invitationId': invitationOf,
  'POST /invitations/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /invitations/accept': async () => ({ body: { token: 'A'.repeat(43), password } }),
  'DELETE /membership': async () => ({ spent: true }),

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

  ...fileSamples('patients', patientOf),
  ...fileSamples('customers', customerOf),
  'GET /file-links': async (owner, deployment) => {
    const subjects = owner.base.startsWith('/clinic') ? 'patients' : 'customers'
    const asked = samples[`POST /${subjects}/:subjectId/files/:fileId/links`]!
    const { params, body } = await asked(owner, deployment)
    const answer = await owner.post(`/${subjects}/${params!.subjectId}/files/${params!.fileId}/links`, body)
    return { query: { token: answer.json().token } }
  },

  'GET /shop': nothing,
  'PATCH /shop': async (owner) => {
    const { version } = (await owner.get('/shop')).json()
    return { body: { dueDays: 15, version } }
  },
  'GET /dashboard': async () => ({}),
  'GET /reminders': async () => ({}),
  'POST /reminders': async (owner) => ({ body: { customerIds: [await lateCustomerOf(owner)] } }),
  'GET /reminders/rules': async () => ({}),
  'PUT /reminders/rules': async (owner) => {
    const { version } = (await owner.get('/reminders/rules')).json()
    return { body: { automatic: false, steps: [1, 7], atHour: 11, pauseDays: 5, leastMinor: 0, version } }
  },
  'GET /reports/:report': async () => ({ params: { report: 'ageing' } }),
  'GET /reports/:report/file': async () => ({ params: { report: 'day-book' }, query: { format: 'csv' } }),
  'GET /customers/:customerId/statement/file': async (owner) => ({
    ...(await customerOf(owner)),
    query: { format: 'csv' },
  }),
  'GET /customers': async () => ({ query: { q: 'ra' } }),
  'POST /customers': async () => ({ body: { name: 'Ravi' } }),
  'POST /customers/import/preview': async () => ({ upload: sheet }),
  'POST /customers/import': async () => ({ upload: sheet }),
  'GET /customers/import/template': nothing,
  'GET /customers/export': nothing,
  'GET /customers/:customerId': customerOf,
  'PATCH /customers/:customerId': async (owner) => ({
    ...(await customerOf(owner)),
    body: { notes: 'rings first' },
    version: 1,
  }),
  'POST /customers/:customerId/archive': customerOf,
  'POST /customers/:customerId/restore': customerOf,
  'POST /customers/:customerId/purchases': async (owner) => ({
    ...(await customerOf(owner)),
    body: { id: newId(), amountMinor: 100 },
  }),
  'POST /customers/:customerId/payments': async (owner) => ({
    ...(await customerOf(owner)),
    body: { id: newId(), amountMinor: 100, method: 'cash' },
  }),
  'POST /customers/:customerId/write-offs': async (owner) => {
    const { params } = await customerOf(owner)
    const bought = { id: newId(), amountMinor: 100 }
    await owner.post(`/customers/${params!.customerId}/purchases`, bought)
    return { params: params!, body: { id: newId(), amountMinor: 50, reason: 'moved away' } }
  },
  'GET /counter/customers': nothing,
  'GET /towers': nothing,
  'GET /towers/:tower/apartments': async () => ({ params: { tower: '36' } }),
  'GET /customers/:customerId/statement': customerOf,
  'GET /customers/:customerId/holds': customerOf,
  'POST /customers/:customerId/holds': async (owner) => ({
    ...(await customerOf(owner)),
    body: { id: newId(), amountMinor: 100, days: 7 },
  }),
  'POST /holds/:holdId/purchases': async (owner) => ({
    ...(await holdOf(owner)),
    body: { id: newId(), amountMinor: 100 },
  }),
  'DELETE /holds/:holdId': holdOf,
  'POST /entries/:entryId/reversals': async (owner) => {
    const { params } = await customerOf(owner)
    const id = newId()
    const bought = await owner.post(`/customers/${params!.customerId}/purchases`, { id, amountMinor: 100 })
    if (bought.statusCode !== 201) throw new Error(bought.body)
    return { params: { entryId: id }, body: { id: newId(), reason: 'a mistake' } }
  },

  'GET /customers/:customerId/payment-links': customerOf,
  'POST /customers/:customerId/payment-links': customerOf,
  'DELETE /payment-links/:paymentLinkId': async (owner) => ({
    params: { paymentLinkId: (await paymentLinkOf(owner)).id },
  }),
  'POST /payment-page/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /payment-page/claims': async () => ({
    body: { token: 'A'.repeat(43), id: newId(), amountMinor: 100 },
  }),
  'GET /claims': nothing,
  'POST /claims/:claimId/confirm': async (owner) => ({
    ...(await claimOf(owner)),
    body: { receivedMinor: 100 },
  }),
  'POST /claims/:claimId/refuse': async (owner) => ({
    ...(await claimOf(owner)),
    body: { reason: 'no such payment' },
  }),

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

/** What somebody is told in the app; the asker's own. */
async function notificationOf(asker: Visitor, deployment: Deployment): Promise<Asked> {
  const { id } = (await asker.get('/session')).json().member
  const [written] = await tell(asker, deployment, { kind: 'member', id })
  return { params: { notificationId: written!.id }, spent: true }
}

/** A message that nobody has sent. */
async function messageOf(asker: Visitor, deployment: Deployment): Promise<Asked> {
  const recipient = { kind: 'store.customer', id: newId(), name: 'Asha', phone: '+919820012345' } as const
  const [written] = await tell(asker, deployment, recipient)
  const changed = await deployment.tenancy
    .tables()
    .one(tenantOf(asker, deployment), { kind: 'system', name: 'sample' }, (tx) =>
      tx.raw(sql`update core.messages set state = 'not_sent' where tenant_id = ${tx.tenantId} and id = ${written!.id}
        returning id`),
    )
  expect(changed).toHaveLength(1)
  return { params: { messageId: written!.id } }
}

function tell(asker: Visitor, deployment: Deployment, recipient: Recipient) {
  return deployment.tenancy
    .tables()
    .run(tenantOf(asker, deployment), { kind: 'system', name: 'sample' }, (tx) =>
      notify(tx, {
        template: receiptTemplate,
        rule: 'sample',
        cycle: newId(),
        recipient,
        variables: { name: 'Asha', number: '1' },
      }),
    )
}

const tenantOf = ({ base }: Visitor, deployment: Deployment) =>
  deployment.tenant(base.split('/').at(-1) as TenantSlug)
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const aTenantProfile = {
  legalName: 'Riverside Health LLP',
  email: 'desk@example.org',
  phone: '022 2345 6789',
  address: '4 Hill Road',
  registrationNumber: 'MH/2021/4711',
  taxNumber: '27AAPFU0939F1ZV',
}

const sheet = { type: 'text/csv', content: 'name,apartments\nRavi,36194\n' }

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
    .poll(async () => (await owner.get(at)).json().state, { timeout: 10_000, interval: 20 })
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

async function memberOf(owner: Visitor, deployment: Deployment): Promise<Asked> {
  const slug = owner.base.split('/')[2] as TenantSlug
  const { memberId } = await newMember(deployment, slug, ['viewer'])
  return { params: { memberId } }
}

async function confirm(asker: Visitor) {
  const answer = await asker.post('/account/confirmation', { password })
  if (answer.statusCode !== 204) throw new Error(answer.body)
}

async function beginApp(asker: Visitor): Promise<{ id: string; secret: string }> {
  await confirm(asker)
  const answer = await asker.post('/account/factors/totp', { name: 'Phone' })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json()
}

/** Only somebody new gets a factor that counts: the others would have to show it from then on. */
async function ownFactor(asker: Visitor | NewMember, deployment: Deployment): Promise<Asked> {
  await confirm(asker)
  if (!('accountId' in asker)) return { params: { factorId: (await beginApp(asker)).id }, spent: true }
  const { id } = await giveApp(deployment, asker.accountId)
  await letPass(deployment, asker.accountId)
  return { params: { factorId: id }, spent: true }
}

async function newKey(): Promise<Asked> {
  return { body: { name: 'Laboratory', scopes: ['audit.read'], days: 30, password } }
}

async function newPerson(): Promise<Asked> {
  return { body: { email: `${randomUUID()}@example.org`, name: 'Grace', roles: ['viewer'] } }
}

let lastLatePhone = 9_820_500_000

/** Somebody who has agreed to be reminded, and can be. */
async function lateCustomerOf(owner: Visitor): Promise<string> {
  const phone = String(++lastLatePhone)
  const { id } = (await owner.post('/customers', { name: 'Late', phone, consent: 'given' })).json()
  const bought = { id: randomUUID(), amountMinor: 100, effectiveOn: '2026-01-05', dueOn: '2026-01-20' }
  await owner.post(`/customers/${id}/purchases`, bought)
  return id
}

async function customerOf(owner: Visitor): Promise<Asked> {
  const answer = await owner.post('/customers', { name: 'Ravi' })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { customerId: answer.json().id } }
}

async function holdOf(owner: Visitor): Promise<Asked> {
  const { params } = await customerOf(owner)
  const id = newId()
  const asked = { id, amountMinor: 100, days: 7 }
  const answer = await owner.post(`/customers/${params!.customerId}/holds`, asked)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { holdId: id } }
}

async function paymentLinkOf(owner: Visitor): Promise<{ id: string; url: string }> {
  const { params } = await customerOf(owner)
  const url = `/customers/${params!.customerId}/payment-links`
  const answer = await owner.request({ method: 'POST', url })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}

async function claimOf(owner: Visitor): Promise<Asked> {
  const { url } = await paymentLinkOf(owner)
  const claim = { token: url.split('#')[1], id: newId(), amountMinor: 100 }
  const answer = await owner.post('/payment-page/claims', claim)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return { params: { claimId: claim.id } }
}

async function officeOf(owner: Visitor): Promise<Asked> {
  const answer = await owner.post('/offices', { name: 'Second office' })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { officeId: answer.json().id } }
}

async function invitationOf(owner: Visitor): Promise<Asked> {
  const { body } = await newPerson()
  const answer = await owner.post('/invitations', body)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { invitationId: answer.json().invitation.id } }
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

/** The routes of the files of patients and of customers. */
function fileSamples(
  subjects: 'patients' | 'customers',
  subjectOf: (owner: Visitor, deployment: Deployment) => Promise<Asked>,
): typeof samples {
  const url = `/${subjects}/:subjectId/files`
  const subject: typeof subjectOf = async (owner, deployment) => {
    const { params } = await subjectOf(owner, deployment)
    return { params: { subjectId: Object.values(params!)[0]! } }
  }
  const content = 'Shows no fracture.'
  const announced: typeof subjectOf = async (owner, deployment) => {
    const { params } = await subject(owner, deployment)
    const body = { name: 'Letter.txt', sizeBytes: content.length }
    const answer = await owner.post(`/${subjects}/${params!.subjectId}/files`, body)
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return { params: { ...params!, fileId: answer.json().id } }
  }
  const send = async (owner: Visitor, { params }: Asked, type: string, payload: string | Buffer) => {
    const answer = await owner.request({
      method: 'PUT',
      url: `/${subjects}/${params!.subjectId}/files/${params!.fileId}/content`,
      headers: { 'content-type': type },
      payload,
    })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  const kept: typeof subjectOf = async (owner, deployment) => {
    const asked = await announced(owner, deployment)
    await send(owner, asked, 'application/octet-stream', content)
    return asked
  }
  const picture: typeof subjectOf = async (owner, deployment) => {
    const { params } = await subject(owner, deployment)
    const body = { name: 'Hand.png', sizeBytes: onePixel.length }
    const answer = await owner.post(`/${subjects}/${params!.subjectId}/files`, body)
    const asked = { params: { ...params!, fileId: answer.json().id } }
    await send(owner, asked, 'application/octet-stream', onePixel)
    return asked
  }
  return {
    [`GET ${url}`]: subject,
    [`POST ${url}`]: async (owner, deployment) => ({
      ...(await subject(owner, deployment)),
      body: { name: 'Letter.txt', sizeBytes: content.length },
    }),
    [`GET ${url}/:fileId`]: kept,
    [`PUT ${url}/:fileId/content`]: async (owner, deployment) => ({
      ...(await announced(owner, deployment)),
      upload: { type: 'application/octet-stream', content },
    }),
    [`GET ${url}/:fileId/content`]: kept,
    [`GET ${url}/:fileId/thumbnail`]: picture,
    [`POST ${url}/:fileId/links`]: async (owner, deployment) => ({
      ...(await kept(owner, deployment)),
      body: { disposition: 'attachment' },
    }),
    [`DELETE ${url}/:fileId`]: kept,
    [`POST ${url}/:fileId/restore`]: kept,
  }
}
