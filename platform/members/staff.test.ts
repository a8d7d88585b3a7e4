import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { linkTo } from '#test/mails.ts'
import { newMember } from '#test/new-member.ts'

const deployment = openDeployment()
let owner: Visitor
let admin: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  admin = await deployment.signIn('acme', 'admin')
})

const chosen = 'grey otters walk at night'
let count = 0
const somebody = (roles = ['doctor']) => ({ email: `new${++count}@example.org`, name: 'Grace Hopper', roles })
const control = () => deployment.tenancy.control<IdentityTables>()
const signIn = (email: string, word: string, slug: 'acme' | 'globex' = 'acme') =>
  deployment.visit(slug).post('/session', { email, password: word })
const visitorOf = (answer: { headers: Record<string, unknown> }) =>
  deployment.visit('acme', String(answer.headers['set-cookie']).split(';', 1)[0]!)

describe('a member made at once', () => {
  test('signs in with a temporary password, which must be changed before anything else', async () => {
    const person = somebody()
    const made = await admin.post('/members', person)
    expect(made.statusCode, made.body).toBe(201)
    const { member, temporaryPassword, temporaryUntil } = made.json()
    expect(member).toMatchObject({
      ...person,
      status: 'active',
      can: ['change_roles', 'deactivate', 'remove'],
    })
    expect(temporaryPassword).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
    expect(Date.parse(temporaryUntil) - Date.now()).toBeGreaterThan(6 * 24 * 3_600_000)
    const entered = await signIn(person.email, temporaryPassword)
    expect(entered.json()).toMatchObject({ limit: 'temporary_password', permissions: [], roles: ['doctor'] })
    const first = visitorOf(entered)
    for (const url of ['/patients', '/account/sessions', '/members']) {
      expect((await first.get(url)).json(), url).toMatchObject({
        status: 403,
        code: 'password_change_required',
      })
    }
    expect((await first.post('/patients', { givenName: 'Ada' })).json()).toMatchObject({
      code: 'password_change_required',
    })
    const changed = await first.post('/account/password', {
      password: temporaryPassword,
      newPassword: chosen,
    })
    expect(changed.statusCode, changed.body).toBe(204)
    const session = (await visitorOf(changed).get('/session')).json()
    expect(session).toMatchObject({ limit: null })
    expect(session.permissions).toContain('patient.write')
    expect((await signIn(person.email, temporaryPassword)).statusCode).toBe(401)
  })

  test('has so long to come, and then the password lets nobody in', async () => {
    const person = somebody()
    const { temporaryPassword } = (await admin.post('/members', person)).json()
    await control().run((tx) =>
      tx
        .updateTable('control.accounts')
        .set({ temporaryUntil: sql`now()` })
        .where('email', '=', person.email)
        .execute(),
    )
    expect((await signIn(person.email, temporaryPassword)).json()).toMatchObject({
      code: 'wrong_credentials',
    })
  })

  test('is refused with roles beyond the giver’s, with unknown ones, and with an address that is somebody’s', async () => {
    expect((await admin.post('/members', somebody(['owner']))).json()).toMatchObject({ code: 'forbidden' })
    expect((await admin.post('/members', somebody(['king']))).json()).toMatchObject({ field: 'roles.0' })
    const theirs = { ...somebody(), email: 'DOCTOR@globex.test' }
    expect((await admin.post('/members', theirs)).json()).toMatchObject({
      status: 409,
      code: 'account_exists',
    })
    expect((await owner.post('/members', somebody(['owner', 'doctor']))).statusCode).toBe(201)
  })

  test.each([
    ['tenantId', '0190a000-0000-7000-8000-000000000000'],
    ['passwordHash', 'x'],
    ['status', 'active'],
    ['id', '0190a000-0000-7000-8000-000000000000'],
  ])('has no %s from the body', async (field, value) => {
    const refused = await owner.post('/members', { ...somebody(), [field]: value })
    expect(refused.json()).toMatchObject({ status: 400, code: 'invalid_input', field })
  })
})

describe('an invitation', () => {
  const send = async (person: object, by = admin) => {
    const answer = await by.post('/invitations', person)
    expect(answer.statusCode, answer.body).toBe(201)
    const { invitation, link } = answer.json()
    return { id: invitation.id as string, link: link as string, token: link.split('#')[1] as string }
  }
  const accept = (token: string, word = chosen, slug: 'acme' | 'globex' = 'acme') =>
    deployment.visit(slug).post('/invitations/accept', { token, password: word })
  const look = (token: string, slug: 'acme' | 'globex' = 'acme') =>
    deployment.visit(slug).post('/invitations/look', { token })

  test('leads to the clinic’s own address, and its token is kept as a hash', async () => {
    const { link, token } = await send(somebody())
    expect(link).toMatch(/^http:\/\/localhost:8080\/clinic\/acme\/join#[\w-]{43}$/)
    const rows = await control().read((db) => db.selectFrom('control.invitations').selectAll().execute())
    expect(JSON.stringify(rows)).not.toContain(token)
    const forged = await admin.request({
      method: 'POST',
      url: '/invitations',
      headers: { 'content-type': 'application/json', 'x-forwarded-host': 'evil.example' },
      payload: JSON.stringify(somebody()),
    })
    expect(forged.json().link).toMatch(/^http:\/\/localhost:8080\//)
  })

  test('makes a new person a member, once', async () => {
    const person = somebody(['nurse'])
    const { token } = await send(person)
    expect((await look(token)).json()).toEqual({ ...person, hasAccount: false })
    expect((await accept(token, 'too short')).json()).toMatchObject({ code: 'password_too_short' })
    expect((await accept(token)).statusCode).toBe(204)
    expect((await signIn(person.email, chosen)).json()).toMatchObject({
      roles: ['nurse'],
      limit: null,
    })
    expect((await accept(token)).json()).toMatchObject({ status: 410, code: 'link_over' })
    expect((await look(token)).json()).toMatchObject({ code: 'link_over' })
  })

  test('joins somebody to a second clinic with the account that he has, and its password', async () => {
    const person = await newMember(deployment, 'globex', ['viewer'])
    const { token } = await send({ email: person.email.toUpperCase(), name: 'Ada', roles: ['doctor'] })
    expect((await look(token)).json()).toMatchObject({ hasAccount: true, email: person.email })
    expect((await accept(token, chosen)).json()).toMatchObject({ status: 401, code: 'wrong_credentials' })
    expect((await accept(token, password)).statusCode).toBe(204)
    const here = await signIn(person.email, password)
    expect(here.json()).toMatchObject({ roles: ['doctor'], otherTenants: [{ slug: 'globex' }] })
    expect((await person.get('/session')).json()).toMatchObject({ roles: ['viewer'] })
  })

  test('accepted twice at once has one effect', async () => {
    const person = somebody(['viewer'])
    const { token } = await send(person)
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 410, 410])
    const found = (await admin.get(`/members?q=${person.email}`)).json().items
    expect(found).toHaveLength(1)
  })

  test('is worth nothing once it is too old, taken back, or sent again', async () => {
    const old = await send(somebody())
    await control().run((tx) =>
      tx.updateTable('control.invitations').set({ expiresAt: sql`now()` }).where('id', '=', old.id).execute(),
    )
    const back = await send(somebody())
    expect((await admin.delete(`/invitations/${back.id}`)).statusCode).toBe(204)
    const again = await send(somebody())
    const resent = await owner.request({ method: 'POST', url: `/invitations/${again.id}/resend` })
    for (const { token } of [old, back, again]) {
      expect((await accept(token)).json()).toMatchObject({ status: 410, code: 'link_over' })
    }
    expect((await accept(resent.json().link.split('#')[1])).statusCode).toBe(204)
    const listed = (await admin.get('/invitations')).json().items
    expect(listed.find(({ id }: { id: string }) => id === old.id)).toMatchObject({ status: 'expired' })
    expect(listed.map(({ id }: { id: string }) => id)).not.toContain(back.id)
  })

  test('that is sent again ends the link of the mail before, however late the next mail is', async () => {
    const person = somebody()
    const { id } = await send(person)
    const mailed = await linkTo(deployment, person.email)
    expect((await look(mailed.token)).statusCode).toBe(200)
    await owner.request({ method: 'POST', url: `/invitations/${id}/resend` })
    expect((await accept(mailed.token)).json()).toMatchObject({ code: 'link_over' })
    const next = await linkTo(deployment, person.email)
    expect((await accept(next.token)).statusCode).toBe(204)
  })

  test('gives no more than its sender still may when it is accepted', async () => {
    const sender = await newMember(deployment, 'acme', ['admin'])
    const { token } = await send(somebody(['doctor']), sender)
    await owner.patch(`/members/${sender.memberId}`, { roles: ['viewer'] }, { 'if-match': '"1"' })
    expect((await accept(token)).json()).toMatchObject({ code: 'link_over' })
    const refused = await admin.post('/invitations', somebody(['owner']))
    expect(refused.json()).toMatchObject({ code: 'forbidden' })
  })

  test.each(['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}'`, { $ne: null }])(
    'is not %j',
    async (token) => {
      expect((await accept(token as string)).json()).toMatchObject({ status: 400, field: 'token' })
    },
  )

  test('of another clinic is none here', async () => {
    const { token, id } = await send(somebody())
    expect((await accept(token, chosen, 'globex')).json()).toMatchObject({ code: 'link_over' })
    expect((await look(token, 'globex')).json()).toMatchObject({ code: 'link_over' })
    const stranger = await deployment.signIn('globex', 'owner')
    expect((await stranger.delete(`/invitations/${id}`)).json()).toMatchObject({
      status: 404,
      code: 'not_found',
    })
    expect((await look(token)).statusCode).toBe(200)
  })

  test('is sent once to an address, and to no member', async () => {
    const person = somebody()
    await send(person)
    expect((await admin.post('/invitations', person)).json()).toMatchObject({
      status: 409,
      code: 'already_exists',
    })
    const member = { ...person, email: 'doctor@acme.test' }
    expect((await admin.post('/invitations', member)).json()).toMatchObject({
      code: 'already_exists',
      field: 'email',
    })
  })
})
