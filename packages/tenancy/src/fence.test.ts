import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { insertNote, masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { newId } from './ids.ts'
import type { Tenant } from './tenant.ts'
import { fenceKey, signContext } from './token.ts'

const deployment = openDeployment()

beforeAll(async () => {
  const { tenancy, acme, globex, solo } = deployment
  for (const tenant of [acme, globex, solo]) await insertNote(tenancy, tenant, `canary of ${tenant.slug}`)
})

const inFiveMinutes = () => Math.floor(Date.now() / 1000) + 300

function tokenOf({ id, placement }: Tenant, expiry = inFiveMinutes()): string {
  return signContext(fenceKey(masterKey, placement.databaseId, placement.keyId), placement, id, expiry)
}

/** What SQL injected into the fenced login's connection to the pool could see with `context` set. */
function bodiesSeen(context: string | undefined, setting = 'fence.context'): Promise<string[]> {
  return deployment.asWebLogin(deployment.acme.placement.database, async (client) => {
    await client.query('begin')
    if (context !== undefined) await client.query('select set_config($1, $2, true)', [setting, context])
    const { rows } = await client.query<{ body: string }>('select body from notes.notes order by body')
    return rows.map((row) => row.body)
  })
}

test('a signed context shows its tenant’s rows and no other’s, without any predicate', async () => {
  expect(await bodiesSeen(tokenOf(deployment.acme))).toEqual(['canary of acme'])
  expect(await bodiesSeen(tokenOf(deployment.globex))).toEqual(['canary of globex'])
})

test('no context is an error, not an empty answer', async () => {
  await expect(bodiesSeen(undefined)).rejects.toMatchObject({ code: 'TF001' })
  await expect(bodiesSeen('')).rejects.toMatchObject({ code: 'TF001' })
})

test('a bare tenant id is no context', async () => {
  await expect(bodiesSeen(deployment.globex.id)).rejects.toMatchObject({ code: 'TF002' })
  await expect(bodiesSeen(deployment.globex.id, 'app.tenant_id')).rejects.toMatchObject({ code: 'TF001' })
})

test('a context with another tenant written into it is forged', async () => {
  const forged = tokenOf(deployment.acme).replace(deployment.acme.id, deployment.globex.id)
  await expect(bodiesSeen(forged)).rejects.toMatchObject({ code: 'TF004' })
})

test('a context cannot be made to last longer', async () => {
  const expiry = inFiveMinutes()
  const stretched = tokenOf(deployment.acme, expiry).replace(`.${expiry}.`, `.${expiry + 1}.`)
  await expect(bodiesSeen(stretched)).rejects.toMatchObject({ code: 'TF004' })
})

test('an expired context is refused', async () => {
  const expired = tokenOf(deployment.acme, Math.floor(Date.now() / 1000) - 60)
  await expect(bodiesSeen(expired)).rejects.toMatchObject({ code: 'TF005' })
})

test('a context of one database is refused by another', async () => {
  await expect(bodiesSeen(tokenOf(deployment.solo))).rejects.toMatchObject({ code: 'TF003' })
})

test('a key signed for this database with another database’s key is forged', async () => {
  const { acme, solo } = deployment
  const wrongKey = fenceKey(masterKey, solo.placement.databaseId, 1)
  const context = signContext(wrongKey, acme.placement, acme.id, inFiveMinutes())
  await expect(bodiesSeen(context)).rejects.toMatchObject({ code: 'TF004' })
})

test('the fenced login can neither read the keys nor set up another identity', async () => {
  await deployment.asWebLogin(deployment.acme.placement.database, async (client) => {
    for (const statement of [
      'select * from fence.keys',
      'select * from fence.identity',
      `insert into fence.keys values (2, '\\x00', '\\x00')`,
      `select fence.protect('notes.notes')`,
      'create function public.leak() returns int language sql as $$ select 1 $$',
      'alter table notes.notes no force row level security',
      'truncate notes.notes',
    ]) {
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' })
    }
  })
})

test('a row cannot be written for or moved to another tenant, even past the kernel', async () => {
  const { acme, globex, asWebLogin } = deployment
  await asWebLogin(acme.placement.database, async (client) => {
    const asAcme = async (statement: string, values: unknown[]) => {
      await client.query('begin')
      try {
        await client.query(`select set_config('fence.context', $1, true)`, [tokenOf(acme)])
        return await client.query(statement, values)
      } finally {
        await client.query('rollback')
      }
    }
    const insert = 'insert into notes.notes (tenant_id, id, body) values ($1, $2, $3)'
    expect((await asAcme(insert, [acme.id, newId(), 'own'])).rowCount).toBe(1)
    await expect(asAcme(insert, [globex.id, newId(), 'planted'])).rejects.toMatchObject({ code: '42501' })
    const move = 'update notes.notes set tenant_id = $1'
    await expect(asAcme(move, [globex.id])).rejects.toMatchObject({ code: '42501' })
  })
})

test('a unique value of one tenant says nothing about another’s', async () => {
  const { tenancy, acme, globex } = deployment
  const notes = tenancy.tables<NotesTables>()
  for (const tenant of [acme, globex]) {
    const folder = { id: newId(), title: 'Same title' }
    await notes.one(tenant, someone, (tx) => tx.insertInto('notes.folders').values(folder).returning('id'))
  }
  const again = notes.one(acme, someone, (tx) =>
    tx.insertInto('notes.folders').values({ id: newId(), title: 'Same title' }).returning('id'),
  )
  await expect(again).rejects.toMatchObject({ code: '23505' })
})

test('the context is gone when its batch or its transaction has ended', async () => {
  const { acme, asWebLogin } = deployment
  const { tenancy } = deployment
  const notes = tenancy.tables<NotesTables>()
  await notes.read(acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  await asWebLogin(acme.placement.database, async (client) => {
    await client.query('begin')
    await client.query(`select set_config('fence.context', $1, true)`, [tokenOf(acme)])
    await client.query('commit')
    await expect(client.query('select body from notes.notes')).rejects.toMatchObject({ code: 'TF001' })
  })
})

test('the fenced login reaches its own deployment’s databases and none of the server’s others', async () => {
  const { databaseUrl } = deployment
  const url = new URL(databaseUrl)
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await expect(client.connect()).rejects.toMatchObject({ code: '42501' })
})
