import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, masterKey, someone, startDeployment } from '../test/deployment.ts'
import { withAdmin } from './admin.ts'
import { openTenancy } from './index.ts'
import { closeWorkerPool, openWorkerPool, workerUrl } from './worker-login.ts'

let deployment: Deployment

beforeAll(async () => {
  deployment = await startDeployment()
})
afterAll(() => deployment.close())

const settings = `
  select current_setting('tcp_keepalives_idle') || ' s + ' || current_setting('tcp_keepalives_count') || ' × ' ||
         current_setting('tcp_keepalives_interval') || ' s, ' || current_setting('tcp_user_timeout') || ' ms' as noticed`

test('the server of a worker that is gone without a word knows it after five seconds, and frees its locks', async () => {
  const url = workerUrl(deployment.databaseUrl, masterKey)
  const pool = openWorkerPool(url, { connections: 1, onError: () => {} })
  try {
    const { rows } = await pool.query(settings)
    expect(rows).toEqual([{ noticed: '2 s + 3 × 1 s, 5000 ms' }])
    expect((await pool.query('select current_user as role')).rows).toEqual([{ role: 'tenantry_jobs' }])
  } finally {
    await closeWorkerPool(pool)
  }
})

test('that of a web process after ten, whatever it held', async () => {
  const { tenancy, acme } = deployment
  const noticed = [{ noticed: '4 s + 3 × 2 s, 10000 ms' }]
  expect(await tenancy.control().read((db) => db.raw(sql.raw(settings)).execute())).toEqual(noticed)
  const [row] = await tenancy
    .tables()
    .run(acme, someone, (tx) =>
      tx
        .raw<{ noticed: string }>(
          sql`select noticed from (${sql.raw(settings)}) as set, (select ${tx.tenantId}::uuid as tenant_id) as own`,
        )
        .execute(),
    )
  expect([row]).toEqual(noticed)
})

test('that of a command after a minute', async () => {
  const noticed = await withAdmin(deployment.adminUrl, 'postgres', (client) => client.query(settings))
  expect(noticed.rows).toEqual([{ noticed: '24 s + 3 × 12 s, 60000 ms' }])
})

test('settings of the URL stay beside them', async () => {
  const url = new URL(deployment.databaseUrl)
  url.searchParams.set('options', '-c search_path=notes -c work_mem=5MB')
  const tenancy = await openTenancy({ databaseUrl: url.href, masterKey })
  try {
    const asked = sql`select current_setting('work_mem') as memory, current_setting('timezone') as zone`
    const [row] = await tenancy.control().read((db) => db.raw(asked).execute())
    expect(row).toEqual({ memory: '5MB', zone: 'UTC' })
  } finally {
    await tenancy.close()
  }
})
