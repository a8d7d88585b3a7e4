import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OutboxDeployment, startOutboxDeployment, until } from '#test/outbox.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker

beforeAll(async () => {
  deployment = await startOutboxDeployment()
  worker = await deployment.startWorker()
})
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
})

const note = (text: string) => ({ name: 'write-note', payload: { note: text } })

test('a job is done once for the tenant that asked, in the pool and in a silo', async () => {
  const { tenant, ask, notes } = deployment
  for (const slug of ['acme', 'globex', 'solo'] as const) await ask(tenant(slug), [note(`of ${slug}`)])
  for (const slug of ['acme', 'globex', 'solo'] as const) {
    expect(
      await until(
        () => notes(tenant(slug)),
        (all) => all.length > 0,
      ),
    ).toEqual([`of ${slug}`])
  }
})
