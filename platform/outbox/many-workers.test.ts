import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OutboxDeployment, startOutboxDeployment, until } from '#test/outbox.ts'
import type { Worker } from './worker.ts'
import { startProxy } from '../../packages/tenancy/test/proxy.ts'

let deployment: OutboxDeployment
let workers: Worker[]

beforeEach(async () => {
  deployment = await startOutboxDeployment()
  workers = await Promise.all([1, 2, 3].map(() => deployment.startWorker({ sweepMs: 500 })))
})
afterEach(async () => {
  for (const worker of workers) await worker.stop()
  await deployment?.close()
})

const slugs = ['acme', 'globex', 'solo'] as const

async function askEach(count: number, text: string) {
  const asked = Array.from({ length: count }, (_, at) => `${text} ${at}`)
  const jobs = asked.map((note) => ({ name: 'write-note', payload: { note } }))
  for (const slug of slugs) await deployment.ask(deployment.tenant(slug), jobs)
  return asked.sort()
}

async function expectOnce(asked: string[]) {
  const prefix = asked[0]!.split(' ')[0]!
  for (const slug of slugs) {
    // Our own connections are cut too.
    const done = async () =>
      (await deployment.notes(deployment.tenant(slug)).catch(() => []))
        .filter((note) => note.startsWith(prefix))
        .sort()
    expect(await until(done, (all) => all.length >= asked.length, 40_000)).toEqual(asked)
  }
}

const leaders = () => workers.filter((worker) => worker.leading)

test('three workers share the jobs, one of them relays, and another takes over from it', async () => {
  await until(leaders, (all) => all.length === 1)
  await expectOnce(await askEach(100, 'shared'))
  expect(leaders()).toHaveLength(1)
  const [leader] = leaders()
  workers = workers.filter((worker) => worker !== leader)
  await leader!.stop()
  const later = await askEach(20, 'later')
  await until(leaders, (all) => all.length === 1)
  await expectOnce(later)
})

test('when the server cuts every connection, all jobs are still done exactly once', async () => {
  await until(leaders, (all) => all.length === 1)
  const asked = await askEach(300, 'cut')
  await until(
    () => deployment.notes(deployment.tenant('acme')),
    (all) => all.length > 10,
  )
  const control = new URL(deployment.databaseUrl).pathname.slice(1)
  for (const url of [deployment.workerUrl, deployment.databaseUrl]) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('set role none')
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where usename = session_user and starts_with(datname, $1) and pid <> pg_backend_pid()`,
      [control],
    )
    await client.end()
  }
  await expectOnce(asked)
})

test('when the network fails without a word, whoever works comes back by himself', async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  const proxy = await startProxy(deployment.workerUrl)
  try {
    workers = [await deployment.startWorker({ sweepMs: 500, workerUrl: proxy.url })]
    await until(leaders, (all) => all.length === 1)
    proxy.goSilent()
    const asked = await askEach(10, 'unheard')
    proxy.speakAgain()
    await expectOnce(asked)
  } finally {
    for (const worker of workers.splice(0)) await worker.stop()
    await proxy.close()
  }
})

test('a database whose outbox is empty is not connected to', async () => {
  await until(leaders, (all) => all.length === 1)
  const connections = () =>
    deployment.asAdmin('postgres', async (client) => {
      const { rows } = await client.query<{ count: number }>(
        // Neither a vacuum that comes by nor an admin who is just leaving.
        `select count(*)::int as count from pg_stat_activity
          where datname = $1 and usename <> current_user`,
        [deployment.tenant('solo').placement.database],
      )
      return rows[0]!.count
    })
  const { tenant, ask, notes } = deployment
  await ask(tenant('acme'), [{ name: 'write-note', payload: { note: 'in the pool' } }])
  await until(
    () => notes(tenant('acme')),
    (all) => all.length === 1,
  )
  expect(await connections()).toBe(0)
  await ask(tenant('solo'), [{ name: 'write-note', payload: { note: 'in the silo' } }])
  await until(
    () => notes(tenant('solo')),
    (all) => all.length === 1,
  )
  expect(await connections()).toBeGreaterThan(0)
})
