import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withAdmin } from './admin.ts'
import { insertNote, masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { type Proxy, startProxy } from '../test/proxy.ts'
import { newId, openTenancy, type Tenancy, type TenantReader, type TenantTx } from './index.ts'

const deployment = openDeployment()
let proxy: Proxy
let tenancy: Tenancy

beforeEach(async () => {
  proxy = await startProxy(deployment.databaseUrl)
  tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey, maxConnections: 2 })
})
afterEach(async () => {
  await tenancy.close()
  await proxy.close()
})

const sleep = (db: TenantReader<NotesTables>, seconds: number) =>
  db
    .raw(sql`select pg_sleep(${seconds}) from (select 1) as one where ${db.tenantId} <> 'tenant_id'`)
    .execute()

/** Backends of this deployment's pool that are sleeping. */
const sleepers = async () => {
  const { databaseUrl, acme } = deployment
  return withAdmin(databaseUrl, acme.placement.database, async (client) => {
    const { rows } = await client.query(
      `select pid from pg_stat_activity where datname = current_database() and state = 'active' and wait_event = 'PgSleep'`,
    )
    return rows.length
  })
}

test('an aborted call cancels its query at the server, and the next call is not harmed', async () => {
  const notes = tenancy.tables<NotesTables>()
  const controller = new AbortController()
  const slow = notes.read(deployment.acme, someone, (db) => sleep(db, 60), { signal: controller.signal })
  await vi.waitUntil(async () => (await sleepers()) === 1, { timeout: 20_000 })
  controller.abort()
  await expect(slow).rejects.toMatchObject({ code: 'aborted' })
  await vi.waitUntil(async () => (await sleepers()) === 0, { timeout: 20_000 })
  await insertNote(tenancy, deployment.globex, 'after the abort')
  const rows = await notes.read(deployment.globex, someone, (db) =>
    db.selectFrom('notes.notes').select('body').execute(),
  )
  expect(rows.at(-1)).toEqual({ body: 'after the abort' })
})

test('a call that takes too long ends in its time, also where the database says nothing any more', async () => {
  const notes = tenancy.tables<NotesTables>()
  await notes.read(deployment.acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  proxy.goSilent()
  const stuck = notes.read(
    deployment.acme,
    someone,
    (db) => db.selectFrom('notes.notes').select('id').execute(),
    {
      timeoutMs: 200,
    },
  )
  await expect(stuck).rejects.toMatchObject({ code: 'timeout' })
})

test('where the network failed without a word, whoever waits is told long before his time, and the next call works', async () => {
  const notes = tenancy.tables<NotesTables>()
  const read = () =>
    notes.read(deployment.acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  const other = () =>
    notes.read(deployment.globex, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  // Both connections, idle.
  await Promise.all([read(), other()])
  proxy.goSilent()
  const stuck = notes.run(deployment.acme, someone, (tx) =>
    tx.insertInto('notes.notes').values({ id: newId(), body: 'unheard' }).execute(),
  )
  proxy.speakAgain()
  // Not `timeout`, as it would be after thirty seconds.
  await expect(stuck).rejects.toMatchObject({ code: 'database_unavailable' })
  await Promise.all([read(), other()])
})

test('a server that falls silent while a connection is opened is not waited for', async () => {
  const notes = tenancy.tables<NotesTables>()
  const read = () =>
    notes.read(deployment.acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  proxy.fallSilentAt('clock_timestamp')
  await expect(read()).rejects.toMatchObject({ code: 'database_unavailable' })
  await read()
})

test('an aborted transaction leaves nothing behind', async () => {
  const notes = tenancy.tables<NotesTables>()
  const controller = new AbortController()
  const half = notes.run(
    deployment.acme,
    someone,
    async (tx) => {
      await tx.insertInto('notes.notes').values({ id: crypto.randomUUID(), body: 'never' }).execute()
      const sleeping = sleep(tx, 60)
      controller.abort()
      await sleeping
    },
    { signal: controller.signal },
  )
  await expect(half).rejects.toMatchObject({ code: 'aborted' })
  const rows = await notes.read(deployment.acme, someone, (db) =>
    db.selectFrom('notes.notes').select('id').where('body', '=', 'never').execute(),
  )
  expect(rows).toEqual([])
})

test('connections cut in the middle of a call are clean errors, and the next call works', async () => {
  const notes = tenancy.tables<NotesTables>()
  const slow = notes.read(deployment.acme, someone, (db) => sleep(db, 60))
  await vi.waitUntil(async () => (await sleepers()) === 1, { timeout: 20_000 })
  proxy.cut()
  await expect(slow).rejects.toMatchObject({ code: 'database_unavailable' })
  await notes.read(deployment.acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
})

test('a connection that the server ends while it is lent does not end the process', async () => {
  const notes = tenancy.tables<NotesTables>()
  const work = notes.run(deployment.acme, someone, async (tx) => {
    const [backend] = await tx
      .raw<{ pid: number }>(sql`select pg_backend_pid() as pid where ${tx.tenantId} <> 'tenant_id'`)
      .execute()
    await withAdmin(deployment.databaseUrl, deployment.acme.placement.database, (client) =>
      client.query('select pg_terminate_backend($1)', [backend!.pid]),
    )
    await tx.selectFrom('notes.notes').select('id').execute()
  })
  await expect(work).rejects.toMatchObject({ code: 'database_unavailable' })
  await notes.read(deployment.acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
})

test('a statement for the commit travels with it, and undoes everything where it fails', async () => {
  const { acme } = deployment
  const notes = tenancy.tables<NotesTables>()
  const count = async () =>
    (await notes.read(acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())).length
  const before = await count()
  const insert = (id: string) => (tx: TenantTx<NotesTables>) =>
    sql`insert into notes.notes (tenant_id, id, body) values (${tx.tenantId}, ${id}, 'with the commit')`
  const write = (first: string, second: string) =>
    notes.run(acme, someone, async (tx) => {
      await tx.insertInto('notes.notes').values({ id: newId(), body: first }).execute()
      tx.atCommit(insert(second)(tx))
    })
  await write('one', newId())
  expect(await count()).toBe(before + 2)
  const twice = newId()
  await notes.run(acme, someone, async (tx) => tx.atCommit(insert(twice)(tx)))
  expect(await count()).toBe(before + 3)
  await expect(write('two', twice)).rejects.toMatchObject({ code: '23505' })
  expect(await count()).toBe(before + 3)
  proxy.reset()
  await write('three', newId())
  expect(proxy.roundTrips()).toBe(2)
})
