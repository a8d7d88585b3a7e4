import pg from 'pg'
import { expect, test } from 'vitest'
import { masterKey } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { workerUrl } from './worker-login.ts'

const deployment = openDeployment()

async function asWorker<T>(work: (client: pg.Client) => Promise<T>, database?: string, key = masterKey) {
  const url = new URL(workerUrl(deployment.databaseUrl, key))
  if (database) url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('the worker’s login is made by migrating, and acts as the group of the job queue', async () => {
  const { rows } = await asWorker((client) => client.query('select current_user, session_user'))
  expect(rows[0].current_user).toBe('tenantry_jobs')
  expect(rows[0].session_user).toMatch(/_worker$/)
})

test('its password comes from the master key: migrating again keeps it, another key does not open', async () => {
  await deployment.fleet.ensureWorkerLogin()
  await asWorker((client) => client.query('select 1'))
  await expect(asWorker(async () => {}, undefined, Buffer.alloc(32, 8))).rejects.toMatchObject({
    code: '28P01',
  })
})

test('it enters no data database, and reads nothing of the control database', async () => {
  const { acme, solo } = deployment
  for (const { placement } of [acme, solo]) {
    await expect(asWorker(async () => {}, placement.database)).rejects.toMatchObject({ code: '42501' })
  }
  await asWorker(async (client) => {
    for (const table of ['tenants', 'databases', 'operator_actions']) {
      await expect(client.query(`select * from control.${table}`)).rejects.toMatchObject({ code: '42501' })
    }
  })
})
