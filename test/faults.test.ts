import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { startLocalPostgres } from '#server/local/local-postgres.ts'
import { type Proxy, startProxy } from '../packages/tenancy/test/proxy.ts'
import { type Deployment, startDeployment, type Visitor } from './deployment.ts'

// What a clinic sees while its database fails: a clear answer, nothing lost, nothing twice.

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function startBehindProxy(): Promise<{ deployment: Deployment; proxy: Proxy }> {
  let proxy: Proxy | undefined
  const deployment = await startDeployment(
    {},
    {
      reach: async (url) => {
        proxy = await startProxy(url)
        return proxy.url
      },
    },
  )
  open.push(proxy!, deployment)
  return { deployment, proxy: proxy! }
}

const someone = { givenName: 'Asha', familyName: 'Rao', phone: '98200 12345' }
const register = (visitor: Visitor, key: string) =>
  visitor.post('/patients', someone, { 'idempotency-key': key })
const countOf = async (visitor: Visitor) => (await visitor.get('/patients?q=asha')).json().items.length

test('a reply lost at the commit is no second patient when the same key is sent again', async () => {
  const { deployment, proxy } = await startBehindProxy()
  const doctor = await deployment.signIn('acme', 'doctor')
  proxy.loseReplyTo('commit')
  const lost = await register(doctor, 'key-1')
  expect([lost.statusCode, lost.json().code]).toEqual([503, 'outcome_unknown'])
  expect(lost.headers['retry-after']).toBeDefined()

  const again = await register(doctor, 'key-1')
  expect(again.statusCode).toBe(201)
  expect(await countOf(doctor)).toBe(1)
  expect((await register(doctor, 'key-1')).json().id).toBe(again.json().id)
  expect(await countOf(doctor)).toBe(1)
})

test('without a key a lost reply can be a second patient: that is what the key is for', async () => {
  const { deployment, proxy } = await startBehindProxy()
  const doctor = await deployment.signIn('acme', 'doctor')
  proxy.loseReplyTo('commit')
  const body = { ...someone, confirmedDuplicate: true }
  expect((await doctor.post('/patients', body)).statusCode).toBe(503)
  expect((await doctor.post('/patients', body)).statusCode).toBe(201)
  expect(await countOf(doctor)).toBe(2)
})

test('connections cut under twenty requests are clean answers, and the next request works', async () => {
  const { deployment, proxy } = await startBehindProxy()
  const doctor = await deployment.signIn('acme', 'doctor')
  const flight = Promise.all(Array.from({ length: 20 }, () => doctor.get('/patients')))
  proxy.cut()
  const answers = await flight
  expect(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 503)).toBe(true)
  expect((await doctor.get('/patients')).statusCode).toBe(200)
})

test('a queue that is full answers 503 and says when to come back', async () => {
  const deployment = await startDeployment({}, { maxConnections: 1, maxWaiting: 1 })
  open.push(deployment)
  const doctor = await deployment.signIn('acme', 'doctor')
  const answers = await Promise.all(Array.from({ length: 30 }, () => doctor.get('/patients')))
  const refused = answers.filter(({ statusCode }) => statusCode === 503)
  expect(answers.some(({ statusCode }) => statusCode === 200)).toBe(true)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]!.json().code).toBe('busy')
  expect(refused[0]!.headers['retry-after']).toBe('1')
})

// A server of its own: the run's belongs to all test files.
test.skipIf(process.env.DATABASE_URL)(
  'PostgreSQL killed under load is back by itself: what was answered is there, and one key has one effect',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenantry-faults-'))
    const postgres = await startLocalPostgres({ dataFolder: folder, command: 'test', report: () => {} })
    open.push(
      { close: async () => rmSync(folder, { recursive: true, force: true }) },
      { close: () => postgres.stop() },
    )
    expect(postgres.adminUrl).not.toBe(inject('adminUrl'))
    const deployment = await startDeployment({}, { given: postgres })
    open.push(deployment)
    const doctor = await deployment.signIn('acme', 'doctor')
    const ids: string[] = []
    const sent = new Map<string, object>()
    const writer = async (from: number) => {
      for (let n = from; n < from + 10; n++) {
        const body = { givenName: `Patient ${n}`, familyName: 'Kept', phone: `98200 ${10_000 + n}` }
        sent.set(`write-${n}`, body)
        const answer = await doctor.post('/patients', body, { 'idempotency-key': `write-${n}` })
        if (answer.statusCode === 201) ids.push(answer.json().id)
        else expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, expect.anything()])
      }
    }
    const writing = Promise.all([writer(0), writer(100), writer(200), writer(300)])
    await vi.waitUntil(() => ids.length > 4, { interval: 5, timeout: 20_000 })
    process.kill(postgres.pid()!, 'SIGKILL')
    await writing
    await vi.waitUntil(async () => (await doctor.get('/patients')).statusCode === 200, { timeout: 60_000 })
    for (const id of ids) expect((await doctor.get(`/patients/${id}`)).statusCode).toBe(200)

    // Whatever became of it, sent again with its key it is there once.
    const kept = new Set<string>()
    for (const [key, body] of sent) {
      const again = await doctor.post('/patients', body, { 'idempotency-key': key })
      expect(again.statusCode, again.body).toBe(201)
      kept.add(again.json().id)
    }
    expect([...kept]).toEqual(expect.arrayContaining(ids))
    const { items } = (await doctor.get('/patients?q=kept')).json()
    expect([kept.size, items.length]).toEqual([40, 40])
  },
)
