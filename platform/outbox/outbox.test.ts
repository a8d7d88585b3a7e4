import { newId, openTenancy, type Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { masterKey } from '#test/deployment-template.ts'
import { type OutboxDeployment, someone, startOutboxDeployment, until } from '#test/outbox.ts'
import { announceJobs } from './announcer.ts'
import { insertControlJob, insertJobs, jobsSignal } from './outbox.ts'
import { makeMarker } from './sources.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  // So long a sweep that nothing here is found by it.
  worker = await deployment.startWorker({ sweepMs: 3_600_000 })
  await until(
    () => worker.leading,
    (leading) => leading,
  )
})
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
})

const note = (text: string) => ({ name: 'write-note', payload: { note: text } })
const inAnHour = () => new Date(Date.now() + 3_600_000)

const notesWith = (slug: 'acme' | 'globex' | 'solo', text: string) => async () =>
  (await deployment.notes(deployment.tenant(slug))).filter((each) => each.startsWith(text))

test('a job is done once for the tenant that asked, in the pool and in a silo', async () => {
  const { tenant, ask } = deployment
  for (const slug of ['acme', 'globex', 'solo'] as const) await ask(tenant(slug), [note(`first of ${slug}`)])
  for (const slug of ['acme', 'globex', 'solo'] as const) {
    expect(await until(notesWith(slug, 'first'), (all) => all.length > 0)).toEqual([`first of ${slug}`])
  }
})

test('an errand is done too, and marked after it', async () => {
  const { tenant, ask } = deployment
  const [id] = await ask(tenant('acme'), [{ name: 'note-errand', payload: { note: 'errand' } }])
  const marked = await deployment.doneJob('acme', id!)
  expect(marked).toMatchObject({ attempts: 0, failedAt: null, reason: null })
  expect(await notesWith('acme', 'errand')()).toEqual(['errand'])
})

test('what was asked for in a transaction that is rolled back is never done', async () => {
  const { tenancy, tenant, ask } = deployment
  const failing = tenancy.tables().run(tenant('acme'), someone, async (tx) => {
    await insertJobs(tx, [{ id: newId(), ...note('rolled back: no') }])
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  await ask(tenant('acme'), [note('rolled back: after it')])
  await until(notesWith('acme', 'rolled back: after'), (all) => all.length === 1)
  expect(await notesWith('acme', 'rolled back')()).toEqual(['rolled back: after it'])
})

test('a job asked for in a transaction that commits late is not passed over by one that began later', async () => {
  const { tenancy, tenant, ask } = deployment
  let commit = () => {}
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve
  })
  let asked = () => {}
  const hasAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const slow = tenancy.tables().run(tenant('acme'), someone, async (tx) => {
    await insertJobs(tx, [{ id: newId(), ...note('overlap: slow') }])
    asked()
    await mayCommit
  })
  await hasAsked
  await ask(tenant('acme'), [note('overlap: fast')])
  await until(notesWith('acme', 'overlap'), (all) => all.length === 1)
  commit()
  await slow
  expect(await until(notesWith('acme', 'overlap'), (all) => all.length === 2)).toEqual([
    'overlap: fast',
    'overlap: slow',
  ])
})

test('a job that is not due yet waits for its time', async () => {
  const { tenant, ask } = deployment
  const dueAt = new Date(Date.now() + 400)
  const [soon, late] = await ask(tenant('acme'), [
    { ...note('due: soon'), dueAt },
    { ...note('due: in an hour'), dueAt: inAnHour() },
  ])
  const done = await deployment.doneJob('acme', soon!)
  expect(Date.parse(done!.doneAt!)).toBeGreaterThanOrEqual(dueAt.getTime())
  expect((await deployment.job('acme', late!))?.doneAt).toBeNull()
})

test('a job that the queue gives out for another tenant is refused, and still done for its own', async () => {
  const { tenant, ask, withQueue } = deployment
  const outcomes: string[] = []
  const observed = await deployment.startWorker({
    onOutcome: ({ id, place }, outcome) => outcomes.push(`${id} for ${place}: ${outcome}`),
  })
  await worker.stop()
  await withQueue(async (queue) => {
    const [id] = await ask(tenant('globex'), [{ ...note('of globex alone'), dueAt: inAnHour() }])
    const admit = (place: string) => queue.admit([{ id: id!, place, name: 'write-note', rank: 0 }])
    await admit(tenant('acme').id)
    await until(
      () => outcomes,
      (all) => all.includes(`${id} for ${tenant('acme').id}: gone`),
    )
    expect(await notesWith('acme', 'of globex')()).toEqual([])
    expect((await deployment.job('globex', id!))?.doneAt).toBeNull()
    // Not before it has left the queue as the other's.
    await until(
      () => admit(tenant('globex').id),
      (entered) => entered.has(id!),
    )
    await until(notesWith('globex', 'of globex'), (all) => all.length === 1)
  })
  await observed.stop()
  worker = await deployment.startWorker({ sweepMs: 3_600_000 })
  await until(
    () => worker.leading,
    (leading) => leading,
  )
})

test('a finished job that is admitted again is not done again', async () => {
  const { tenant, ask, withQueue } = deployment
  const [id] = await ask(tenant('acme'), [note('only once')])
  await deployment.doneJob('acme', id!)
  await withQueue(async (queue) => {
    await queue.admit([{ id: id!, place: tenant('acme').id, name: 'write-note', rank: 0 }])
    await until(
      async () => (await queue.listAdmitted()).jobs,
      (jobs) => jobs.every((job) => job.id !== id),
    )
  })
  expect(await notesWith('acme', 'only once')()).toEqual(['only once'])
})

test('another process announces its jobs, and they are done without a sweep', async () => {
  await elsewhere(async (tenancy) => {
    const announcer = announceJobs(tenancy, (error) => expect.unreachable(String(error)))
    await tenancy
      .tables()
      .run(tenancy.directory.bySlug('solo')!, someone, (tx) =>
        insertJobs(tx, [{ id: newId(), ...note('from elsewhere') }]),
      )
    await until(notesWith('solo', 'from elsewhere'), (all) => all.length === 1)
    await announcer.close()
  })
})

test('a job whose process died before it could announce it is found by the sweep', async () => {
  await elsewhere(async (tenancy) => {
    // All that such a process does: it takes note, commits, and is gone.
    const mark = makeMarker(tenancy.control())
    tenancy.onSignal(jobsSignal, {
      announced: async (tenant) => mark(tenant!.id),
      committed: () => {},
    })
    await tenancy
      .tables()
      .run(tenancy.directory.bySlug('solo')!, someone, (tx) =>
        insertJobs(tx, [{ id: newId(), ...note('unannounced') }]),
      )
    await worker.stop()
    worker = await deployment.startWorker({ sweepMs: 100 })
    await until(notesWith('solo', 'unannounced'), (all) => all.length === 1)
  })
})

test('a process that announces nothing cannot ask for a job', async () => {
  await elsewhere(async (tenancy) => {
    const asking = tenancy
      .tables()
      .run(tenancy.directory.bySlug('acme')!, someone, (tx) =>
        insertJobs(tx, [{ id: newId(), ...note('unheard of') }]),
      )
    await expect(asking).rejects.toThrow('does not announce its jobs')
  })
})

test('a job asked for in the control database is handed to its tenant and done there', async () => {
  const { tenancy, tenant } = deployment
  const id = newId()
  await tenancy.control().run(async (tx) => {
    await insertControlJob(tx, { id, ...note('from control'), tenantId: tenant('globex').id, here: false })
  })
  await until(notesWith('globex', 'from control'), (all) => all.length === 1)
  expect((await deployment.job('globex', id))?.doneAt).not.toBeNull()
  const [left] = await tenancy
    .control()
    .read((db) =>
      db
        .raw<{ doneAt: string | null }>(sql`select done_at from control.outbox_jobs where id = ${id}`)
        .execute(),
    )
  expect(left?.doneAt).not.toBeNull()
})

async function elsewhere(work: (tenancy: Tenancy) => Promise<void>) {
  const tenancy = await openTenancy({ databaseUrl: deployment.databaseUrl, masterKey })
  try {
    await work(tenancy)
  } finally {
    await tenancy.close()
  }
}
