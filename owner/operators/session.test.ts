import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsoleSide, openConsole, operatorPassword } from '#test/operators.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { inviteOperator, renewLink } from './operators.ts'
import type { OperatorTables } from './operators.tables.ts'

const deployment = openDeployment()
let side: ConsoleSide
beforeAll(async () => {
  side = await openConsole(deployment)
})
afterAll(() => side.close())

const control = () => deployment.tenancy.control<OperatorTables>()
const cookieOf = (answer: { headers: object }) =>
  String((answer.headers as Record<string, unknown>)['set-cookie']).split(';', 1)[0]!
const signIn = (email: string, password = operatorPassword) =>
  side.visit().post('/session', { email, password })

describe('a link', () => {
  const invite = (email: string) =>
    control().run((tx) => inviteOperator(tx, { email, name: 'Ines Example', role: 'support' }))

  test('lets its person choose a password once, and signs in as far as the second factor', async () => {
    const { token } = await invite('Ines@Operators.test')
    expect((await side.visit().post('/links/look', { token })).json()).toEqual({
      email: 'ines@operators.test',
      name: 'Ines Example',
    })
    const taken = await side.visit().post('/links/take', { token, password: operatorPassword })
    expect(taken.statusCode).toBe(200)
    expect(taken.json()).toMatchObject({ permissions: [], operator: { role: 'support' }, step: 'enrol' })
    const again = await side.visit().post('/links/take', { token, password: 'another one of mine' })
    expect([again.statusCode, again.json().code]).toEqual([410, 'link_over'])
    expect((await signIn('ines@operators.test')).statusCode).toBe(200)
  })

  test('lets one of two in who take it at once', async () => {
    const { token } = await invite('twice@operators.test')
    const answers = await Promise.all(
      ['first of the two', 'second of the two'].map((password) =>
        side.visit().post('/links/take', { token, password }),
      ),
    )
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 410])
  })

  test('is over when a new one is made, when it is old, and when its person is disabled', async () => {
    const { token, operator } = await invite('late@operators.test')
    const next = await control().run((tx) => renewLink(tx, operator.id))
    expect((await side.visit().post('/links/look', { token })).statusCode).toBe(410)
    expect((await side.visit().post('/links/look', { token: next })).statusCode).toBe(200)
    await control().run((tx) =>
      tx
        .updateTable('control.operators')
        .set({ linkExpiresAt: sql`now() - interval '1 second'` })
        .where('id', '=', operator.id)
        .execute(),
    )
    expect((await side.visit().post('/links/look', { token: next })).statusCode).toBe(410)
    const taken = await side.visit().post('/links/take', { token: next, password: operatorPassword })
    expect(taken.statusCode).toBe(410)
  })

  test('takes no password that everybody has', async () => {
    const { token } = await invite('weak@operators.test')
    for (const password of ['password123', 'tenantry', 'weak-operators']) {
      const answer = await side.visit().post('/links/take', { token, password })
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'password_too_common'])
    }
  })
})

describe('signing in', () => {
  test('says the same of a wrong password, an unknown address and a member’s', async () => {
    const { email } = await side.invite('admin')
    const answers = await Promise.all([
      signIn(email, 'wrong password'),
      signIn('nobody@operators.test'),
      signIn('owner@acme.test', 'correct horse battery staple'),
    ])
    for (const answer of answers) {
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'wrong_credentials'])
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect((await signIn(email.toUpperCase())).statusCode).toBe(200)
  })

  test('with the password alone opens nothing but the way to the second factor', async () => {
    const { email } = await side.invite('admin')
    const answer = await signIn(email)
    const half = side.visit(cookieOf(answer))
    expect((await half.get('/session')).json()).toMatchObject({ permissions: [], step: 'enrol' })
    const refused = side.app.mounted.filter(
      ({ contract }) => contract.permission !== 'public' && !contract.whileLimited,
    )
    for (const { contract } of refused) {
      const url = contract.url.replace(/:\w+/g, '0190a000-0000-7000-8000-000000000000')
      const closed = await half.request({ method: contract.method, url })
      expect([contract.url, closed.json().code]).toEqual([contract.url, 'second_factor_required'])
    }
  })

  test('gives a cookie that scripts, other hosts and plain connections do not get', async () => {
    const { email } = await side.invite('billing')
    const answer = await signIn(email)
    expect([answer.headers['set-cookie']].flat()[0]).toMatch(
      /^__Host-operator=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=28800$/,
    )
  })

  test('keeps no session that was there before, and stores no token', async () => {
    const { email } = await side.invite('billing')
    const former = cookieOf(await signIn(email))
    const next = cookieOf(await side.visit(former).post('/session', { email, password: operatorPassword }))
    expect(next).not.toBe(former)
    expect((await side.visit(former).get('/session')).statusCode).toBe(401)
    expect((await side.visit(next).get('/session')).statusCode).toBe(200)
    const rows = await control().read((db) =>
      db.selectFrom('control.operator_sessions').select('tokenHash').execute(),
    )
    const token = next.split('=')[1]!
    expect(rows.some(({ tokenHash }) => tokenHash.equals(hashOfToken(token)))).toBe(true)
    expect(rows.some(({ tokenHash }) => tokenHash.equals(Buffer.from(token, 'base64url')))).toBe(false)
  })

  test('is slowed down for whoever guesses', async () => {
    const codes: string[] = []
    for (let n = 0; n < 12; n++)
      codes.push((await signIn('guessed@operators.test', `guess ${n}`)).json().code)
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('wrong_credentials'))
    expect(codes.at(-1)).toBe('too_many_attempts')
  })
})

describe('a session', () => {
  const age = (cookie: string, column: 'idleExpiresAt' | 'seenAt', interval: string) =>
    control().run((tx) =>
      tx
        .updateTable('control.operator_sessions')
        .set({ [column]: sql`now() - ${interval}::interval` })
        .where('tokenHash', '=', hashOfToken(cookie.split('=')[1]!))
        .execute(),
    )

  test('is over after a quarter of an hour without a request, and each request puts that off', async () => {
    const { cookie } = await side.enter('support')
    await age(cookie, 'seenAt', '2 minutes')
    expect((await side.visit(cookie).get('/session')).statusCode).toBe(200)
    const row = await control().read((db) =>
      db
        .selectFrom('control.operator_sessions')
        .select([
          sql<boolean>`idle_expires_at > now() + interval '14 minutes'`.as('kept'),
          sql<boolean>`idle_expires_at <= now() + interval '15 minutes'`.as('notLonger'),
          sql<boolean>`expires_at <= now() + interval '8 hours'`.as('notForEver'),
        ])
        .where('tokenHash', '=', hashOfToken(cookie.split('=')[1]!))
        .executeTakeFirst(),
    )
    expect(row).toEqual({ kept: true, notLonger: true, notForEver: true })
    await age(cookie, 'idleExpiresAt', '1 second')
    expect((await side.visit(cookie).get('/session')).statusCode).toBe(401)
  })

  test('ends when its person signs out or is disabled', async () => {
    const leaver = await side.enter('support')
    const left = await leaver.delete('/session')
    expect(left.headers['set-cookie']).toContain('Max-Age=0')
    expect((await leaver.get('/session')).statusCode).toBe(401)

    const disabled = await side.enter('support')
    expect((await disabled.get('/session')).statusCode).toBe(200)
    await control().run((tx) =>
      tx
        .updateTable('control.operators')
        .set({ disabledAt: sql`now()` })
        .where('id', '=', disabled.id)
        .execute(),
    )
    expect((await disabled.get('/session')).statusCode).toBe(401)
    expect((await signIn(disabled.email)).json().code).toBe('wrong_credentials')
  })
})
