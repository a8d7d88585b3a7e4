import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { strictObject } from '#contract/route.ts'
import {
  ledgerJobs,
  type LedgerTables,
  type OutboxDeployment,
  startOutboxDeployment,
  until,
} from '#test/outbox.ts'
import { newId } from '@tenantry/tenancy'
import { dropDeadLetter, listDeadLetters, retryDeadLetter } from './dead-letters.ts'
import { readOutboxHealth } from './health.ts'
import type { JobList, TenantJob } from './jobs.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker
/** How often each try of the flaky job has been made, by its note. */
const tries = new Map<string, number>()
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

const jobs: JobList = { ...ledgerJobs, flaky }

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  worker = await deployment.startWorker({ jobs })
})
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
})

const notesOf = async (slug: 'acme' | 'globex', note: string) =>
  (await deployment.notes(deployment.tenant(slug))).filter((each) => each === note)

test('a job that fails is tried again, and what its failed tries wrote is not there', async () => {
  const { ask, tenant } = deployment
  const [id] = await ask(tenant('acme'), [{ name: 'flaky', payload: { note: 'twice', failures: 2 } }])
  const done = await deployment.doneJob('acme', id!)
  expect(done).toMatchObject({ attempts: 2, failedAt: null, reason: null })
  expect(tries.get('twice')).toBe(3)
  expect(await notesOf('acme', 'twice')).toEqual(['twice'])
})

test('a job that fails to the end is given up with a reason that says nothing of its data, and can be retried', async () => {
  const { ask, tenant, tenancy } = deployment
  const secret = 'Asha Rao has the flu'
  const [id] = await ask(tenant('acme'), [{ name: 'flaky', payload: { note: secret, failures: 99 } }])
  await ask(tenant('globex'), [{ name: 'flaky', payload: { note: 'of globex', failures: 99 } }])
  const failed = await deployment.givenUpJob('acme', id!)
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
  await deployment.doneJob('acme', id!)
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
  const [id] = await ask(tenant('globex'), [{ name: 'refused', payload: { note: 'x' } }])
  await deployment.givenUpJob('globex', id!)
  const operator = { kind: 'system', name: 'test' } as const
  const other = { id: id!, tenantId: tenant('acme').id }
  await expect(retryDeadLetter(tenancy, operator, other)).rejects.toMatchObject({ code: 'not_found' })
  expect((await deployment.job('globex', id!))?.reason).toBe('there is no such template')
  await dropDeadLetter(tenancy, operator, { ...other, tenantId: tenant('globex').id })
})

test('a job that is refused, or whose payload is not the job’s, is given up at once', async () => {
  const { ask, tenant } = deployment
  const [refusedId, wrongId] = await ask(tenant('acme'), [
    { name: 'refused', payload: { note: 'x' } },
    { name: 'flaky', payload: { note: 'x', failures: 0, tenantId: tenant('globex').id } },
  ])
  expect(await deployment.givenUpJob('acme', refusedId!)).toMatchObject({
    attempts: 1,
    reason: 'there is no such template',
  })
  expect(await deployment.givenUpJob('acme', wrongId!)).toMatchObject({
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
  await deployment.doneJob('acme', known!)
  expect(await deployment.job('acme', unknown!)).toMatchObject({ doneAt: null, failedAt: null, attempts: 0 })
})
