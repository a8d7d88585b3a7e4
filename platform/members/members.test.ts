import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { inTwoClinics, password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { hold } from '#test/hold.ts'
import { newMember } from '#test/new-member.ts'

const deployment = openDeployment()
let owner: Visitor
let admin: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  admin = await deployment.signIn('acme', 'admin')
})

const rolesOf = (by: Visitor, memberId: string, roles: string[], version = 1) =>
  by.patch(`/members/${memberId}`, { roles }, { 'if-match': `"${version}"` })
const act = (by: Visitor, url: string) => by.request({ method: 'POST', url })
const idOf = async (visitor: Visitor) => (await visitor.get('/session')).json().member.id as string

describe('the list of members', () => {
  test('shows a clinic’s own and nobody else’s, with what the caller may do about each', async () => {
    const items = (await admin.get('/members?limit=200')).json().items
    const emails = items.map((item: { email: string }) => item.email)
    expect(emails).toContain('doctor@acme.test')
    expect(emails).toContain(inTwoClinics)
    expect(emails.filter((email: string) => /@(globex|solo|shop)\.test$/.test(email))).toEqual([])
    const find = (email: string) => items.find((item: { email: string }) => item.email === email)
    expect(find('doctor@acme.test')).toMatchObject({
      roles: ['doctor'],
      status: 'active',
      can: ['change_roles', 'deactivate', 'remove'],
    })
    expect(find('owner@acme.test')).toMatchObject({ can: [] })
    expect(find('admin@acme.test')).toMatchObject({ can: ['change_roles'] })
    const ofOwner = (await owner.get('/members?q=doctor@acme.test')).json().items[0]
    expect(ofOwner.can).toContain('transfer_ownership')
    const globex = (await (await deployment.signIn('globex', 'admin')).get('/members?limit=200')).json()
    expect(globex.items.map((item: { email: string }) => item.email)).toContain('doctor@globex.test')
  })

  test('names the roles that the caller may give', async () => {
    expect((await owner.get('/members')).json().assignableRoles).toContain('owner')
    const ofAdmin = (await admin.get('/members')).json().assignableRoles
    expect(ofAdmin).toEqual(['admin', 'doctor', 'nurse', 'receptionist', 'lab_tech', 'viewer', 'patient'])
    const ofStore = (await (await deployment.signIn('shop', 'owner')).get('/members')).json().assignableRoles
    expect(ofStore).toEqual(['owner', 'admin', 'member', 'viewer'])
  })

  test('is found by a part of name or address, and comes in pages', async () => {
    const found = (await admin.get('/members?q=LAB_T')).json().items
    expect(found.map((item: { email: string }) => item.email)).toEqual(['lab_tech@acme.test'])
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = (await admin.get(`/members?limit=3${cursor ? `&cursor=${cursor}` : ''}`)).json()
      seen.push(...page.items.map((item: { id: string }) => item.id))
      cursor = page.nextCursor
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe((await admin.get('/members?limit=200')).json().items.length)
  })
})

describe('roles', () => {
  test('add up, and count at once', async () => {
    const member = await newMember(deployment, 'acme', ['receptionist'])
    const answer = await rolesOf(admin, member.memberId, ['receptionist', 'viewer'])
    expect(answer.json(), answer.body).toMatchObject({ roles: ['receptionist', 'viewer'], version: 2 })
    const { permissions } = (await member.get('/session')).json()
    expect(permissions).toEqual(expect.arrayContaining(['patient.write', 'record.read']))
    expect(permissions).not.toContain('record.write')
  })

  test('that change give the session a new id, and the former one ends soon after', async () => {
    const member = await newMember(deployment, 'acme', ['viewer'])
    await rolesOf(admin, member.memberId, ['nurse'])
    const answers = await Promise.all([1, 2, 3, 4].map(() => member.get('/session')))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
    const cookies = answers.flatMap(({ headers }) => headers['set-cookie'] ?? []).map(String)
    expect(cookies).toHaveLength(1)
    const renewed = deployment.visit('acme', cookies[0]!.split(';', 1)[0]!)
    expect((await renewed.get('/session')).json()).toMatchObject({ roles: ['nurse'] })
    expect((await renewed.get('/session')).headers['set-cookie']).toBeUndefined()
    await deployment.tenancy
      .control<IdentityTables>()
      .run((tx) =>
        tx
          .updateTable('control.sessions')
          .set({ idleExpiresAt: sql`idle_expires_at - interval '11 seconds'` })
          .where('replacedAt', 'is not', null)
          .execute(),
      )
    expect((await member.get('/session')).statusCode).toBe(401)
    expect((await renewed.get('/session')).statusCode).toBe(200)
  })

  test('beyond one’s own can’t be given, nor taken from whoever has them', async () => {
    const member = await newMember(deployment, 'acme', ['viewer'])
    const other = await newMember(deployment, 'acme', ['owner'])
    expect((await rolesOf(admin, member.memberId, ['owner'])).json()).toMatchObject({ code: 'forbidden' })
    expect((await rolesOf(admin, await idOf(admin), ['admin', 'owner'])).json()).toMatchObject({
      code: 'forbidden',
    })
    expect((await rolesOf(admin, other.memberId, ['viewer'])).json()).toMatchObject({ code: 'forbidden' })
    expect((await admin.delete(`/members/${other.memberId}`)).json()).toMatchObject({ code: 'forbidden' })
    expect((await rolesOf(owner, member.memberId, ['owner'])).statusCode).toBe(200)
  })

  test.each([[['no such role']], [[]], [['constructor']], [['viewer', '__proto__']]])(
    'that are none are refused: %j',
    async (roles) => {
      const member = await newMember(deployment, 'acme', ['viewer'])
      expect((await rolesOf(owner, member.memberId, roles)).json()).toMatchObject({ code: 'invalid_input' })
    },
  )

  test('are not taken over a newer change', async () => {
    const member = await newMember(deployment, 'acme', ['viewer'])
    expect((await rolesOf(owner, member.memberId, ['nurse'])).statusCode).toBe(200)
    expect((await rolesOf(owner, member.memberId, ['doctor'])).json()).toMatchObject({
      code: 'version_conflict',
    })
    expect((await owner.patch(`/members/${member.memberId}`, { roles: ['nurse'] })).json()).toMatchObject({
      code: 'version_required',
    })
  })

  test('of two admins who demote each other at once change once', async () => {
    const [one, two] = [
      await newMember(deployment, 'acme', ['admin']),
      await newMember(deployment, 'acme', ['admin']),
    ]
    const answers = await Promise.all([
      rolesOf(one, two.memberId, ['viewer']),
      rolesOf(two, one.memberId, ['viewer']),
    ])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403])
    const left = [one, two].map(async (each) => (await each.get('/session')).json().roles)
    expect((await Promise.all(left)).sort()).toEqual([['admin'], ['viewer']])
  })
})

describe('the last owner', () => {
  let last: Visitor
  let id: string
  beforeAll(async () => {
    last = await deployment.signIn('globex', 'owner')
    id = await idOf(last)
  })

  test('stays one: no demotion, no leaving, no end', async () => {
    const refusals = [
      await rolesOf(last, id, ['admin']),
      await last.delete('/membership'),
      await act(last, `/members/${id}/deactivate`),
      await last.delete(`/members/${id}`),
    ]
    for (const refusal of refusals) expect(refusal.json()).toMatchObject({ status: 409, code: 'last_owner' })
    expect((await last.get('/session')).json().roles).toEqual(['owner'])
  })

  test('of two who leave at once is one', async () => {
    const [one, two] = [
      await newMember(deployment, 'solo', ['owner']),
      await newMember(deployment, 'solo', ['owner']),
    ]
    const first = await deployment.signIn('solo', 'owner')
    expect((await one.delete(`/members/${await idOf(first)}`)).statusCode).toBe(204)
    const answers = await Promise.all([one.delete('/membership'), two.delete('/membership')])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
  })

  test('can hand over, with his password', async () => {
    const next = await newMember(deployment, 'globex', ['doctor'])
    const at = `/members/${next.memberId}/transfer-ownership`
    expect((await last.post(at, { password: 'wrong' })).json()).toMatchObject({ code: 'wrong_password' })
    expect((await last.post(at, { password })).json()).toMatchObject({ roles: ['owner', 'doctor'] })
    expect((await last.get('/session')).json().roles).toEqual(['admin'])
    expect((await last.post(at, { password })).json()).toMatchObject({ code: 'forbidden' })
  })
})

test('of two to whom an owner hands over at once one becomes the owner', async () => {
  const former = await newMember(deployment, 'acme', ['owner'])
  const next = [
    await newMember(deployment, 'acme', ['doctor']),
    await newMember(deployment, 'acme', ['doctor']),
  ]
  // Both are asked for while he is an owner still, and done one after the other.
  const held = await hold(deployment, {
    text: `select pg_advisory_xact_lock(hashtextextended('members ' || $1, 0))`,
    values: [deployment.tenant('acme').id],
  })
  const answers = next.map(({ memberId }) =>
    former.post(`/members/${memberId}/transfer-ownership`, { password }),
  )
  await expect.poll(held.waiting).toBe(2)
  await held.release()
  const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode)
  expect(statuses.sort()).toEqual([200, 403])
  const roles = await Promise.all(next.map(async (each) => (await each.get('/session')).json().roles))
  expect(roles.filter((each) => each.includes('owner'))).toHaveLength(1)
  expect((await former.get('/session')).json().roles).toEqual(['admin'])
})

test('nobody hands over what he does not have', async () => {
  const mine = await newMember(deployment, 'acme', ['admin'])
  const next = await newMember(deployment, 'acme', ['doctor'])
  for (const by of [mine, await deployment.signIn('acme', 'doctor')]) {
    const taken = await by.post(`/members/${next.memberId}/transfer-ownership`, { password })
    expect(taken.json()).toMatchObject({ status: 403, code: 'forbidden' })
  }
  expect((await next.get('/session')).json().roles).toEqual(['doctor'])
})

describe('a membership that ends', () => {
  test('keeps him out within the memory of sessions, and lets him in when it begins again', async () => {
    const member = await newMember(deployment, 'acme', ['receptionist'])
    expect((await act(admin, `/members/${member.memberId}/deactivate`)).json()).toMatchObject({
      status: 'deactivated',
    })
    expect((await member.get('/patients')).json()).toMatchObject({ status: 401, code: 'not_signed_in' })
    const again = { email: member.email, password }
    expect((await deployment.visit('acme').post('/session', again)).json()).toMatchObject({
      code: 'wrong_credentials',
    })
    await act(admin, `/members/${member.memberId}/reactivate`)
    expect((await deployment.visit('acme').post('/session', again)).statusCode).toBe(200)
  })

  test('at one clinic leaves him in the other', async () => {
    const atAcme = await deployment.signInBoth('acme')
    const atGlobex = await deployment.signInBoth('globex')
    await act(admin, `/members/${await idOf(atAcme)}/deactivate`)
    expect((await atAcme.get('/session')).json()).toMatchObject({ status: 403, code: 'not_a_member' })
    expect((await atGlobex.get('/session')).json()).toMatchObject({ otherTenants: [] })
  })

  test('by leaving, or by being removed', async () => {
    const [one, two] = [
      await newMember(deployment, 'acme', ['nurse']),
      await newMember(deployment, 'acme', ['nurse']),
    ]
    expect((await one.delete('/membership')).statusCode).toBe(204)
    expect((await admin.delete(`/members/${two.memberId}`)).statusCode).toBe(204)
    for (const gone of [one, two]) expect((await gone.get('/session')).statusCode).toBe(401)
    expect((await admin.delete(`/members/${two.memberId}`)).json()).toMatchObject({ code: 'not_found' })
  })

  test('of somebody at another clinic is not found, and his stays', async () => {
    const theirs = await newMember(deployment, 'globex', ['viewer'])
    for (const id of [theirs.memberId, randomUUID()]) {
      expect((await owner.delete(`/members/${id}`)).json()).toMatchObject({ status: 404, code: 'not_found' })
      expect((await rolesOf(owner, id, ['viewer'])).json()).toMatchObject({ status: 404, code: 'not_found' })
    }
    expect((await theirs.get('/session')).statusCode).toBe(200)
  })
})
