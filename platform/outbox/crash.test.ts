import { type ChildProcess, spawn } from 'node:child_process'
import { newId } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OutboxDeployment, repositoryRoot, startOutboxDeployment, until } from '#test/outbox.ts'
import { insertControlJob } from './outbox.ts'

let deployment: OutboxDeployment

beforeAll(async () => {
  deployment = await startOutboxDeployment()
})
afterAll(() => deployment?.close())

function startProcess(crashAt: string): ChildProcess {
  const { databaseUrl, workerUrl } = deployment
  const file = `${repositoryRoot}/test/outbox-worker.process.ts`
  return spawn(process.execPath, [file, databaseUrl, workerUrl, crashAt], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

const ended = (child: ChildProcess) =>
  new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)))

/** Each as one process' end, and everything after it done by another. */
const steps = [
  'job handed over',
  'relay found',
  'relay admitted',
  'job taken',
  'job worked',
  'errand found',
  'errand performed',
  'job done',
]

test.for(steps)('killed at "%s", every job is done exactly once by whoever comes next', async (step) => {
  const { tenant, tenancy, ask, notes } = deployment
  const places = [tenant('acme'), tenant('globex'), tenant('solo')]
  const asked = ['a', 'b', 'c', 'errand', 'handed over'].map((each) => `${step}: ${each}`).sort()
  for (const place of places) {
    await ask(place, [
      ...['a', 'b', 'c'].map((each) => ({ name: 'write-note', payload: { note: `${step}: ${each}` } })),
      { name: 'note-errand', payload: { note: `${step}: errand` } },
    ])
    const payload = { note: `${step}: handed over` }
    await tenancy
      .control()
      .run((tx) =>
        insertControlJob(tx, { id: newId(), name: 'write-note', payload, tenantId: place.id, here: false }),
      )
  }

  expect(await ended(startProcess(step))).toBe('SIGKILL')
  const next = await deployment.startWorker({ sweepMs: 200 })
  try {
    for (const place of places) {
      const done = async () => (await notes(place)).filter((note) => note.startsWith(step)).sort()
      expect(await until(done, (all) => all.length >= asked.length, 15_000)).toEqual(asked)
    }
    // Nothing is left leased to a worker that is not there.
    await deployment.withQueue((queue) =>
      until(
        async () => (await queue.listAdmitted()).jobs,
        (jobs) => jobs.length === 0,
      ),
    )
  } finally {
    await next.stop()
  }
  for (const place of places) {
    expect((await notes(place)).filter((note) => note.startsWith(step)).sort()).toEqual(asked)
  }
})

test('a job that kills its worker each time is given up, and those that died beside it are not', async () => {
  const { tenant, ask, tenancy } = deployment
  const beside = Array.from({ length: 12 }, (_, at) => `beside ${at}`).sort()
  await ask(tenant('acme'), [
    ...beside.slice(6).map((note) => ({ name: 'write-note', payload: { note } })),
    { name: 'note-errand', payload: { note: 'deadly' } },
    ...beside.slice(0, 6).map((note) => ({ name: 'write-note', payload: { note } })),
  ])
  for (let life = 1; life <= 3; life++) expect(await ended(startProcess('errand found'))).toBe('SIGKILL')
  const next = await deployment.startWorker({ sweepMs: 200 })
  try {
    const failed = async () => {
      const { rows } = await deployment.asAdmin(tenant('acme').placement.database, async (client) => {
        await client.query('set role tenantry_maintenance')
        return client.query('select reason from core.outbox_jobs where failed_at is not null')
      })
      return rows
    }
    expect(await until(failed, (rows) => rows.length > 0)).toEqual([{ reason: 'its worker died each time' }])
    const besideIt = async () =>
      (await deployment.notes(tenant('acme'))).filter((note) => note.startsWith('beside')).sort()
    expect(await until(besideIt, (all) => all.length === beside.length)).toEqual(beside)
    expect((await deployment.notes(tenant('acme'))).includes('deadly')).toBe(false)
    expect(tenancy.directory.all().length).toBeGreaterThan(0)
  } finally {
    await next.stop()
  }
})
