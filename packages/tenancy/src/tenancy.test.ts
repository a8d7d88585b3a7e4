import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { insertNote, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { newId, type TenantDb } from './index.ts'

const deployment = openDeployment()
let notes: TenantDb<NotesTables>

beforeAll(async () => {
  notes = deployment.tenancy.tables<NotesTables>()
})

test('each tenant reads its own rows, in the pool and in a silo', async () => {
  const { tenancy, acme, globex, solo } = deployment
  for (const tenant of [acme, globex, solo]) await insertNote(tenancy, tenant, `canary of ${tenant.slug}`)
  for (const tenant of [acme, globex, solo]) {
    const rows = await notes.read(tenant, someone, (db) =>
      db.selectFrom('notes.notes').select('body').execute(),
    )
    expect(rows).toEqual([{ body: `canary of ${tenant.slug}` }])
  }
})

test('another tenant’s row can be neither read nor changed nor deleted by its id', async () => {
  const { tenancy, acme, globex } = deployment
  const id = await insertNote(tenancy, globex, 'mine alone')
  const counts = await notes.run(acme, someone, async (tx) => ({
    read: (await tx.selectFrom('notes.notes').select('id').where('id', '=', id).execute()).length,
    changed: (
      await tx.updateTable('notes.notes').set({ body: 'taken' }).where('id', '=', id).executeTakeFirst()
    ).numUpdatedRows,
    deleted: (await tx.deleteFrom('notes.notes').where('id', '=', id).executeTakeFirst()).numDeletedRows,
  }))
  expect(counts).toEqual({ read: 0, changed: 0n, deleted: 0n })
  const [kept] = await notes.read(globex, someone, (db) =>
    db.selectFrom('notes.notes').select('body').where('id', '=', id).execute(),
  )
  expect(kept).toEqual({ body: 'mine alone' })
})

test('an insert belongs to the handle’s tenant, whatever the values say', async () => {
  const { acme, globex } = deployment
  const id = newId()
  const values = { id, body: 'smuggled', tenantId: globex.id } as { id: string; body: string }
  await notes.run(acme, someone, (tx) => tx.insertInto('notes.notes').values(values).execute())
  const seenBy = (tenant: typeof acme) =>
    notes.read(tenant, someone, (db) =>
      db.selectFrom('notes.notes').select('id').where('id', '=', id).execute(),
    )
  expect(await seenBy(globex)).toEqual([])
  expect(await seenBy(acme)).toEqual([{ id }])
})

test('a reference to another tenant’s row is refused', async () => {
  const { acme, globex } = deployment
  const folderId = newId()
  await notes.run(globex, someone, (tx) =>
    tx.insertInto('notes.folders').values({ id: folderId, title: 'theirs' }).execute(),
  )
  const attach = notes.run(acme, someone, (tx) =>
    tx.insertInto('notes.notes').values({ id: newId(), folderId, body: 'attached' }).execute(),
  )
  await expect(attach).rejects.toMatchObject({ code: '23503' })
})

test('read cannot write', async () => {
  const write = notes.read(deployment.acme, someone, (db) =>
    db
      .with('written', (qb) =>
        qb.insertInto('notes.notes').values({ id: newId(), body: 'x' }).returning('id'),
      )
      .selectFrom('written')
      .select('id')
      .execute(),
  )
  await expect(write).rejects.toMatchObject({ code: '25006' })
})

test('an error undoes the whole transaction and leaves the connection clean', async () => {
  const { acme } = deployment
  const id = newId()
  const failing = notes.run(acme, someone, async (tx) => {
    await tx.insertInto('notes.notes').values({ id, body: 'half' }).execute()
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  const found = await notes.read(acme, someone, (db) =>
    db.selectFrom('notes.notes').select('id').where('id', '=', id).execute(),
  )
  expect(found).toEqual([])
})

test('a transaction whose error was swallowed does not pretend to have committed', async () => {
  const id = newId()
  const swallowing = notes.run(deployment.acme, someone, async (tx) => {
    const note = { id, body: 'once' }
    await tx.insertInto('notes.notes').values(note).execute()
    await tx
      .insertInto('notes.notes')
      .values(note)
      .execute()
      .catch(() => {})
  })
  await expect(swallowing).rejects.toMatchObject({ code: 'rolled_back' })
})

test('one commits a single statement and answers its rows', async () => {
  const { acme } = deployment
  const id = newId()
  const rows = await notes.one(acme, someone, (tx) =>
    tx.insertInto('notes.notes').values({ id, body: 'single' }).returning('body'),
  )
  expect(rows).toEqual([{ body: 'single' }])
  const kept = await notes.read(acme, someone, (db) =>
    db.selectFrom('notes.notes').select('body').where('id', '=', id).execute(),
  )
  expect(kept).toEqual(rows)
})

test('a handle is dead when its call has ended', async () => {
  let kept: Parameters<Parameters<typeof notes.run>[2]>[0] | undefined
  await notes.run(deployment.acme, someone, async (tx) => {
    kept = tx
  })
  await expect(kept!.selectFrom('notes.notes').select('id').execute()).rejects.toMatchObject({
    code: 'handle_closed',
  })
  let reader: Parameters<Parameters<typeof notes.read>[2]>[0] | undefined
  await notes.read(deployment.acme, someone, async (db) => {
    reader = db
  })
  await expect(reader!.selectFrom('notes.notes').select('id').execute()).rejects.toMatchObject({
    code: 'handle_closed',
  })
})

test('a raw statement must name the tenant', async () => {
  const { tenancy, acme } = deployment
  await insertNote(tenancy, acme, 'counted')
  const counts = await notes.read(acme, someone, (db) =>
    db
      .raw<{ noteCount: number }>(
        sql`select count(*) as note_count from notes.notes where tenant_id = ${db.tenantId}`,
      )
      .execute(),
  )
  expect(counts[0]!.noteCount).toBeGreaterThan(0)
  const forgetful = notes.read(acme, someone, (db) => db.raw(sql`select count(*) from notes.notes`).execute())
  await expect(forgetful).rejects.toMatchObject({ code: 'unscoped_query' })
})

test('a suspended tenant can be read, not written; an operator can still enter and is recorded', async () => {
  const { fleet, tenancy, acme } = deployment
  const changed = new Promise<void>((resolve) => {
    tenancy.directory.onChange((id, tenant) => {
      if (id === acme.id && tenant?.status === 'suspended') resolve()
    })
  })
  await fleet.suspend('acme', 'unpaid invoice')
  await changed
  const suspended = tenancy.directory.bySlug('acme')!
  await notes.read(suspended, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  await expect(insertNote(tenancy, suspended, 'no')).rejects.toMatchObject({
    code: 'tenant_suspended',
    message: 'unpaid invoice',
  })
  const operator = { kind: 'system', name: 'support' } as const
  const count = await tenancy.asOperator<NotesTables, number>(
    'ticket 12',
    operator,
    suspended,
    async (tx) => {
      return (await tx.selectFrom('notes.notes').select('id').execute()).length
    },
  )
  expect(count).toBeGreaterThan(0)
  const actions = await tenancy
    .control()
    .read((db) =>
      db
        .raw<{ reason: string }>(
          sql`select reason from control.operator_actions where tenant_id = ${acme.id}`,
        )
        .execute(),
    )
  expect(actions).toEqual([{ reason: 'ticket 12' }])
  await fleet.resume('acme')
})

test('an operator who gives no reason does not enter', async () => {
  const { tenancy, acme } = deployment
  const operator = { kind: 'operator', accountId: newId(), requestId: newId() } as const
  let entered = false
  const enter = (reason: string) =>
    tenancy.asOperator(reason, operator, acme, async () => {
      entered = true
    })
  for (const reason of ['', '  ', 'x']) await expect(enter(reason)).rejects.toMatchObject({ code: '23514' })
  expect(entered).toBe(false)
  await enter('asked to')
  expect(entered).toBe(true)
})

test('a tenant that is being made, or is closed, can be neither read nor written', async () => {
  const { acme } = deployment
  const read = (tenant: typeof acme) =>
    notes.read(tenant, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  const write = (tenant: typeof acme) =>
    notes.one(tenant, someone, (tx) => tx.insertInto('notes.folders').values({ id: newId(), title: 'no' }))
  for (const [status, code] of [
    ['pending', 'tenant_not_ready'],
    ['closed', 'tenant_closed'],
  ] as const) {
    await expect(read({ ...acme, status })).rejects.toMatchObject({ code })
    await expect(write({ ...acme, status })).rejects.toMatchObject({ code })
  }
})
