import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeApp } from '#test/own-factor.ts'
import { type ConsoleSide, type ConsoleVisitor, openConsole, operatorPassword } from '#test/operators.ts'
import { openDeployment } from '#test/open-deployment.ts'
import type { OperatorTables } from './operators.tables.ts'
import { resetFactors } from './second-factor.ts'

const deployment = openDeployment()
let side: ConsoleSide
beforeAll(async () => {
  side = await openConsole(deployment)
})
afterAll(() => side.close())

const cookieOf = (answer: { headers: object }) =>
  String((answer.headers as Record<string, unknown>)['set-cookie']).split(';', 1)[0]!

async function signIn(email: string): Promise<ConsoleVisitor> {
  return side.visit(cookieOf(await side.visit().post('/session', { email, password: operatorPassword })))
}

/** A new operator who has enrolled an app; its first code is used. */
async function enrol() {
  const { id, email } = await side.invite('admin')
  const half = await signIn(email)
  const begun = (await half.post('/factors/app', { name: 'Phone' })).json()
  const show = makeApp(begun.secret)
  const confirmed = await half.post(`/factors/app/${begun.id}/confirm`, { code: show() })
  expect(confirmed.statusCode).toBe(200)
  const { recoveryCodes } = confirmed.json() as { recoveryCodes: string[] }
  return { id, email, half, show, recoveryCodes, confirmed, whole: side.visit(cookieOf(confirmed)) }
}

describe('an operator without a second factor', () => {
  test('enrols an app, gets recovery codes once, and a session with another id', async () => {
    const { half, whole, confirmed, recoveryCodes } = await enrol()
    expect(confirmed.json().session).toMatchObject({ step: 'none', operator: { role: 'admin' } })
    expect(confirmed.json().session.permissions).toContain('operator.manage')
    expect(recoveryCodes).toHaveLength(10)
    expect((await half.get('/session')).statusCode).toBe(401)
    expect((await whole.get('/factors')).json()).toMatchObject({
      items: [{ name: 'Phone' }],
      recoveryCodesLeft: 10,
    })
  })

  test('gets nowhere with a wrong code, nor with an app of somebody else', async () => {
    const one = await side.invite('admin')
    const other = await side.invite('admin')
    const [half, stranger] = [await signIn(one.email), await signIn(other.email)]
    const begun = (await half.post('/factors/app', { name: 'Phone' })).json()
    const code = makeApp(begun.secret)()
    const wrong = await half.post(`/factors/app/${begun.id}/confirm`, { code: makeApp(begun.secret)(9) })
    expect([wrong.statusCode, wrong.json()]).toEqual([403, expect.objectContaining({ code: 'wrong_code' })])
    const foreign = await stranger.post(`/factors/app/${begun.id}/confirm`, { code })
    expect([foreign.statusCode, foreign.json().code]).toEqual([404, 'not_found'])
    expect((await half.get('/session')).json().step).toBe('enrol')
    expect((await half.get('/factors')).json().code).toBe('second_factor_required')
  })
})

describe('an operator with a second factor', () => {
  test('shows it at each sign-in; a code works once', async () => {
    const { email, show } = await enrol()
    const half = await signIn(email)
    expect((await half.get('/session')).json()).toMatchObject({ step: 'second_factor', permissions: [] })
    const used = await half.post('/second-factor', { kind: 'code', code: show() })
    expect(used.json()).toMatchObject({ code: 'wrong_code', field: 'code' })
    const answer = await half.post('/second-factor', { kind: 'code', code: show(1) })
    expect(answer.json()).toMatchObject({ step: 'none' })
    const whole = side.visit(cookieOf(answer))
    expect((await whole.get('/account/sessions')).statusCode).toBe(200)
    expect((await half.get('/session')).statusCode).toBe(401)
  })

  test('comes in by a recovery code once', async () => {
    const { email, recoveryCodes } = await enrol()
    const code = recoveryCodes[0]!
    const first = await (await signIn(email)).post('/second-factor', { kind: 'recovery_code', code })
    expect(first.statusCode).toBe(200)
    const again = await (await signIn(email)).post('/second-factor', { kind: 'recovery_code', code })
    expect([again.statusCode, again.json().code]).toEqual([403, 'wrong_code'])
  })

  test('is asked for it before another app could take its place', async () => {
    const { email, whole } = await enrol()
    const thief = await signIn(email)
    const begun = await thief.post('/factors/app', { name: 'Mine', password: operatorPassword })
    expect(begun.json().code).toBe('second_factor_required')
    expect((await whole.post('/factors/app', { name: 'New phone' })).json().code).toBe('wrong_password')
    const own = await whole.post('/factors/app', { name: 'New phone', password: operatorPassword })
    const code = makeApp(own.json().secret)()
    const stolen = await thief.post(`/factors/app/${own.json().id}/confirm`, { code })
    expect(stolen.json().code).toBe('second_factor_required')
    expect((await whole.post(`/factors/app/${own.json().id}/confirm`, { code })).statusCode).toBe(200)
  })

  test('is slowed down when he guesses codes', async () => {
    const { email } = await enrol()
    const half = await signIn(email)
    const codes: string[] = []
    for (let n = 0; n < 8; n++) {
      codes.push((await half.post('/second-factor', { kind: 'code', code: `00000${n}` })).json().code)
    }
    expect(codes[0]).toBe('wrong_code')
    expect(codes.at(-1)).toBe('too_many_attempts')
  })

  test('starts anew after a reset', async () => {
    const { id, email, whole, recoveryCodes } = await enrol()
    await deployment.tenancy.control<OperatorTables>().run((tx) => resetFactors(tx, id))
    expect((await whole.get('/session')).statusCode).toBe(401)
    const half = await signIn(email)
    expect((await half.get('/session')).json().step).toBe('enrol')
    const late = await half.post('/second-factor', { kind: 'recovery_code', code: recoveryCodes[1] })
    expect(late.json().code).toBe('wrong_code')
  })
})

describe('an operator’s account', () => {
  test('changes its password: other sessions end, this one gets a new id', async () => {
    const { email, whole } = await enrol()
    const wrong = await whole.post('/account/password', {
      password: 'not mine',
      newPassword: 'nine lamps in a valley',
    })
    expect(wrong.json()).toMatchObject({ code: 'wrong_password', field: 'password' })
    const changed = await whole.post('/account/password', {
      password: operatorPassword,
      newPassword: 'nine lamps in a valley',
    })
    expect(changed.statusCode).toBe(204)
    expect((await whole.get('/session')).statusCode).toBe(401)
    expect((await side.visit(cookieOf(changed)).get('/session')).json().step).toBe('none')
    const former = await side.visit().post('/session', { email, password: operatorPassword })
    expect(former.statusCode).toBe(401)
  })

  test('lists its sessions and ends them, and nobody else’s', async () => {
    const one = await side.enter('support')
    const other = await side.enter('support')
    const [own] = (await one.get('/account/sessions')).json().items
    expect(own).toMatchObject({ device: 'Test', current: true })
    expect((await other.delete(`/account/sessions/${own.id}`)).statusCode).toBe(404)
    expect((await one.get('/session')).statusCode).toBe(200)
    expect((await one.delete(`/account/sessions/${own.id}`)).statusCode).toBe(204)
    expect((await one.get('/session')).statusCode).toBe(401)
    expect((await other.delete('/account/sessions')).headers['set-cookie']).toContain('Max-Age=0')
    expect((await other.get('/session')).statusCode).toBe(401)
  })
})

test('who comes to the console is in the audit of the platform, and who is kept out', async () => {
  const { id, email } = await side.invite('billing')
  const reader = await side.enter('read_only')
  const said = await side.visit().post('/session', { email, password: operatorPassword })
  expect(said.statusCode).toBe(200)
  expect((await side.visit().post('/session', { email, password: 'not the word' })).statusCode).toBe(401)
  expect((await reader.post('/operators', anOperator)).statusCode).toBe(403)
  const eventsOf = () =>
    deployment.tenancy.control<unknown>().read((db) =>
      db
        .raw<{ action: string; actor: string | null; outcome: string; ip: string }>(
          sql`select action, actor, outcome, ip from control.audit_events
               where tenant_id is null order by id`,
        )
        .execute(),
    )
  const ip = '127.0.0.1'
  // Refusals are written after the answer.
  await expect.poll(eventsOf).toEqual(
    expect.arrayContaining([
      { action: 'session', actor: id, outcome: 'success', ip },
      { action: 'session', actor: null, outcome: 'denied', ip },
      { action: 'operators.create', actor: reader.id, outcome: 'denied', ip },
    ]),
  )
})

const anOperator = { email: 'nobody@operators.test', name: 'Nobody', role: 'admin' }

test('what operators do is in the audit of the platform, and no secret with it', async () => {
  const { id, show, whole } = await enrol()
  await whole.post('/account/password', { password: operatorPassword, newPassword: 'nine lamps in a valley' })
  const events = await deployment.tenancy.control<unknown>().read((db) =>
    db
      .raw<{ action: string; actor: string | null; text: string }>(
        sql`select action, actor, e::text as text from control.audit_events e
             where actor = ${id} or entity_id = ${id} order by id`,
      )
      .execute(),
  )
  expect(events.map(({ action, actor }) => [action, actor])).toContainEqual(['account.password', id])
  expect(events.map(({ action }) => action)).toContainEqual(expect.stringMatching(/^session/))
  const all = events.map(({ text }) => text).join()
  for (const secret of [operatorPassword, 'nine lamps in a valley', show()]) expect(all).not.toContain(secret)
})
