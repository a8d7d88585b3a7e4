import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { strictObject } from '#contract/route.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { type LedgerTables, type OutboxDeployment, startOutboxDeployment, until } from '#test/outbox.ts'
import type { TenantJob } from './jobs.ts'
import { Paces } from './paces.ts'
import { makeRunner } from './run-job.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker
/** Which transaction each note was written in last. */
const transactions = new Map<string, string>()
const gone = new Map<string, string[]>()

const Note = strictObject({ note: Type.String() })

/** Writes its note, and says in which transaction. */
const together: TenantJob<typeof Note, LedgerTables> = {
  kind: 'tenant',
  payload: Note,
  attempts: 1,
  work: async (tx, { note }) => {
    const [row] = await tx
      .raw<{ xid: string }>(
        sql`select pg_current_xact_id()::text as xid where ${tx.tenantId} = ${tx.tenantId} -- tenant_id`,
      )
      .execute()
    transactions.set(note, row!.xid)
    await tx.insertInto('core.test_ledger').values({ id: newId(), note }).execute()
    if (note.includes('broken')) throw new Error('broken')
  },
}

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  // On a machine with much to do the first one would take long, and none would share a transaction.
  const paces = new Paces()
  paces.note('together', 1, 1)
  worker = await deployment.startWorker({
    jobs: { together },
    concurrency: 2,
    paces,
    onOutcome: ({ id }, outcome) => gone.set(id, [...(gone.get(id) ?? []), outcome]),
  })
})
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
})
beforeEach(() => transactions.clear())

const askFor = (slug: 'acme' | 'globex', notes: readonly string[]) =>
  deployment.ask(
    deployment.tenant(slug),
    notes.map((note) => ({ name: 'together', payload: { note } })),
  )
const notesWith = async (slug: 'acme' | 'globex', word: string) =>
  (await deployment.notes(deployment.tenant(slug))).filter((note) => note.includes(word)).sort()
const numbered = (word: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${word} ${at}`).sort()

/** Until something has become of each. */
const settled = (ids: readonly string[]) =>
  until(
    () => ids.filter((id) => gone.has(id)).length,
    (count) => count === ids.length,
    60_000,
  )

test('quick jobs of one tenant share transactions, and each is done once', async () => {
  const [ofAcme, ofGlobex] = [numbered('acme many', 150), numbered('globex many', 150)]
  await settled([...(await askFor('acme', ofAcme)), ...(await askFor('globex', ofGlobex))])
  expect(await notesWith('acme', 'many')).toEqual(ofAcme)
  expect(await notesWith('globex', 'many')).toEqual(ofGlobex)
  expect(new Set(transactions.values()).size).toBeLessThan(300)
})

test('one that fails fails alone: those beside it are done, and it leaves nothing', async () => {
  const whole = numbered('whole', 60)
  const ids = await askFor('acme', [...whole.slice(0, 30), 'broken one', ...whole.slice(30)])
  await settled(ids)
  expect(await notesWith('acme', 'whole')).toEqual(whole)
  expect(await notesWith('acme', 'broken')).toEqual([])
  expect(ids.map((id) => gone.get(id))).toEqual(ids.map((_, at) => [at === 30 ? 'given up' : 'done']))
})

test('what fails in a transaction of several undoes all of it, and each can be done for itself', async () => {
  const { tenancy, tenant } = deployment
  // Of a name that the worker does not know.
  const runner = makeRunner({
    tenancy,
    jobs: { apart: together },
    logger: makeLogger('silent'),
    onStep: () => {},
  })
  const asked = ['apart 1', 'apart broken', 'apart 2']
  const ids = await deployment.ask(
    tenant('acme'),
    asked.map((note) => ({ name: 'apart', payload: { note } })),
  )
  const given = { place: tenant('acme').id, name: 'apart', signal: AbortSignal.timeout(60_000) }
  expect(await runner.together({ ids, ...given })).toBeUndefined()
  expect(await notesWith('acme', 'apart')).toEqual([])
  expect(await runner.together({ ids: [ids[0]!], ...given })).toEqual(['done'])
  // Done once already, it is not done again; nor is it for another tenant.
  expect(await runner.together({ ids: [ids[0]!, ids[2]!], ...given })).toEqual(['gone', 'done'])
  expect(await runner.together({ ids, ...given, place: tenant('globex').id })).toEqual([
    'gone',
    'gone',
    'gone',
  ])
  expect(await notesWith('acme', 'apart')).toEqual(['apart 1', 'apart 2'])
  expect(await notesWith('globex', 'apart')).toEqual([])
})

test('slow jobs and unknown ones are done for themselves', () => {
  const paces = new Paces()
  expect(paces.together('unknown')).toBe(1)
  paces.note('slow', 1, 400)
  paces.note('quick', 4, 4)
  expect([paces.together('slow'), paces.together('quick'), paces.together('unknown')]).toEqual([1, 30, 1])
  paces.note('instant', 1, 0)
  expect(paces.together('instant')).toBe(32)
})
