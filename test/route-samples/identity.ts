import { randomUUID } from 'node:crypto'
import { password } from '../deployment-template.ts'
import type { Deployment, Visitor } from '../deployment.ts'
import type { NewMember } from '../new-member.ts'
import { giveApp, letPass, makeApp } from '../own-factor.ts'
import { makeTestPasskey } from '../passkey.ts'
import { type Asked, type Samples, nothing } from './asked.ts'

/** Signing in, the account, keys, registering. */
export const identitySamples: Samples = {
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
