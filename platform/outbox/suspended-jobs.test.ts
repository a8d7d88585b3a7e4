import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OutboxDeployment, startOutboxDeployment, until } from '#test/outbox.ts'
import { dropDeadLetter, listDeadLetters } from './dead-letters.ts'
import { readOutboxHealth } from './health.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker
/** What became of each job, when it was last tried. */
const outcomes = new Map<string, string>()

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  worker = await deployment.startWorker({
    onOutcome: ({ id }, outcome) => outcomes.set(id, outcome),
  })
})
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
})

const notesOf = async (slug: 'acme' | 'globex' | 'solo', note: string) =>
  (await deployment.notes(deployment.tenant(slug))).filter((each) => each === note)

test('the jobs of a suspended tenant wait, uncounted, and are done when it is active again', async () => {
  const { ask, tenant, fleet, tenancy } = deployment
  const active = tenant('globex')
  await fleet.suspend('globex', 'unpaid')
  await until(
    () => tenant('globex').status,
    (status) => status === 'suspended',
  )
  // As a request that began before: it still holds the tenant as it was.
  const [id] = await ask(active, [{ name: 'write-note', payload: { note: 'suspended' } }])
  // Another tenant's later job is done meanwhile.
  const [other] = await ask(tenant('acme'), [{ name: 'write-note', payload: { note: 'meanwhile' } }])
  await deployment.doneJob('acme', other!)
  expect(await deployment.job('globex', id!)).toMatchObject({ doneAt: null, attempts: 0 })
  await fleet.resume('globex')
  await deployment.doneJob('globex', id!)
  expect(await notesOf('globex', 'suspended')).toEqual(['suspended'])
  expect(tenancy.directory.bySlug('globex')?.status).toBe('active')
})

test('a job whose tenant is suspended after it was put into the queue leaves it uncounted, and is done when it is active again', async () => {
  const { ask, tenant, fleet, withQueue } = deployment
  const active = tenant('globex')
  await fleet.suspend('globex', 'unpaid')
  await until(
    () => tenant('globex').status,
    (status) => status === 'suspended',
  )
  // As if both had begun before: whoever asked for it, and the relay.
  const [id] = await ask(active, [{ name: 'write-note', payload: { note: 'overtaken' } }])
  await withQueue(async (queue) => {
    await queue.admit([{ id: id!, place: active.id, name: 'write-note', rank: 0 }])
    await until(
      () => outcomes.get(id!),
      (outcome) => outcome !== undefined,
    )
    expect(outcomes.get(id!)).toBe('waits')
    await until(
      () => queue.listAdmitted(),
      ({ jobs: inside }) => inside.every((job) => job.id !== id),
    )
  })
  expect(await deployment.job('globex', id!)).toMatchObject({ doneAt: null, attempts: 0 })
  await fleet.resume('globex')
  await deployment.doneJob('globex', id!)
  expect(await deployment.job('globex', id!)).toMatchObject({ attempts: 0, failedAt: null, reason: null })
  expect(await notesOf('globex', 'overtaken')).toEqual(['overtaken'])
})

test('what a suspended tenant’s jobs came to is still an operator’s to look at, and nothing of it is late', async () => {
  const { ask, tenant, fleet, tenancy } = deployment
  const [id] = await ask(tenant('globex'), [{ name: 'refused', payload: { note: 'x' } }])
  const letters = await until(
    () => listDeadLetters(tenancy),
    (all) => all.some((letter) => letter.id === id),
  )
  const failed = letters.length
  await until(
    () => readOutboxHealth(tenancy),
    (health) => health.failed === failed,
  )
  await fleet.suspend('globex', 'unpaid')
  await until(
    () => tenant('globex').status,
    (status) => status === 'suspended',
  )
  expect(await readOutboxHealth(tenancy)).toMatchObject({ failed, late: 0 })
  expect(await listDeadLetters(tenancy)).toEqual(letters)
  const operator = { kind: 'system', name: 'test' } as const
  await dropDeadLetter(tenancy, operator, { id: id!, tenantId: tenant('globex').id })
  await fleet.resume('globex')
  await until(
    () => tenant('globex').status,
    (status) => status === 'active',
  )
})

test('the jobs of a closed tenant are dropped', async () => {
  const { ask, tenant, asAdmin, tenancy, adminUrl } = deployment
  const control = new URL(adminUrl).pathname.slice(1)
  const setStatus = (status: string) =>
    asAdmin(control, (client) =>
      client.query(
        `set role tenantry_owner; update control.tenants set status = '${status}' where slug = 'solo'`,
      ),
    )
  const solo = tenant('solo')
  await setStatus('closed')
  await until(
    () => tenancy.directory.byId(solo.id)?.status,
    (status) => status === 'closed',
  )
  // As a request that began before: it still holds the tenant as it was.
  await ask(solo, [{ name: 'write-note', payload: { note: 'closed' } }])
  const [other] = await ask(tenant('acme'), [{ name: 'write-note', payload: { note: 'afterwards' } }])
  await deployment.doneJob('acme', other!)
  const silo = await asAdmin(solo.placement.database, async (client) => {
    await client.query('set role tenantry_maintenance')
    const ledger = await client.query('select note from core.test_ledger')
    const waiting = await client.query('select id from core.outbox_jobs where done_at is null')
    return { notes: ledger.rows.length, waiting: waiting.rows.length }
  })
  expect(silo).toEqual({ notes: 0, waiting: 1 })
  await setStatus('active')
})
