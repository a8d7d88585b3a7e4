import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { type EventKind, listEvents, recentCursor } from '#platform/outbox/events.ts'
import { post } from '#platform/outbox/outbox.ts'
import { eventKinds } from '#server/events.ts'
import { type Role, startDeployment } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type OpenStream, openStream } from '#test/event-stream.ts'
import { newMember } from '#test/new-member.ts'

const deployment = openDeployment()
const open: OpenStream[] = []

afterEach(() => {
  for (const stream of open.splice(0)) stream.close()
})

const actor = { kind: 'system', name: 'test' } as const
const watch = async (slug: TenantSlug, role: Role, options = {}) => {
  const stream = await openStream(deployment, await deployment.signIn(slug, role), options)
  open.push(stream)
  await vi.waitUntil(() => stream.status !== 200 || stream.text().includes('event: hello'), {
    timeout: 20_000,
  })
  return stream
}
/** Something happens to an entity of a tenant. */
const happen = async (slug: TenantSlug, kind: EventKind, entityId = newId()) => {
  const { tenancy, tenant } = deployment
  await tenancy.tables().run(tenant(slug), actor, (tx) => post(tx, { kind, entityId, version: 7 }))
  return entityId
}
const asAdmin = (statement: string, values: unknown[] = []) => deployment.admin.query(statement, values)

test('what one person does, another hears of: kind, id and version, and nothing more', async () => {
  const stream = await watch('acme', 'doctor')
  expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const desk = await deployment.signIn('acme', 'receptionist')
  const { id } = (await desk.post('/patients', { givenName: 'Sarasvati', confirmedDuplicate: true })).json()
  await stream.hears('patient.registered')
  await desk.patch(`/patients/${id}`, { givenName: 'Sharada' }, { 'if-match': '"1"' })
  await stream.hears('patient.changed')
  expect(stream.hints().filter((hint) => hint.id === id)).toEqual([
    { kind: 'patient.registered', id, version: 1 },
    { kind: 'patient.changed', id, version: 2 },
  ])
  expect(stream.text()).not.toMatch(/Sarasvati|Sharada/)
})

test('a role hears of what it may read, and of nothing else', async () => {
  const owner = await watch('acme', 'owner')
  const viewer = await watch('acme', 'viewer')
  const kinds = Object.keys(eventKinds) as EventKind[]
  const last = await Promise.all(kinds.map((kind) => happen('acme', kind)))
  await happen('acme', 'patient.changed', last[0])
  const heard = (stream: OpenStream) =>
    new Set(stream.hints().flatMap((hint) => (last.includes(hint.id) ? [hint.kind] : [])))
  const mayHear = (role: Role) =>
    kinds.filter((kind) => ['member', ...clinicRoles[role as 'owner']].includes(eventKinds[kind]))
  // Kinds of another app are nobody's here.
  expect(mayHear('owner').length).toBeLessThan(kinds.length)
  await vi.waitUntil(() => heard(owner).size === mayHear('owner').length, { timeout: 20_000 })
  expect([...heard(owner)].sort()).toEqual(mayHear('owner').toSorted())
  expect(mayHear('viewer').length).toBeLessThan(mayHear('owner').length)
  await vi.waitUntil(() => heard(viewer).size === mayHear('viewer').length, { timeout: 20_000 })
  expect([...heard(viewer)].sort()).toEqual(mayHear('viewer').toSorted())
})

describe('a stream carries nothing of another tenant', () => {
  test.each(['acme', 'solo'] as const)('of %s, replay included, over every kind', async (slug) => {
    const kinds = Object.keys(eventKinds) as EventKind[]
    const globex = await watch('globex', 'owner')
    const theirs = await Promise.all(kinds.map((kind) => happen(slug, kind)))
    await deployment.tenancy
      .control()
      .run((tx) =>
        post(tx, { kind: 'mail.captured', entityId: theirs[0]!, tenantId: deployment.tenant(slug).id }),
      )
    const own = await happen('globex', 'patient.changed')
    const isOwn = ({ id }: { id: string }) => id === own
    await vi.waitUntil(() => globex.hints().some(isOwn), { timeout: 20_000 })
    const again = await watch('globex', 'owner', { after: globex.events()[0]!.id })
    await vi.waitUntil(() => again.hints().some(isOwn), { timeout: 20_000 })
    for (const id of theirs) {
      expect(globex.text()).not.toContain(id)
      expect(again.text()).not.toContain(id)
    }
  })

  test('and a place in one tenant’s events is no place in another’s', async () => {
    const acme = await watch('acme', 'owner')
    const globex = await watch('globex', 'owner', { after: acme.lastId() })
    expect(globex.events()[0]).toMatchObject({ name: 'reset' })
  })
})

test('whoever comes back hears what he missed, in order and once', async () => {
  const first = await watch('acme', 'doctor')
  const heard = await happen('acme', 'patient.changed')
  await vi.waitUntil(() => first.hints().some(({ id }) => id === heard), { timeout: 20_000 })
  const after = first.lastId()
  first.close()
  const missed: string[] = []
  for (let each = 0; each < 5; each++) missed.push(await happen('acme', 'patient.changed'))
  const second = await watch('acme', 'doctor', { after })
  const later = await happen('acme', 'patient.changed')
  await vi.waitUntil(() => second.hints().some(({ id }) => id === later), { timeout: 20_000 })
  expect(second.hints().map(({ id }) => id)).toEqual([...missed, later])
})

test('a place of another day, or one that was made up, is answered with a reset', async () => {
  for (const after of ['made-up', 'AQ']) {
    const stream = await watch('acme', 'doctor', { after })
    expect(stream.events()[0]).toMatchObject({ name: 'reset' })
  }
})

test('an event of a transaction that began earlier and commits later is not passed by', async () => {
  const stream = await watch('acme', 'doctor')
  const { tenancy, tenant } = deployment
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const slowId = newId()
  const from = await tenancy.tables<unknown>().read(tenant('acme'), actor, (db) => recentCursor(db, 0))
  const slow = tenancy.tables().run(tenant('acme'), actor, async (tx) => {
    // An event is written with the commit; the place of its transaction is taken here.
    await tx.raw(sql`select pg_current_xact_id() as tenant_id where ${tx.tenantId}::text <> ''`).execute()
    await post(tx, { kind: 'patient.changed', entityId: slowId })
    begun.resolve()
    await goOn.promise
  })
  await begun.promise
  const quickId = await happen('acme', 'patient.changed')
  const read = (cursor: string) =>
    tenancy.tables<unknown>().read(tenant('acme'), actor, (db) => listEvents(db, cursor, 500))
  const meanwhile = await read(from)
  expect(meanwhile.held).toBe(true)
  expect(meanwhile.events.map(({ entityId }) => entityId)).not.toContain(quickId)
  goOn.resolve()
  await slow
  const heard = () => stream.hints().map(({ id }) => id)
  await vi.waitUntil(() => heard().includes(slowId) && heard().includes(quickId), { timeout: 20_000 })
})

test('what the control database tells of a tenant is heard there', async () => {
  const stream = await watch('acme', 'owner')
  const entityId = newId()
  await deployment.tenancy
    .control()
    .run((tx) => post(tx, { kind: 'mail.captured', entityId, tenantId: deployment.tenant('acme').id }))
  await vi.waitUntil(() => stream.hints().some(({ id }) => id === entityId), { timeout: 20_000 })
})

describe('a stream ends', () => {
  const someone = async () => {
    const visitor = await newMember(deployment, 'acme', ['doctor'])
    const stream = await openStream(deployment, visitor)
    open.push(stream)
    expect(stream.status).toBe(200)
    return { visitor, stream }
  }

  test('when its session does', async () => {
    const { visitor, stream } = await someone()
    const other = await watch('acme', 'doctor')
    await visitor.delete('/session')
    await stream.ended
    expect(stream.text()).toContain('event: reconnect')
    expect((await openStream(deployment, visitor)).status).toBe(401)
    const entityId = await happen('acme', 'patient.changed')
    await vi.waitUntil(() => other.hints().some(({ id }) => id === entityId), { timeout: 20_000 })
  })

  test('when it has stood idle for as long as its clinic allows', async () => {
    const { visitor, stream } = await someone()
    const owner = await deployment.signIn('acme', 'owner')
    const { version } = (await owner.get('/settings')).json()
    await owner.patch('/settings', { idleMinutes: 5, version })
    await asAdmin(
      `update control.sessions set seen_at = now() - interval '6 minutes' where account_id = $1`,
      [visitor.accountId],
    )
    await stream.ended
    expect((await openStream(deployment, visitor)).status).toBe(401)
  })

  test('when the roles change, and when the membership ends', async () => {
    const { visitor, stream } = await someone()
    const { member } = (await visitor.get('/session')).json()
    await asAdmin(
      `update control.members set roles = '{receptionist}', roles_changed_at = now() where id = $1`,
      [member.id],
    )
    await stream.ended
    const renewed = (await visitor.get('/session')).headers['set-cookie']
    const again = await openStream(deployment, deployment.visit('acme', String(renewed).split(';', 1)[0]))
    open.push(again)
    expect(again.status).toBe(200)
    await asAdmin(`update control.members set status = 'deactivated' where id = $1`, [member.id])
    await again.ended
  })

  test('when the tenant is suspended; what can be read then is heard of in a new one', async () => {
    const stream = await watch('globex', 'owner')
    await deployment.fleet.suspend('globex', 'unpaid')
    await stream.ended
    await vi.waitUntil(() => deployment.tenant('globex').status === 'suspended', { timeout: 20_000 })
    expect((await watch('globex', 'owner')).status).toBe(200)
    await deployment.fleet.resume('globex')
  })
})

test('whoever does not read what he is sent is let go', async () => {
  const small = await startDeployment()
  const deaf = await openStream(small, await small.signIn('acme', 'doctor'), { reads: false })
  await vi.waitUntil(() => small.app.live.count === 1, { timeout: 20_000 })
  const ids = Array.from({ length: 4_000 }, () => newId())
  for (let round = 0; round < 40 && small.app.live.count > 0; round++) {
    await small.tenancy.tables().run(small.tenant('acme'), actor, (tx) =>
      tx
        .raw(
          sql`insert into core.outbox_events (tenant_id, id, kind, entity_id)
              select ${tx.tenantId}, gen_random_uuid(), 'patient.changed', id::uuid from unnest(${ids}::text[]) id`,
        )
        .execute()
        .then(() => post(tx, { kind: 'patient.changed', entityId: newId() })),
    )
  }
  await vi.waitUntil(() => small.app.live.count === 0, { timeout: 30_000 })
  deaf.close()
  await small.close()
})

test('there is room for so many streams of a person and of a tenant, and not for more', async () => {
  const small = await startDeployment({ streamLimits: { perAccount: 2, perTenant: 3, all: 4 } })
  const ask = async (slug: TenantSlug, role: Role) => openStream(small, await small.signIn(slug, role))
  const first = await ask('acme', 'doctor')
  expect([first.status, (await ask('acme', 'doctor')).status]).toEqual([200, 200])
  const third = await ask('acme', 'doctor')
  expect([third.status, third.headers['retry-after']]).toEqual([429, '30'])
  expect((await ask('acme', 'viewer')).status).toBe(200)
  expect((await ask('acme', 'owner')).status).toBe(429)
  expect((await ask('globex', 'owner')).status).toBe(200)
  expect((await ask('shop', 'owner')).status).toBe(503)
  first.close()
  await vi.waitUntil(() => small.app.live.count === 3, { timeout: 20_000 })
  expect((await ask('acme', 'doctor')).status).toBe(200)
  // A server that stops tells everybody to go elsewhere, and does not wait for them.
  await small.close()
  expect(small.app.live.count).toBe(0)
})
