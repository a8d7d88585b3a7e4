import { afterEach, beforeEach, expect, test } from 'vitest'
import { masterKey, type NotesTables, someone } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { Broker } from './broker.ts'
import { newId, type TenantDb } from './index.ts'
import { addressOf, urlsOf } from './servers.ts'
import type { Session } from './session.ts'
import { Signals } from './signals.ts'
import { scopingOf, tenantDb } from './tenant-db.ts'
import { ContextSigner } from './token.ts'

const deployment = openDeployment()
let broker: Broker
let notes: TenantDb<NotesTables>

beforeEach(() => {
  broker = new Broker({
    urlOf: urlsOf(deployment.databaseUrl, {}, 'databaseUrl'),
    budget: 1,
    perTenant: 1,
    queueLimit: 10,
    idleMs: 60_000,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 5_000,
    onError: () => {},
  })
  const signer = new ContextSigner(masterKey)
  notes = tenantDb({ broker, signer, ...scopingOf(), signals: new Signals() })
})
afterEach(() => broker.close())

/** The one connection there is, as it was left by the call before. */
async function onConnection<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { acme } = deployment
  const session = await broker.lease(addressOf(acme.placement), acme.id, new AbortController().signal)
  try {
    return await work(session)
  } finally {
    broker.release(session, acme.id)
  }
}

/** The tenant's context, and the process' transaction if one is still open: two batches are two transactions. */
const stateLeft = () =>
  onConnection(async (session) => {
    const text = `select coalesce(current_setting('fence.context', true), '') as context,
      current_setting('transaction_read_only') as read_only, now()::text as began`
    const [first] = await session.batch([{ text, values: [] }])
    const [second] = await session.batch([{ text, values: [] }])
    const { context, readOnly, began } = first!.rows[0]!
    return { context, readOnly, inTransaction: began === second!.rows[0]!.began }
  })

const clean = { context: '', readOnly: 'off', inTransaction: false }

test('no call leaves its tenant, or a transaction, behind on the connection', async () => {
  const { acme } = deployment
  const folder = () => ({ id: newId(), title: newId() })
  await notes.read(acme, someone, (db) => db.selectFrom('notes.notes').select('id').execute())
  expect(await stateLeft()).toEqual(clean)
  await notes.one(acme, someone, (tx) => tx.insertInto('notes.folders').values(folder()))
  expect(await stateLeft()).toEqual(clean)
  await notes.run(acme, someone, (tx) => tx.insertInto('notes.folders').values(folder()).execute())
  expect(await stateLeft()).toEqual(clean)
  const failing = notes.run(acme, someone, async (tx) => {
    await tx.insertInto('notes.folders').values(folder()).execute()
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await stateLeft()).toEqual(clean)
})

test('a statement whose batch failed before it is parsed anew', async () => {
  const sound = { text: 'select 41 + 1 as answer', values: [] }
  await onConnection(async (session) => {
    const failing = session.batch([{ text: 'select 1 / 0', values: [] }, sound])
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    const [result] = await session.batch([sound])
    expect(result!.rows).toEqual([{ answer: 42 }])
  })
})

test('batches that are asked for at once are sent one after the other, and one that fails stops none', async () => {
  const warnings: string[] = []
  const onWarning = ({ message }: Error) => void warnings.push(message)
  process.on('warning', onWarning)
  const say = (session: Session, text: string) => session.batch([{ text, values: [] }])
  await onConnection(async (session) => {
    const [first, second, third, fourth] = await Promise.allSettled([
      say(session, `select set_config('fence.context', 'first', false) as said`),
      say(session, 'select 1 / 0'),
      say(session, `select current_setting('fence.context') as said`),
      say(session, `select set_config('fence.context', '', false) as said`),
    ])
    expect(first).toMatchObject({ value: [{ rows: [{ said: 'first' }] }] })
    expect(second).toMatchObject({ reason: { code: '22012' } })
    expect(third).toMatchObject({ value: [{ rows: [{ said: 'first' }] }] })
    expect(fourth).toMatchObject({ status: 'fulfilled' })
  })
  process.off('warning', onWarning)
  // pg keeps no queue any more one day, and says so.
  expect(warnings).toEqual([])
})
