import { beforeAll, describe, expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type NewMember, newMember } from '#test/new-member.ts'
import { giveApp, letPass, makeApp } from '#test/own-factor.ts'
import { setRequiringRoles } from './factor-rules.ts'

const deployment = openDeployment()

const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['set-cookie']).split(';', 1)[0]!

type Slug = 'acme' | 'globex'
async function signIn(slug: Slug, email: string) {
  const answer = await deployment.visit(slug).post('/session', { email, password })
  expect(answer.statusCode, answer.body).toBe(200)
  return { session: answer.json(), visitor: deployment.visit(slug, cookieOf(answer)) }
}

const showCode = (visitor: Visitor, code: string) => visitor.post('/session/factor', { way: 'code', code })
const codeOf = (answer: { json(): { code?: string } }) => answer.json().code

/** Enrols as a person does, and goes on in the session that the enrolment gave. */
async function enrol(member: Visitor, slug: Slug = 'acme') {
  const { id, secret } = (await member.post('/account/factors/totp', { name: 'Phone' })).json()
  const show = makeApp(secret)
  const answer = await member.post(`/account/factors/${id}/confirm`, { code: show() })
  expect(answer.statusCode, answer.body).toBe(200)
  const { recoveryCodes } = answer.json() as { recoveryCodes: string[] }
  return { id, show, recoveryCodes, visitor: deployment.visit(slug, cookieOf(answer)) }
}

describe('somebody with an authenticator app', () => {
  test('enrols, is signed out elsewhere, and signs in with a password and a code', async () => {
    const member = await newMember(deployment, 'acme', ['doctor'])
    const elsewhere = (await signIn('acme', member.email)).visitor
    const { show, visitor, recoveryCodes } = await enrol(member)
    expect(recoveryCodes).toHaveLength(10)
    expect((await elsewhere.get('/session')).statusCode).toBe(401)
    expect((await member.get('/session')).statusCode).toBe(401)
    expect((await visitor.get('/session')).json()).toMatchObject({ limit: null })

    const { session, visitor: half } = await signIn('acme', member.email)
    expect(session).toMatchObject({
      limit: 'second_factor',
      secondFactorWays: ['code', 'recovery_code'],
      permissions: [],
      otherTenants: [],
    })
    const answer = await showCode(half, show(1))
    expect(answer.json()).toMatchObject({ limit: null, secondFactorWays: [] })
    expect(answer.json().permissions).toContain('patient.read')
    const whole = deployment.visit('acme', cookieOf(answer))
    expect(whole.cookie).not.toBe(half.cookie)
    expect((await whole.get('/patients')).statusCode).toBe(200)
    expect((await half.get('/session')).statusCode).toBe(401)
  })

  test('is told that a code is wrong or used, and goes nowhere with it', async () => {
    const member = await newMember(deployment, 'acme', ['doctor'])
    const { show } = await enrol(member)
    const { visitor } = await signIn('acme', member.email)
    for (const code of [show(), show(9), '', 'abcdef', '1'.repeat(100)]) {
      const answer = await showCode(visitor, code)
      expect([403, 400]).toContain(answer.statusCode)
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect(codeOf(await visitor.get('/patients'))).toBe('second_factor_required')
  })

  test('gets one session from one code, however often it is sent at once', async () => {
    const member = await newMember(deployment, 'acme', ['doctor'])
    const { show } = await enrol(member)
    const doors = await Promise.all([1, 2, 3].map(() => signIn('acme', member.email)))
    const answers = await Promise.all(doors.map(({ visitor }) => showCode(visitor, show(1))))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403, 403])
  })

  test('is slowed down when guessing, and not another person beside him', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => newMember(deployment, 'acme', ['doctor'])))
    await giveApp(deployment, one!.accountId)
    const { show } = await giveApp(deployment, other!.accountId)
    const guesses = await Promise.all(Array.from({ length: 9 }, () => showCode(one!, '000000')))
    expect(guesses.filter((answer) => codeOf(answer) === 'wrong_code')).toHaveLength(6)
    const refused = guesses.find((answer) => codeOf(answer) === 'too_many_attempts')!
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await showCode(other!, show(1))).statusCode).toBe(200)
  })

  test('comes in once with each recovery code', async () => {
    const member = await newMember(deployment, 'acme', ['doctor'])
    const { recoveryCodes } = await enrol(member)
    const recover = async () => {
      const { visitor } = await signIn('acme', member.email)
      return visitor.post('/session/factor', { way: 'recovery_code', code: recoveryCodes[0] })
    }
    const answer = await recover()
    expect(answer.json()).toMatchObject({ limit: null })
    expect((await recover()).statusCode).toBe(403)
    const factors = await deployment.visit('acme', cookieOf(answer)).get('/account/factors')
    expect(factors.json()).toMatchObject({ recoveryCodesLeft: 9 })
  })

  test('has to show it in every tenant, and a session of one is none of another’s', async () => {
    const { visitor } = await signIn('acme', 'both@tenantry.test')
    const { show } = await enrol(visitor)
    const half = (await signIn('acme', 'both@tenantry.test')).visitor
    expect(codeOf(await deployment.visit('globex', half.cookie).get('/patients'))).toBe(
      'second_factor_required',
    )
    const answer = await showCode(deployment.visit('globex', half.cookie), show(1))
    expect(answer.json()).toMatchObject({ limit: null, tenant: { slug: 'globex' } })
    const stranger = await deployment.signIn('globex', 'doctor')
    const refused = await showCode(deployment.visit('acme', stranger.cookie), show(1))
    expect(codeOf(refused)).toBe('not_a_member')
  })
})

describe('changing factors', () => {
  let member: NewMember
  beforeAll(async () => {
    member = await newMember(deployment, 'acme', ['doctor'])
  })

  test('asks again who one is when that is long ago, and a password is enough', async () => {
    await asOwner(
      `update control.sessions set proved_at = now() - interval '6 minutes' where account_id = '${member.accountId}'`,
    )
    expect((await member.get('/account/factors')).json()).toMatchObject({ confirmed: false })
    const begin = () => member.post('/account/factors/totp', { name: 'Phone' })
    expect(codeOf(await begin())).toBe('confirmation_required')
    expect(codeOf(await member.post('/account/confirmation', { password: 'not the right one' }))).toBe(
      'wrong_password',
    )
    for (const neither of [{}, { password, code: '000000' }]) {
      expect((await member.post('/account/confirmation', neither)).statusCode).toBe(400)
    }
    expect((await member.post('/account/confirmation', { password })).statusCode).toBe(204)
    expect((await begin()).statusCode).toBe(200)
  })

  test('names, removes and makes new recovery codes; nothing that was told once is told again', async () => {
    const { id, visitor, recoveryCodes } = await enrol(member)
    expect((await visitor.patch(`/account/factors/${id}`, { name: 'Work phone' })).statusCode).toBe(204)
    const renewed = (await visitor.post('/account/recovery-codes', {})).statusCode
    expect(renewed).toBe(400)
    const { codes } = (await visitor.request({ method: 'POST', url: '/account/recovery-codes' })).json()
    expect(codes).toHaveLength(10)
    const shown = (await visitor.get('/account/factors')).body
    expect(JSON.parse(shown)).toMatchObject({
      items: [{ id, kind: 'totp', name: 'Work phone' }],
      recoveryCodesLeft: 10,
    })
    for (const told of [...codes, ...recoveryCodes]) expect(shown).not.toContain(told)
    expect((await visitor.delete(`/account/factors/${id}`)).statusCode).toBe(204)
    expect((await visitor.get('/account/factors')).json()).toMatchObject({ items: [], recoveryCodesLeft: 0 })
    expect((await visitor.get('/patients')).statusCode).toBe(200)
    expect((await signIn('acme', member.email)).session).toMatchObject({ limit: null })
  })

  test('one that comes after all were removed has to be shown in sessions from before', async () => {
    const person = await newMember(deployment, 'acme', ['doctor'])
    const { id } = await giveApp(deployment, person.accountId)
    await letPass(deployment, person.accountId)
    expect((await person.delete(`/account/factors/${id}`)).statusCode).toBe(204)
    await giveApp(deployment, person.accountId)
    expect(codeOf(await person.get('/patients'))).toBe('second_factor_required')
  })
})

describe('a tenant that asks a second factor of a role', () => {
  const require = (roles: string[]) =>
    deployment.tenancy.control().run((tx) => setRequiringRoles(tx, deployment.tenant('globex').id, roles))

  test('lets its members do nothing until they have one, and keep the last one', async () => {
    const nurse = await newMember(deployment, 'globex', ['nurse'])
    const doctor = await newMember(deployment, 'globex', ['doctor'])
    await require(['nurse'])
    expect((await nurse.get('/session')).json()).toMatchObject({ limit: 'enrol_factor', permissions: [] })
    expect(codeOf(await nurse.get('/patients'))).toBe('factor_enrolment_required')
    expect((await doctor.get('/patients')).statusCode).toBe(200)
    const { id, visitor } = await enrol(nurse, 'globex')
    expect((await visitor.get('/patients')).statusCode).toBe(200)
    expect((await visitor.get('/account/factors')).json()).toMatchObject({ required: true })
    expect(codeOf(await visitor.delete(`/account/factors/${id}`))).toBe('last_factor')
    await require([])
    expect((await visitor.delete(`/account/factors/${id}`)).statusCode).toBe(204)
  })

  test('asks nothing of the same people in another tenant', async () => {
    await require(['viewer'])
    const both = await newMember(deployment, 'acme', ['viewer'])
    expect((await both.get('/patients')).statusCode).toBe(200)
    await require([])
  })
})

/** What only the owner of the tables may do. */
function asOwner(statement: string) {
  return deployment.admin.query(statement)
}
