import type { Actor } from '@tenantry/tenancy'
import { beforeAll, expect, test, vi } from 'vitest'
import { enqueue } from '#platform/outbox/outbox.ts'
import { password } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import { keepPeople, type PeopleTables } from './people.ts'

const actor: Actor = { kind: 'system', name: 'test' }
const deployment = openDeployment()
beforeAll(async () => {
  await deployment.startWorker()
})

const nameAt = (slug: 'acme' | 'globex' | 'solo', id: string) =>
  deployment.tenancy
    .tables<PeopleTables>()
    .read(deployment.tenant(slug), actor, (db) =>
      db.selectFrom('core.people').select('name').where('id', '=', id).executeTakeFirst(),
    )
    .then((row) => row?.name)
const untilCalled = (slug: 'acme' | 'globex' | 'solo', id: string, name: string) =>
  vi.waitUntil(async () => (await nameAt(slug, id)) === name, { timeout: 60_000, interval: 50 })

test('whoever is made a member, or joins, stands beside the clinic’s rows by name', async () => {
  const owner = await deployment.signIn('solo', 'owner')
  const made = await owner.post('/members', { email: 'p1@example.org', name: 'Grace', roles: ['nurse'] })
  await untilCalled('solo', made.json().member.id, 'Grace')
  const invited = await owner.post('/invitations', {
    email: 'p2@example.org',
    name: 'Joan',
    roles: ['nurse'],
  })
  const token = invited.json().link.split('#')[1]
  await deployment.visit('solo').post('/invitations/accept', { token, password })
  const { items } = (await owner.get('/members?q=p2@example.org')).json()
  await untilCalled('solo', items[0].id, 'Joan')
})

test('who calls himself otherwise is called so in each of his clinics, and nowhere else', async () => {
  const person = await newMember(deployment, 'acme', ['doctor'])
  const globex = await deployment.signIn('globex', 'owner')
  const invited = await globex.post('/invitations', { email: person.email, name: 'Ada', roles: ['viewer'] })
  const token = invited.json().link.split('#')[1]
  await deployment.visit('globex').post('/invitations/accept', { token, password })
  const there = (await globex.get(`/members?q=${person.email}`)).json().items[0].id
  await untilCalled('globex', there, 'Ada Newcomer')
  const answer = await person.patch('/account', { name: '  Ada, Countess of Lovelace ' })
  expect(answer.statusCode, answer.body).toBe(204)
  await untilCalled('acme', person.memberId, 'Ada, Countess of Lovelace')
  await untilCalled('globex', there, 'Ada, Countess of Lovelace')
  expect((await person.get('/session')).json().account.name).toBe('Ada, Countess of Lovelace')
  expect(await nameAt('globex', person.memberId)).toBeUndefined()
})

test.each(['', '   ', 'x'.repeat(201)])('nobody is called %j', async (name) => {
  const person = await newMember(deployment, 'acme', ['viewer'])
  expect((await person.patch('/account', { name })).json()).toMatchObject({ status: 400, field: 'name' })
})

test('of two names the later one stays, whichever is brought last', async () => {
  const { memberId: id } = await newMember(deployment, 'acme', ['viewer'])
  const bring = (name: string, namedAt: string) =>
    deployment.tenancy
      .tables<PeopleTables>()
      .run(deployment.tenant('acme'), actor, (tx) => keepPeople(tx, [{ id, name, namedAt }]))
  await bring('The second', '2026-11-02T00:00:00Z')
  await bring('The first', '2026-11-01T00:00:00Z')
  expect(await nameAt('acme', id)).toBe('The second')
})

test('once a day everybody is looked after, however he came', async () => {
  const { memberId } = await newMember(deployment, 'acme', ['viewer'])
  expect(await nameAt('acme', memberId)).toBeUndefined()
  await deployment.tenancy
    .control<unknown>()
    .run((tx) => enqueue(tx, { name: 'keep-all-people', payload: {} }))
  await untilCalled('acme', memberId, 'Ada Newcomer')
})
