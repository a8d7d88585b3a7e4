import { describe, expect, test } from 'vitest'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { masterKey, password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { linkTo, mailsTo } from '#test/mails.ts'
import { newMember } from '#test/new-member.ts'
import { makeKnownDevices } from './known-devices.ts'

const devices = makeKnownDevices(makeSecrets(masterKey))
const carried = (setCookie: string) => ({ cookie: setCookie.split(';', 1)[0]! })

describe('a browser', () => {
  test('is known to each address that has signed in there, and to no other', () => {
    const one = carried(devices.remember({}, 'Ada@example.org'))
    const both = carried(devices.remember(one, 'grace@example.org'))
    const id = devices.find(both, 'ada@example.org ')
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(devices.find(both, 'grace@example.org')).toBe(id)
    expect(devices.find(both, 'eve@example.org')).toBeUndefined()
    expect(devices.find({}, 'ada@example.org')).toBeUndefined()
    expect(both.cookie).not.toContain('ada')
  })

  test('is known by what we wrote alone', () => {
    const { cookie } = carried(devices.remember({}, 'ada@example.org'))
    const [name, value = ''] = cookie.split('=')
    const [id = '', proof = ''] = value.split('.')
    const other = makeKnownDevices(makeSecrets(Buffer.alloc(32, 9)))
    for (const forged of [
      carried(other.remember({}, 'ada@example.org')).cookie,
      `${name}=${'A'.repeat(22)}.${proof}`,
      `${name}=${id}.${'A'.repeat(22)}`,
      `${name}=${id}`,
      `${name}=`,
      `__Host-operator-device=${value}`,
    ]) {
      expect(devices.find({ cookie: forged }, 'ada@example.org'), forged).toBeUndefined()
    }
  })

  test('forgets who was there the longest ago', () => {
    let headers = {}
    for (let n = 0; n < 13; n++) headers = carried(devices.remember(headers, `p${n}@example.org`))
    expect(devices.find(headers, 'p0@example.org')).toBeUndefined()
    expect(devices.find(headers, 'p1@example.org')).toBeDefined()
    headers = carried(devices.remember(headers, 'p1@example.org'))
    headers = carried(devices.remember(headers, 'p13@example.org'))
    expect(devices.find(headers, 'p1@example.org')).toBeDefined()
    expect(devices.find(headers, 'p2@example.org')).toBeUndefined()
  })
})

describe('at the door', () => {
  const deployment = openDeployment()

  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const signIn = (email: string, word: string, { cookie, ip }: { cookie?: string; ip?: string } = {}) =>
    deployment.visit('acme').request({
      method: 'POST',
      url: '/session',
      headers: { 'content-type': 'application/json', 'user-agent': agent, ...(cookie && { cookie }) },
      payload: JSON.stringify({ email, password: word }),
      ...(ip && { remoteAddress: ip }),
    })
  const deviceOf = (answer: Awaited<ReturnType<Visitor['get']>>) => {
    const cookies = [answer.headers['set-cookie'] ?? []].flat()
    return cookies.find((each) => each.startsWith('__Host-tenantry-device='))
  }

  test('a browser is given its cookie for a year, by whoever has signed in', async () => {
    const { email } = await newMember(deployment, 'acme', ['viewer'])
    expect(deviceOf(await signIn(email, password))).toMatch(
      /^__Host-tenantry-device=[\w-]{22}\.[\w-]{22}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=\d{8}$/,
    )
    expect(deviceOf(await signIn(email, 'a guess'))).toBeUndefined()
  })

  test('somebody whose account is flooded comes in from the browser he knows, and from another by his mail', async () => {
    const { email } = await newMember(deployment, 'acme', ['viewer'])
    const cookie = deviceOf(await signIn(email, password))!.split(';', 1)[0]!
    for (let at = 0; at < 60; at++) await signIn(email, `guess ${at}`, { ip: `198.51.100.${at}` })
    const stranger = await signIn(email, password, { ip: '203.0.113.9' })
    expect(stranger.json()).toMatchObject({ status: 429, code: 'too_many_attempts' })
    expect((await signIn(email, password, { cookie, ip: '203.0.113.9' })).statusCode).toBe(200)
    // Somebody else’s browser is none of his.
    const theirs = await newMember(deployment, 'acme', ['viewer'])
    const foreign = deviceOf(await signIn(theirs.email, password))!.split(';', 1)[0]!
    expect((await signIn(email, password, { cookie: foreign })).statusCode).toBe(429)

    await deployment.visit('acme').post('/password-links', { email })
    const { token } = await linkTo(deployment, email)
    const newPassword = 'grey otters walk at night'
    const set = await deployment.visit('acme').post('/password-links/use', { token, newPassword })
    const known = deviceOf(set)!.split(';', 1)[0]!
    expect((await signIn(email, newPassword, { cookie: known })).statusCode).toBe(200)
  })

  test('a known browser has ten tries itself', async () => {
    const { email } = await newMember(deployment, 'acme', ['viewer'])
    const cookie = deviceOf(await signIn(email, password))!.split(';', 1)[0]!
    const codes: string[] = []
    for (let at = 0; at < 12; at++) codes.push((await signIn(email, `guess ${at}`, { cookie })).json().code)
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('wrong_credentials'))
    expect(codes.at(-1)).toBe('too_many_attempts')
  })

  test('a flood at the door does not keep somebody who is in from changing his password', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    for (let at = 0; at < 60; at++) await signIn(person.email, `guess ${at}`, { ip: `198.51.100.${at}` })
    const changed = await person.post('/account/password', {
      password,
      newPassword: 'grey otters walk at night',
    })
    expect(changed.statusCode, changed.body).toBe(204)
  })

  test('a person is told of a browser where he has never been, and of none that he knows', async () => {
    const { email } = await newMember(deployment, 'acme', ['viewer'])
    expect(await mailsTo(deployment, email)).toEqual([])
    const second = await signIn(email, password)
    const [notice] = await mailsTo(deployment, email)
    expect(notice?.subject).toBe('A new device signed in to Acme Clinic')
    expect(notice?.text).toContain('Firefox, Linux, network 127.0.0.1')
    expect(notice?.text).toMatch(/When: \d+ \w+ 20\d\d/)
    expect(notice?.text).toContain('http://localhost:8080/clinic/acme/forgot-password')
    await signIn(email, password, { cookie: deviceOf(second)!.split(';', 1)[0]! })
    await signIn(email, 'a guess')
    expect(await mailsTo(deployment, email)).toHaveLength(1)
  })

  test('who joined in a browser is known there', async () => {
    const owner = await deployment.signIn('acme', 'owner')
    const person = { email: 'joiner@example.org', name: 'Joan', roles: ['viewer'] }
    const { link } = (await owner.post('/invitations', person)).json()
    const token = link.split('#')[1]
    const joined = await deployment.visit('acme').post('/invitations/accept', { token, password })
    expect(devices.find({ cookie: deviceOf(joined)! }, person.email)).toBeDefined()
  })
})
