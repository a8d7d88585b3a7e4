import { beforeAll, expect, test } from 'vitest'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { mailsTo } from '#test/mails.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp, letPass } from '#test/own-factor.ts'

const deployment = openDeployment()
let owner: Visitor
let admin: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  admin = await deployment.signIn('acme', 'admin')
})

const reason = 'She lost her phone and called from the number we know.'
const reset = (memberId: string, by = admin, body: object = { reason, password }) =>
  by.post(`/members/${memberId}/reset-factor`, body)
const withApp = async (roles: Parameters<typeof newMember>[2] = ['nurse']) => {
  const person = await newMember(deployment, 'acme', roles)
  await giveApp(deployment, person.accountId)
  return person
}
const signIn = (email: string) => deployment.visit('acme').post('/session', { email, password })

test('a member who has lost the second factor comes in by the password again, and is told', async () => {
  const person = await withApp()
  expect((await signIn(person.email)).json()).toMatchObject({ limit: 'second_factor' })
  const before = (await admin.get(`/members?q=${person.email}`)).json().items[0]
  expect(before.can).toContain('reset_factor')
  const answer = await reset(person.memberId)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.json().can).not.toContain('reset_factor')
  expect((await person.get('/session')).statusCode).toBe(401)
  const again = await signIn(person.email)
  expect(again.json()).toMatchObject({ limit: null, roles: ['nurse'] })
  const mails = await mailsTo(deployment, person.email)
  const notice = mails.find(({ subject }) => subject === 'Your second factor at Acme Clinic was reset')
  expect(notice?.text).toContain('admin has taken your second factor away')
  expect(notice?.text).not.toContain(reason)
  // Reset it is gone: there is nothing to reset any more.
  expect((await reset(person.memberId)).json()).toMatchObject({ status: 409, code: 'conflict' })
})

test('it stands in the audit with its reason', async () => {
  const person = await withApp()
  await reset(person.memberId)
  const { items } = (await owner.get('/audit/events?limit=50')).json()
  const event = items.find(
    ({ action, entityId }: { action: string; entityId: string }) =>
      action === 'members.reset_factor' && entityId === person.memberId,
  )
  expect(JSON.stringify(event)).toContain(reason)
  expect(JSON.stringify(event)).toContain('secondFactor')
})

test('a password that is too short to stand alone, or may be, has to be changed then', async () => {
  const person = await withApp()
  await deployment.tenancy
    .control<IdentityTables>()
    .run((tx) =>
      tx
        .updateTable('control.accounts')
        .set({ passwordIsLong: false })
        .where('id', '=', person.accountId)
        .execute(),
    )
  await reset(person.memberId)
  expect((await signIn(person.email)).json()).toMatchObject({ limit: 'temporary_password' })
})

test('it takes the password of whoever does it, a reason, and rights over the member', async () => {
  const person = await withApp()
  const wrong = await reset(person.memberId, admin, { reason, password: 'a guess' })
  expect(wrong.json()).toMatchObject({ status: 403, code: 'wrong_password' })
  const silent = await reset(person.memberId, admin, { reason: ' ', password })
  expect(silent.json()).toMatchObject({ status: 400, field: 'reason' })
  const other = await withApp(['owner'])
  expect((await reset(other.memberId)).json()).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await reset(other.memberId, owner)).statusCode).toBe(200)
  const stranger = await deployment.signIn('globex', 'owner')
  expect((await reset(person.memberId, stranger)).json()).toMatchObject({ status: 404, code: 'not_found' })
  const { items } = (await admin.get(`/members?q=${person.email}`)).json()
  expect(items[0].can).toContain('reset_factor')
})

test('nobody does it to himself, nor to somebody who belongs elsewhere, too', async () => {
  const self = await newMember(deployment, 'acme', ['admin'])
  await giveApp(deployment, self.accountId)
  await letPass(deployment, self.accountId)
  expect((await reset(self.memberId, self)).json()).toMatchObject({ code: 'forbidden' })

  const both = await withApp()
  const globex = await deployment.signIn('globex', 'owner')
  const invited = await globex.post('/invitations', { email: both.email, name: 'Ada', roles: ['viewer'] })
  const token = invited.json().link.split('#')[1]
  await deployment.visit('globex').post('/invitations/accept', { token, password })
  expect((await reset(both.memberId)).json()).toMatchObject({ status: 409, code: 'member_elsewhere' })
  expect((await signIn(both.email)).json()).toMatchObject({ limit: 'second_factor' })
})
