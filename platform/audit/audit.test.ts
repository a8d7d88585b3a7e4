import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { controlEventsOf, dataEventsOf, type StoredEvent } from '#test/audit-events.ts'
import { type Deployment, type Visitor } from '#test/deployment.ts'
import { emailOf, password } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'

const deployment = openDeployment()
let doctor: Visitor
let owner: Visitor
beforeAll(async () => {
  doctor = await deployment.signIn('acme', 'doctor')
  owner = await deployment.signIn('acme', 'owner')
})

type Read = (deployment: Deployment, slug: 'acme' | 'globex' | 'solo') => Promise<StoredEvent[]>

/** The events that come about while something is done. */
async function eventsDuring(read: Read, slug: 'acme' | 'globex' | 'solo', work: () => Promise<unknown>) {
  const before = new Set((await read(deployment, slug)).map(({ id }) => id))
  await work()
  return (await read(deployment, slug)).filter(({ id }) => !before.has(id))
}

const register = async (by: Visitor, more: object = {}) => {
  const answer = await by.post('/patients', { givenName: 'Ada', confirmedDuplicate: true, ...more })
  expect(answer.statusCode).toBe(201)
  return answer.json() as { id: string; version: number }
}

test('a change is remembered with who made it, from where, and what it changed', async () => {
  const events = await eventsDuring(dataEventsOf, 'acme', async () => {
    const { id, version } = await register(doctor, { phone: '+919820012345' })
    await doctor.patch(`/patients/${id}`, { phone: '+919820054321' }, { 'if-match': `"${version}"` })
  })
  expect(events.map(({ action }) => action)).toEqual(['patients.create', 'patients.update'])
  const [created, updated] = events
  expect(created!.entity_id).toBe(created!.patient_id)
  expect(updated).toMatchObject({
    actor_kind: 'member',
    actor_name: 'doctor',
    roles: ['doctor'],
    ip: '127.0.0.1',
    entity: 'patient',
    entity_id: created!.entity_id,
    patient_id: created!.entity_id,
    outcome: 'success',
    detail: { changes: [{ entity: 'patient', fields: { phone: ['+919820012345', '+919820054321'] } }] },
  })
  expect(updated!.session_id).toMatch(/^[0-9a-f-]{36}$/)
  expect(updated!.request_id).toMatch(/^[0-9a-f-]{36}$/)
})

test('a change that is refused or undone is not remembered as done', async () => {
  const { id } = await register(doctor)
  const events = await eventsDuring(dataEventsOf, 'acme', async () => {
    const stale = await doctor.patch(`/patients/${id}`, { givenName: 'Eve' }, { 'if-match': '"99"' })
    expect(stale.statusCode).toBe(412)
  })
  expect(events).toEqual([])
})

test('reading a patient is remembered, a list by whom it showed', async () => {
  const { id } = await register(doctor)
  const events = await eventsDuring(dataEventsOf, 'acme', async () => {
    await doctor.get(`/patients/${id}`)
    await doctor.get('/patients?q=Ada&limit=2')
  })
  expect(events).toMatchObject([
    { action: 'patients.read', patient_id: id, entity_id: id },
    { action: 'patients.list', patient_id: null, detail: { query: { q: { characters: 3 }, limit: 2 } } },
  ])
  expect(events[1]!.detail.patients).toHaveLength(2)
})

test('the same creating request sent twice is one change, and its second answer is remembered too', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const events = await eventsDuring(dataEventsOf, 'acme', async () => {
    for (let i = 0; i < 2; i++) {
      await doctor.post('/patients', { givenName: 'Twice', confirmedDuplicate: true }, headers)
    }
  })
  expect(events).toHaveLength(2)
  expect(events[0]!.entity_id).toBe(events[1]!.entity_id)
  expect(events.map(({ detail }) => 'changes' in detail)).toEqual([true, false])
})

test('a clinic in a database of its own, and only it, has its own events', async () => {
  const solo = await deployment.signIn('solo', 'owner')
  const others = await eventsDuring(dataEventsOf, 'globex', async () => {
    const events = await eventsDuring(dataEventsOf, 'solo', () => register(solo))
    expect(events).toHaveLength(1)
  })
  expect(others).toEqual([])
})

test('members, roles and sign-ins are remembered in the control database', async () => {
  const { memberId } = await newMember(deployment, 'acme', ['viewer'])
  const events = await eventsDuring(controlEventsOf, 'acme', async () => {
    await owner.patch(`/members/${memberId}`, { roles: ['doctor'] }, { 'if-match': '"1"' })
    await owner.request({ method: 'POST', url: `/members/${memberId}/deactivate` })
    await deployment.visit('acme').post('/session', { email: emailOf('acme', 'nurse'), password })
  })
  expect(events).toMatchObject([
    {
      action: 'members.update',
      actor_name: 'owner',
      entity: 'member',
      entity_id: memberId,
      detail: { changes: [{ fields: { roles: [['viewer'], ['doctor']] } }] },
    },
    { action: 'members.deactivate', entity_id: memberId },
    { action: 'sign_in', actor_kind: 'member', actor_name: 'nurse', roles: ['nurse'] },
  ])
})

test('attempts that are refused are remembered, and a flood of them as a few', async () => {
  const viewer = await deployment.signIn('acme', 'viewer')
  const stranger = deployment.visit('acme', (await deployment.signIn('globex', 'owner')).cookie)
  const unknown = randomUUID()
  const events = await eventsDuring(dataEventsOf, 'acme', async () => {
    for (let i = 0; i < 30; i++) {
      expect((await viewer.post('/patients', { givenName: 'No' })).statusCode).toBe(403)
      expect((await stranger.get('/patients')).statusCode).toBe(403)
    }
    expect((await viewer.get(`/patients/${unknown}`)).statusCode).toBe(404)
    // They are written together, some of them a little later than others.
    const actions = ['patients.create', 'patients.list', 'patients.read']
    const denied = async () =>
      (await dataEventsOf(deployment, 'acme')).filter(({ outcome }) => outcome === 'denied')
    await expect
      .poll(async () => new Set((await denied()).map(({ action }) => action)), { timeout: 20_000 })
      .toEqual(new Set(actions))
  })
  // Three of a minute; of two, where a minute ended meanwhile.
  expect(events.length).toBeLessThanOrEqual(6)
  expect(events).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ action: 'patients.create', outcome: 'denied', actor_name: 'viewer' }),
      expect.objectContaining({ action: 'patients.list', outcome: 'denied', actor_name: null }),
      expect.objectContaining({ action: 'patients.read', outcome: 'denied', patient_id: unknown }),
    ]),
  )
})

test('whoever enters as an operator is remembered in the clinic, with his reason', async () => {
  const { tenancy } = deployment
  const operator = { kind: 'operator', accountId: randomUUID(), requestId: 'ticket' } as const
  const events = await eventsDuring(dataEventsOf, 'acme', () =>
    tenancy.asOperator('ticket 12: looks for a lost import', operator, deployment.tenant('acme'), (tx) =>
      tx.raw(sql`select where ${tx.tenantId} <> 'tenant_id'`).execute(),
    ),
  )
  expect(events).toMatchObject([
    {
      action: 'operator.enter',
      actor_kind: 'operator',
      detail: { reason: 'ticket 12: looks for a lost import' },
    },
  ])
})

test('the application can neither change, remove nor date an event', async () => {
  const acme = deployment.tenant('acme')
  const data = deployment.tenancy.tables<Record<'core.audit_events', Record<string, unknown>>>()
  const actor = { kind: 'system', name: 'test' } as const
  expect(await dataEventsOf(deployment, 'acme')).not.toHaveLength(0)
  await expect(
    data.run(acme, actor, (tx) => tx.deleteFrom('core.audit_events').execute()),
  ).rejects.toMatchObject({ code: '42501' })
  await expect(
    data.run(acme, actor, (tx) => tx.updateTable('core.audit_events').set({ outcome: 'failed' }).execute()),
  ).rejects.toMatchObject({ code: '42501' })
  await expect(
    data.run(acme, actor, (tx) => tx.insertInto('core.audit_events').values({ at: '2020-01-01' }).execute()),
  ).rejects.toMatchObject({ code: '42501' })
})

test('reading a suspended clinic’s patients is remembered', async () => {
  const globex = await deployment.signIn('globex', 'owner')
  const { id } = await register(globex)
  await deployment.fleet.suspend('globex', 'unpaid')
  await expect.poll(() => deployment.tenant('globex').status).toBe('suspended')
  const events = await eventsDuring(dataEventsOf, 'globex', async () => {
    expect((await globex.get(`/patients/${id}`)).statusCode).toBe(200)
  })
  expect(events).toMatchObject([{ action: 'patients.read', patient_id: id }])
})
