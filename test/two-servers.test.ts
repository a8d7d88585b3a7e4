import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Deployment, password, startDeployment, type Visitor } from './deployment.ts'
import { type NewMember, newMember } from './new-member.ts'
import { type OtherServer, startOtherServer } from './other-server.ts'

let here: Deployment
let there: OtherServer
let owner: Visitor
beforeAll(async () => {
  here = await startDeployment()
  there = await startOtherServer(here)
  owner = await here.signIn('acme', 'owner')
})
afterAll(async () => {
  await there?.stop()
  await here?.close()
})

const askThere = (path: string, headers: Record<string, string>) =>
  there.ask(`/clinic/acme/api${path}`, { headers })
const sessionThere = (person: Visitor) => askThere('/session', { cookie: person.cookie! })
/** As long as it remembers who somebody is, which its own test shows to be a second, another server may let him in. */
const untilThere = (ask: () => Promise<{ status: number }>, status: number) =>
  vi.waitUntil(async () => (await ask()).status === status, { timeout: 30_000, interval: 50 })

describe('what is ended or changed at one server is so at another soon after', () => {
  test('a session whose person signs out', async () => {
    const person = await newMember(here, 'acme', ['nurse'])
    expect((await sessionThere(person)).status).toBe(200)
    await person.delete('/session')
    await untilThere(() => sessionThere(person), 401)
  })

  test('the other sessions of somebody who changes his password', async () => {
    const person = await newMember(here, 'acme', ['nurse'])
    expect((await sessionThere(person)).status).toBe(200)
    await person.post('/account/password', { password, newPassword: 'grey otters walk at night' })
    await untilThere(() => sessionThere(person), 401)
  })

  test('roles', async () => {
    const person = await newMember(here, 'acme', ['nurse'])
    expect((await sessionThere(person)).json().permissions).toContain('patient.write')
    await owner.patch(`/members/${person.memberId}`, { roles: ['lab_tech'] }, { 'if-match': '"1"' })
    await vi.waitUntil(
      async () => !(await sessionThere(person)).json().permissions?.includes('patient.write'),
      { timeout: 30_000, interval: 50 },
    )
  })

  test('a member who is deactivated', async () => {
    const person = await newMember(here, 'acme', ['nurse'])
    expect((await sessionThere(person)).status).toBe(200)
    await owner.request({ method: 'POST', url: `/members/${person.memberId}/deactivate` })
    await untilThere(() => sessionThere(person), 401)
  })

  test('an API key, and a program that is signed out', async () => {
    const made = await owner.post('/api-keys', { name: 'Lab', scopes: ['patient.read'], days: 1, password })
    const byKey = () => askThere('/patients', { authorization: `Bearer ${made.json().key}` })
    expect((await byKey()).status).toBe(200)
    await owner.delete(`/api-keys/${made.json().apiKey.id}`)
    await untilThere(byKey, 401)

    const person = await newMember(here, 'acme', ['nurse'])
    const tokens = (await here.visit('acme').post('/tokens', { email: person.email, password })).json()
    const byToken = () => askThere('/patients', { authorization: `Bearer ${tokens.accessToken}` })
    expect((await byToken()).status).toBe(200)
    await here.visit('acme').post('/tokens/revoke', { refreshToken: tokens.refreshToken })
    await untilThere(byToken, 401)
  })
})

describe('what is asked of two servers at once', () => {
  const send = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    there.ask(`/clinic/acme/api${path}`, { method, body, headers })

  test('two admins who demote each other: one stays', async () => {
    for (let i = 0; i < 3; i++) {
      const [one, other] = [
        await newMember(here, 'acme', ['admin']),
        await newMember(here, 'acme', ['admin']),
      ]
      const demote = { roles: ['viewer'] }
      const [first, second] = await Promise.all([
        one.patch(`/members/${other.memberId}`, demote, { 'if-match': '"1"' }),
        send('PATCH', `/members/${one.memberId}`, demote, { cookie: other.cookie!, 'if-match': '"1"' }),
      ])
      expect([first.statusCode, second.status].sort()).toEqual([200, 403])
      const rolesOf = async ({ email }: NewMember) =>
        (await owner.get(`/members?q=${email}`)).json().items[0].roles
      expect([await rolesOf(one), await rolesOf(other)].flat().sort()).toEqual(['admin', 'viewer'])
    }
  })

  test('an invitation that is accepted twice: one joins', async () => {
    const email = 'twice@example.org'
    const invited = await owner.post('/invitations', { email, name: 'Grace', roles: ['nurse'] })
    const token = invited.json().link.split('#')[1]
    const body = { token, password }
    const answers = await Promise.all([
      here.visit('acme').post('/invitations/accept', body),
      send('POST', '/invitations/accept', body, {}),
      here.visit('acme').post('/invitations/accept', body),
      send('POST', '/invitations/accept', body, {}),
    ])
    const statuses = answers.map((answer) => ('status' in answer ? answer.status : answer.statusCode))
    expect(statuses.sort()).toEqual([204, 410, 410, 410])
    expect((await owner.get(`/members?q=${email}`)).json().items).toHaveLength(1)
  })

  test('guesses at a password: they are counted together, and others are not held back by them', async () => {
    const { email } = await newMember(here, 'acme', ['nurse'])
    const other = await newMember(here, 'acme', ['nurse'])
    const guess = { email, password: 'not the password at all' }
    const statuses: number[] = []
    for (let at = 0; at < 8; at++) {
      statuses.push((await here.visit('acme').post('/session', guess)).statusCode)
      statuses.push((await send('POST', '/session', guess, {})).status)
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(6).fill(429)])
    const others = { email: other.email, password }
    expect((await send('POST', '/session', others, {})).status).toBe(200)
  })

  test('pages of a customer that are printed by a link: they are counted together', async () => {
    const keeper = await here.signIn('shop', 'owner')
    const { id } = (await keeper.post('/customers', { name: 'Page Pallavi' })).json()
    const { url } = (await keeper.post(`/customers/${id}/statement-links`, {})).json()
    const body = { token: new URL(url).hash.slice(1), language: 'en' }
    const statuses: number[] = []
    for (let at = 0; at < 6; at++) {
      statuses.push((await here.visit('shop').post('/statement-page/file', body)).statusCode)
      const other = await there.ask('/store/shop/api/statement-page/file', { method: 'POST', body })
      statuses.push(other.status)
    }
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  })

  test('a creating request with one key: one answer and one member', async () => {
    const body = { email: 'both@example.org', name: 'Joan', roles: ['nurse'] }
    const key = { 'idempotency-key': 'asked-of-both' }
    const [first, second] = await Promise.all([
      owner.post('/members', body, key),
      send('POST', '/members', body, { ...key, cookie: owner.cookie! }),
    ])
    expect([first.statusCode, second.status]).toEqual([201, 201])
    expect(second.body).toBe(first.body)
    expect((await owner.get('/members?q=both@example.org')).json().items).toHaveLength(1)
  })
})
