import { describe, expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { hold } from '#test/hold.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp } from '#test/own-factor.ts'
import { askToMake, makeAuthenticator } from '#test/passkey.ts'

const deployment = openDeployment()

const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['set-cookie']).split(';', 1)[0]!
const codeOf = (answer: { json(): { code?: string } }) => answer.json().code

/** Somebody with a passkey, in the session that has brought it. */
async function newPasskeyOwner() {
  const member = await newMember(deployment, 'acme', ['doctor'])
  const authenticator = makeAuthenticator()
  const passkey = authenticator.make(await askToMake(member))
  const answer = await member.post('/account/passkeys', { name: 'Laptop', passkey })
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.json().recoveryCodes).toHaveLength(10)
  return { member, authenticator, visitor: deployment.visit('acme', cookieOf(answer)) }
}

async function askFor(visitor: Visitor): Promise<string> {
  const answer = await visitor.request({ method: 'POST', url: '/session/passkey/challenge' })
  return answer.json().challenge
}

async function show(visitor: Visitor, authenticator: ReturnType<typeof makeAuthenticator>, odd = {}) {
  return visitor.post('/session/passkey', authenticator.show(await askFor(visitor), odd))
}

describe('a passkey', () => {
  test('is added, listed, and lets its owner in by itself, with nothing else to be shown', async () => {
    const { authenticator, visitor, member } = await newPasskeyOwner()
    expect((await visitor.get('/account/factors')).json()).toMatchObject({
      items: [{ kind: 'passkey', name: 'Laptop' }],
      recoveryCodesLeft: 10,
    })
    const answer = await show(deployment.visit('acme'), authenticator)
    expect(answer.json()).toMatchObject({ limit: null, account: { email: member.email } })
    expect((await deployment.visit('acme', cookieOf(answer)).get('/patients')).statusCode).toBe(200)
  })

  test('is the second step of whoever gave the password, and of nobody else', async () => {
    const { authenticator, member } = await newPasskeyOwner()
    const half = await deployment.visit('acme').post('/session', { email: member.email, password })
    expect(half.json()).toMatchObject({
      limit: 'second_factor',
      secondFactorWays: ['passkey', 'recovery_code'],
    })
    const other = await newMember(deployment, 'acme', ['doctor'])
    await giveApp(deployment, other.accountId)
    expect(codeOf(await show(other, authenticator))).toBe('passkey_refused')
    const answer = await show(deployment.visit('acme', cookieOf(half)), authenticator)
    expect(answer.json()).toMatchObject({ limit: null })
    expect(cookieOf(answer)).not.toBe(cookieOf(half))
  })

  test('lets its owner into no tenant that he does not belong to', async () => {
    const { authenticator } = await newPasskeyOwner()
    expect(codeOf(await show(deployment.visit('globex'), authenticator))).toBe('not_a_member')
  })

  test.each([
    ['of another site', { origin: 'http://evil.example' }],
    ['of a tenant’s own host', { origin: 'http://acme.localhost:8080' }],
    ['for another site', { rpId: 'evil.example' }],
    ['from within a page of another site', { crossOrigin: true }],
    ['without face, finger or PIN', { unverified: true }],
    ['whose counter has gone back', { counter: 1 }],
    ['whose counter stands still', { counter: 2 }],
    ['that counts no more', { counter: 0 }],
  ])('%s is refused', async (_what, odd) => {
    const { authenticator } = await newPasskeyOwner()
    expect((await show(deployment.visit('acme'), authenticator, { counter: 2 })).statusCode).toBe(200)
    // Its counter has gone on, unless that is what is wrong: each is refused for its own fault.
    const refused = await show(deployment.visit('acme'), authenticator, { counter: 3, ...odd })
    expect([refused.statusCode, codeOf(refused)]).toEqual([403, 'passkey_refused'])
    expect(refused.headers['set-cookie']).toBeUndefined()
    expect((await show(deployment.visit('acme'), authenticator, { counter: 4 })).statusCode).toBe(200)
  })

  test('answers what was asked, once: not again, not at once, not what nobody asked', async () => {
    const { authenticator } = await newPasskeyOwner()
    const visitor = deployment.visit('acme')
    const shown = authenticator.show(await askFor(visitor))
    const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/session/passkey', shown)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403, 403])
    expect((await visitor.post('/session/passkey', shown)).statusCode).toBe(403)
    const unasked = authenticator.show('A'.repeat(43))
    expect((await visitor.post('/session/passkey', unasked)).statusCode).toBe(403)
  })

  test('and its copy, shown in the same moment with one number, let one of the two in', async () => {
    const { authenticator } = await newPasskeyOwner()
    const visitor = deployment.visit('acme')
    const challenges = [await askFor(visitor), await askFor(visitor)]
    const shown = challenges.map((challenge) => authenticator.show(challenge, { counter: 5 }))
    const held = await hold(deployment, {
      text: 'select from control.factors where credential_id = $1 for update',
      values: [shown[0]!.id],
    })
    const answers = shown.map((each) => visitor.post('/session/passkey', each))
    await expect.poll(held.waiting).toBe(2)
    await held.release()
    const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode)
    expect(statuses.sort()).toEqual([200, 403])
  })

  test('that failed has used its challenge up', async () => {
    const { authenticator } = await newPasskeyOwner()
    const visitor = deployment.visit('acme')
    const challenge = await askFor(visitor)
    const wrong = authenticator.show(challenge, { unverified: true })
    expect((await visitor.post('/session/passkey', wrong)).statusCode).toBe(403)
    const right = authenticator.show(challenge)
    expect((await visitor.post('/session/passkey', right)).statusCode).toBe(403)
  })

  test('of a stranger with the same name opens nothing', async () => {
    const { authenticator } = await newPasskeyOwner()
    const visitor = deployment.visit('acme')
    const stranger = makeAuthenticator()
    const shown = { ...stranger.show(await askFor(visitor)), id: authenticator.show('x').id }
    expect(codeOf(await visitor.post('/session/passkey', shown))).toBe('passkey_refused')
  })

  test.each([
    ['another site', { origin: 'http://evil.example' }],
    ['a page of another site around it', { crossOrigin: true }],
    ['no face, finger or PIN', { unverified: true }],
  ])('is not added with %s', async (_what, odd) => {
    const member = await newMember(deployment, 'acme', ['doctor'])
    const passkey = makeAuthenticator().make(await askToMake(member), odd)
    const answer = await member.post('/account/passkeys', { name: 'Laptop', passkey })
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'passkey_refused'])
  })

  test('is not added by what another person was asked, nor twice', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => newMember(deployment, 'acme', ['doctor'])))
    const authenticator = makeAuthenticator()
    const stolen = authenticator.make(await askToMake(one!))
    expect((await other!.post('/account/passkeys', { name: 'Key', passkey: stolen })).statusCode).toBe(403)
    const passkey = authenticator.make(await askToMake(one!))
    expect((await one!.post('/account/passkeys', { name: 'Key', passkey })).statusCode).toBe(200)
    const again = authenticator.make(await askToMake(other!))
    expect((await other!.post('/account/passkeys', { name: 'Key', passkey: again })).statusCode).toBe(409)
  })
})

test('on a tenant’s own host there are no passkeys, and everybody is told so', async () => {
  const visitor = deployment.visit('acme')
  const headers = { host: 'acme.localhost:8080', 'sec-fetch-site': 'same-origin' }
  const at = (method: 'GET' | 'POST', path: string) =>
    deployment.app.inject({ method, url: `/api${path}`, headers })
  expect((await at('GET', '/tenant')).json()).toMatchObject({ signInWays: ['password', 'handover'] })
  expect((await visitor.get('/tenant')).json()).toMatchObject({ signInWays: ['password', 'passkey'] })
  expect(codeOf(await at('POST', '/session/passkey/challenge'))).toBe('passkey_unavailable')
})
