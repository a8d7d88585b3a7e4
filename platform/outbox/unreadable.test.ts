import { Writable } from 'node:stream'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeLogger } from '#platform/http/logger.ts'
import { type OutboxDeployment, startOutboxDeployment, until } from '#test/outbox.ts'
import type { Worker } from './worker.ts'

let deployment: OutboxDeployment
let worker: Worker | undefined
beforeEach(async () => {
  deployment = await startOutboxDeployment()
})
afterEach(async () => {
  await worker?.stop()
  await deployment?.close()
})

const note = (text: string) => ({ name: 'write-note', payload: { note: text } })

const open = (database: string) =>
  deployment.asAdmin('postgres', (client) =>
    client.query(`grant connect on database ${database} to tenantry_web`),
  )
/** Keeps the web login out of a database and ends what connections it has there. */
async function close(database: string) {
  await deployment.asAdmin('postgres', (client) =>
    client.query(`revoke connect on database ${database} from tenantry_web`),
  )
  const client = new pg.Client({ connectionString: deployment.databaseUrl })
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where usename = session_user and datname = $1',
    [database],
  )
  await client.end()
}

test('an outbox that cannot be read is left alone for a while, holds up nobody, and is read when it can be', async () => {
  const { tenant, ask, notes } = deployment
  const [solo, acme] = [tenant('solo'), tenant('acme')]
  await ask(solo, [note('waits')])
  await close(solo.placement.database)
  let failures = 0
  const lines = new Writable({
    write: (line, _encoding, written) => {
      const { msg, place } = JSON.parse(String(line))
      if (msg === 'an outbox could not be read' && place === solo.id) failures++
      written()
    },
  })
  // So long a sweep that nothing here is found by it but at the beginning.
  worker = await deployment.startWorker({ sweepMs: 3_600_000, logger: makeLogger('warn', lines) })
  await until(
    () => failures,
    (count) => count > 0,
  )
  // Each is a round of the relay at least.
  const rounds = 40
  for (let round = 1; round <= rounds; round++) {
    await ask(acme, [note(`round ${round}`)])
    await until(
      () => notes(acme),
      (all) => all.length === round,
    )
  }
  expect(failures).toBeLessThan(rounds)
  await open(solo.placement.database)
  expect(
    await until(
      () => notes(solo).catch(() => []),
      (all) => all.length === 1,
    ),
  ).toEqual(['waits'])
})
