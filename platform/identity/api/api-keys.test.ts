import { describe, expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import { hasKeyForm, makeKey } from './key-format.ts'

const deployment = openDeployment()

const asked = { name: 'Laboratory', scopes: ['patient.read'], days: 30, password }
const make = (owner: Visitor, more: object = {}) => owner.post('/api-keys', { ...asked, ...more })
const ask = (key: string, url = '/patients', slug = 'acme') =>
  deployment.app.inject({
    url: `/clinic/${slug}/api${url}`,
    headers: { host: 'localhost:8080', authorization: `Bearer ${key}` },
  })
const maker = async (more: object = {}) => {
  const owner = await newMember(deployment, 'acme', ['admin'])
  const answer = await make(owner, more)
  expect(answer.statusCode, answer.body).toBe(201)
  return { owner, ...(answer.json() as { key: string; apiKey: { id: string } }) }
}

describe('an API key', () => {
  test('is shown once, has a known beginning and a checksum, and is kept as its hash', async () => {
    const { owner, key, apiKey } = await maker()
    expect(key).toMatch(/^tnt_live_[0-9A-Za-z]{49}$/)
    expect(apiKey).toMatchObject({
      name: 'Laboratory',
      hint: key.slice(-4),
      scopes: ['patient.read'],
      usedAt: null,
    })
    const listed = await owner.get('/api-keys')
    expect(listed.json().items.map(({ id }: { id: string }) => id)).toContain(apiKey.id)
    const { rows } = await deployment.admin.query('select * from control.api_keys')
    const { rows: events } = await deployment.admin.query('select * from control.audit_events')
    for (const seen of [listed.body, JSON.stringify(rows), JSON.stringify(events), deployment.log()]) {
      expect(seen).not.toContain(key.slice(9, 40))
    }
  })

  test('does what its scopes say and no more, and nothing with anybody’s account', async () => {
    const { key } = await maker()
    expect((await ask(key)).statusCode).toBe(200)
    for (const url of ['/members', '/api-keys', '/session', '/account/sessions', '/account/email']) {
      expect((await ask(key, url)).json(), url).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })

  test('lets nobody in at another clinic', async () => {
    const { key } = await maker()
    expect((await ask(key, '/patients', 'globex')).json()).toMatchObject({
      status: 401,
      code: 'invalid_token',
    })
    expect((await ask(key, '/patients', 'solo')).json()).toMatchObject({ status: 401, code: 'invalid_token' })
  })

  test('is over when it is revoked, has expired, or its maker is gone', async () => {
    const [revoked, expired, left] = [await maker(), await maker(), await maker()]
    const owner = await deployment.signIn('acme', 'owner')
    expect((await owner.delete(`/api-keys/${revoked.apiKey.id}`)).statusCode).toBe(204)
    expect((await owner.delete(`/api-keys/${revoked.apiKey.id}`)).json()).toMatchObject({ code: 'not_found' })
    await deployment.admin.query('update control.api_keys set expires_at = now() where id = $1', [
      expired.apiKey.id,
    ])
    expect((await owner.post(`/members/${left.owner.memberId}/deactivate`, {})).statusCode).not.toBe(401)
    await deployment.admin.query(`update control.members set status = 'deactivated' where id = $1`, [
      left.owner.memberId,
    ])
    for (const { key } of [revoked, expired, left]) {
      expect((await ask(key)).json()).toMatchObject({ status: 401, code: 'invalid_token' })
    }
  })

  test('may no more than its maker may now', async () => {
    const { key, owner } = await maker({ scopes: ['patient.read', 'audit.read'] })
    expect((await ask(key, '/audit')).statusCode).not.toBe(403)
    await deployment.admin.query(`update control.members set roles = '{receptionist}' where id = $1`, [
      owner.memberId,
    ])
    expect((await ask(key, '/patients')).statusCode).toBe(200)
    const { body } = await ask(key, '/members')
    expect(JSON.parse(body)).toMatchObject({ code: 'forbidden' })
  })

  test.each([
    [['member.write']],
    [['apikey.manage']],
    [['ownership.transfer']],
    [['patient.read', 'no.such']],
    [['customer.read']],
  ])('is not made with %j', async (scopes) => {
    const owner = await deployment.signIn('acme', 'owner')
    expect((await make(owner, { scopes })).json()).toMatchObject({
      status: 403,
      code: 'forbidden',
      field: 'scopes',
    })
  })

  test.each([
    ['the wrong password', { password: 'a guess' }, 'wrong_password'],
    ['no name', { name: ' ' }, 'invalid_input'],
    ['no scope', { scopes: [] }, 'invalid_input'],
    ['no end', { days: 0 }, 'invalid_input'],
    ['an end far away', { days: 367 }, 'invalid_input'],
    ['a role', { roles: ['owner'] }, 'invalid_input'],
  ])('is not made with %s', async (_name, more, code) => {
    const owner = await newMember(deployment, 'acme', ['owner'])
    expect((await make(owner, more)).json()).toMatchObject({ code })
  })

  test('shows when it was used last, to the minute', async () => {
    const { owner, key, apiKey } = await maker()
    await ask(key)
    const used = async () =>
      (await owner.get('/api-keys')).json().items.find(({ id }: { id: string }) => id === apiKey.id).usedAt
    const first = await used()
    expect(Date.parse(first)).toBeGreaterThan(Date.now() - 60_000)
    await ask(key)
    expect(await used()).toBe(first)
  })
})

describe('the form of a key', () => {
  test('is that of every key that is made', () => {
    for (let i = 0; i < 100; i++) expect(hasKeyForm(makeKey())).toBe(true)
  })

  test('has a checksum that one wrong letter breaks', () => {
    const key = makeKey()
    for (let at = 9; at < key.length; at++) {
      const wrong = `${key.slice(0, at)}${key[at] === 'a' ? 'b' : 'a'}${key.slice(at + 1)}`
      expect(hasKeyForm(wrong), wrong).toBe(false)
    }
    expect(hasKeyForm(`${key}a`)).toBe(false)
  })
})
