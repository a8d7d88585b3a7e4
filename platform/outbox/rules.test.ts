import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { strictObject } from '#contract/route.ts'
import {
  ledgerJobs,
  type LedgerTables,
  type OutboxDeployment,
  outboxRow,
  someone,
  startOutboxDeployment,
  until,
} from '#test/outbox.ts'
import { newId } from '@tenantry/tenancy'
import { dropDeadLetter, listDeadLetters, retryDeadLetter } from './dead-letters.ts'
import { readOutboxHealth } from './health.ts'
import { type JobList, JobRefused, type TenantJob } from './jobs.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker
/** How often each try of the flaky job has been made, by its note. */
const tries = new Map<string, number>()
/** What became of each job, when it was last tried. */
const outcomes = new Map<string, string>()
let broken = true

const Flaky = strictObject({ note: Type.String(), failures: Type.Integer() })

const flaky: TenantJob<typeof Flaky, LedgerTables> = {
  kind: 'tenant',
  payload: Flaky,
  attempts: 3,
  retryAfter: () => 0.05,
  work: async (tx, { note, failures }, { attempt }) => {
    tries.set(note, attempt)
    await tx.insertInto('core.test_ledger').values({ id: newId(), note }).execute()
    if (attempt <= failures && broken) throw new Error(`no luck with ${note}`)
  },
}

const refused: TenantJob<typeof Flaky, LedgerTables> = {
  kind: 'tenant',
  payload: Flaky,
  work: async () => {
    throw new JobRefused('there is no such template')
  },
}

const jobs: JobList = { ...ledgerJobs, flaky, refused }

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  worker = await deployment.startWorker({
    jobs,
    onOutcome: ({ id }, outcome) => outcomes.set(id, outcome),
  })
})
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
})

const row = async (slug: 'acme' | 'globex', id: string) => {
  const { tenancy, tenant } = deployment
  const [found] = await tenancy
    .tables()
    .read(tenant(slug), someone, (db) => db.raw(outboxRow(db, id)).execute())
  return found
}
const notesOf = async (slug: 'acme' | 'globex' | 'solo', note: string) =>
  (await deployment.notes(deployment.tenant(slug))).filter((each) => each === note)

test('a job that fails is tried again, and what its failed tries wrote is not there', async () => {
  const { ask, tenant } = deployment
  const [id] = await ask(tenant('acme'), [{ name: 'flaky', payload: { note: 'twice', failures: 2 } }])
  const done = await until(
    () => row('acme', id!),
    (found) => found?.doneAt !== null,
  )
  expect(done).toMatchObject({ attempts: 2, failedAt: null, reason: null })
  expect(tries.get('twice')).toBe(3)
  expect(await notesOf('acme', 'twice')).toEqual(['twice'])
})

test('a job that fails to the end is given up with a reason that says nothing of its data, and can be retried', async () => {
  const { ask, tenant, tenancy } = deployment
  const secret = 'Asha Rao has the flu'
  const [id] = await ask(tenant('acme'), [{ name: 'flaky', payload: { note: secret, failures: 99 } }])
  await ask(tenant('globex'), [{ name: 'flaky', payload: { note: 'of globex', failures: 99 } }])
  const failed = await until(
    () => row('acme', id!),
    (found) => found?.failedAt !== null,
  )
  expect(failed).toMatchObject({ attempts: 3, doneAt: null, reason: 'Error' })

  const letters = await until(
    () => listDeadLetters(tenancy),
    (all) => all.length === 2,
  )
  expect(letters).toContainEqual(expect.objectContaining({ id, tenantId: tenant('acme').id, name: 'flaky' }))
  expect(JSON.stringify(letters)).not.toContain('Asha')
  expect(await listDeadLetters(tenancy, { tenantId: tenant('acme').id })).toHaveLength(1)
  expect((await readOutboxHealth(tenancy)).failed).toBe(2)

  broken = false
  const operator = { kind: 'operator', accountId: newId(), requestId: 'r1' } as const
  await retryDeadLetter(tenancy, operator, { id: id!, tenantId: tenant('acme').id })
  await until(
    () => row('acme', id!),
    (found) => found?.doneAt !== null,
  )
  expect(await notesOf('acme', secret)).toEqual([secret])
  broken = true

  const left = await until(
    () => listDeadLetters(tenancy),
    (all) => all.length === 1,
  )
  await dropDeadLetter(tenancy, operator, left[0]!)
  expect(await listDeadLetters(tenancy)).toEqual([])
  const actions = await tenancy
    .control()
    .read((db) =>
      db
        .raw<{ reason: string }>(
          sql`select reason from control.operator_actions where operator = ${operator.accountId}`,
        )
        .execute(),
    )
  expect(actions.map(({ reason }) => reason)).toEqual([
    `tries a failed job again: ${id}`,
    `drops a failed job: ${left[0]!.id}`,
  ])
})

test('a dead letter of one tenant is not found under another', async () => {
  const { ask, tenant, tenancy } = deployment
  const [id] = await ask(tenant('globex'), [{ name: 'refused', payload: { note: 'x', failures: 0 } }])
  await until(
    () => row('globex', id!),
    (found) => found?.failedAt !== null,
  )
  const operator = { kind: 'system', name: 'test' } as const
  const other = { id: id!, tenantId: tenant('acme').id }
  await expect(retryDeadLetter(tenancy, operator, other)).rejects.toMatchObject({ code: 'not_found' })
  expect((await row('globex', id!))?.reason).toBe('there is no such template')
  await dropDeadLetter(tenancy, operator, { ...other, tenantId: tenant('globex').id })
})

test('a job that is refused, or whose payload is not the job’s, is given up at once', async () => {
  const { ask, tenant } = deployment
  const [refusedId, wrongId] = await ask(tenant('acme'), [
    { name: 'refused', payload: { note: 'x', failures: 0 } },
    { name: 'flaky', payload: { note: 'x', failures: 0, tenantId: tenant('globex').id } },
  ])
  expect(
    await until(
      () => row('acme', refusedId!),
      (found) => found?.failedAt !== null,
    ),
  ).toMatchObject({
    attempts: 1,
    reason: 'there is no such template',
  })
  expect(
    await until(
      () => row('acme', wrongId!),
      (found) => found?.failedAt !== null,
    ),
  ).toMatchObject({
    attempts: 1,
    reason: 'its payload is not what the job expects',
  })
})

test('a job of a later release waits, and is neither lost nor given up', async () => {
  const { ask, tenant } = deployment
  const [unknown, known] = await ask(tenant('acme'), [
    { name: 'not-invented-yet', payload: {} },
    { name: 'write-note', payload: { note: 'known' } },
  ])
  await until(
    () => row('acme', known!),
    (found) => found?.doneAt !== null,
  )
  expect(await row('acme', unknown!)).toMatchObject({ doneAt: null, failedAt: null, attempts: 0 })
})

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
  await until(
    () => row('acme', other!),
    (found) => found?.doneAt !== null,
  )
  expect(await row('globex', id!)).toMatchObject({ doneAt: null, attempts: 0 })
  await fleet.resume('globex')
  await until(
    () => row('globex', id!),
    (found) => found?.doneAt !== null,
  )
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
  expect(await row('globex', id!)).toMatchObject({ doneAt: null, attempts: 0 })
  await fleet.resume('globex')
  await until(
    () => row('globex', id!),
    (found) => found?.doneAt !== null,
  )
  expect(await row('globex', id!)).toMatchObject({ attempts: 0, failedAt: null, reason: null })
  expect(await notesOf('globex', 'overtaken')).toEqual(['overtaken'])
})

test('what a suspended tenant’s jobs came to is still an operator’s to look at, and nothing of it is late', async () => {
  const { ask, tenant, fleet, tenancy } = deployment
  const [id] = await ask(tenant('globex'), [{ name: 'refused', payload: { note: 'x', failures: 0 } }])
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
  await until(
    () => row('acme', other!),
    (found) => found?.doneAt !== null,
  )
  const silo = await asAdmin(solo.placement.database, async (client) => {
    await client.query('set role tenantry_maintenance')
    const ledger = await client.query('select note from core.test_ledger')
    const waiting = await client.query('select id from core.outbox_jobs where done_at is null')
    return { notes: ledger.rows.length, waiting: waiting.rows.length }
  })
  expect(silo).toEqual({ notes: 0, waiting: 1 })
  await setStatus('active')
})
