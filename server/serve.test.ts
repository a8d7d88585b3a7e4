import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFastify } from '#platform/http/fastify-server.ts'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { masterKey, startDeployment, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { connectTo } from '#test/past-the-fence.ts'
import { serverPort } from '#test/server-port.ts'
import { PortTaken, type ServeConfig, serve } from './serve.ts'

const deployment = openDeployment()
let dataFolder: string
let receptionist: Visitor
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'tenantry-serve-'))
  receptionist = await deployment.signIn('acme', 'receptionist')
})
afterAll(async () => {
  rmSync(dataFolder, { recursive: true, force: true })
})

async function configure(changes: Partial<ServeConfig> = {}): Promise<ServeConfig> {
  return {
    host: '127.0.0.1',
    port: await serverPort(),
    ownerPort: await serverPort(),
    address: { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' },
    ownerOrigin: 'http://localhost:8081',
    logger: makeLogger('silent'),
    secrets: makeSecrets(masterKey),
    auditKey: publicKeyText(sealKeyOf(masterKey)),
    dataFolder,
    ...changes,
  }
}

/** Holds the row that the next patient's number comes from, so that a registration waits in the database. */
async function holdNumbers() {
  const { database } = deployment.tenant('acme').placement
  const client = await connectTo(deployment.adminUrl, { database, role: 'tenantry_maintenance' })
  await client.query('begin')
  await client.query('select * from core.counters for update')
  const waiting = async () => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))`,
    )
    return rows[0]!.n
  }
  return { waiting, release: () => client.query('rollback'), end: () => client.end() }
}

const registration = (signal?: AbortSignal): RequestInit => ({
  method: 'POST',
  headers: {
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    cookie: receptionist.cookie!,
  },
  body: JSON.stringify({ givenName: 'Ada', confirmedDuplicate: true }),
  ...(signal && { signal }),
})

const soon = { timeout: 20_000, interval: 5 }

test('tenants are on one port and operators on another', async () => {
  const config = await configure()
  const serving = await serve(config, deployment.tenancy)
  const at = (port: number, path: string) => fetch(`http://localhost:${port}${path}`)
  expect(await (await at(config.port, '/healthz')).json()).toEqual({ status: 'ok' })
  expect(await (await at(config.port, '/readyz')).json()).toEqual({ status: 'ready' })
  expect(await (await at(config.port, '/clinic/acme/api/tenant')).json()).toMatchObject({ slug: 'acme' })
  expect(await (await at(config.ownerPort, '/healthz')).json()).toEqual({ status: 'ok' })
  expect(await (await at(config.ownerPort, '/clinic/acme/api/tenant')).json()).toMatchObject({ status: 404 })
  expect(await (await at(config.ownerPort, '/api/session')).json()).toMatchObject({ code: 'not_signed_in' })
  await serving.stop()
  await expect(at(config.port, '/healthz')).rejects.toThrow('fetch failed')
})

test('a health check by number is answered, not sent elsewhere', async () => {
  const config = await configure()
  const serving = await serve(config, deployment.tenancy)
  const answer = await fetch(`http://127.0.0.1:${config.port}/healthz`, { redirect: 'manual' })
  expect(answer.status).toBe(200)
  await serving.stop()
})

test.each(['port', 'ownerPort'] as const)(
  'a %s that is taken is named, and nothing stays open',
  async (which) => {
    const config = await configure()
    const other = createServer().listen(config[which], '127.0.0.1')
    await once(other, 'listening')
    const refused = await serve(config, deployment.tenancy).catch((error) => error)
    expect(refused).toBeInstanceOf(PortTaken)
    expect(refused.message).toContain(which === 'port' ? ' PORT=' : ' OWNER_PORT=')
    expect(refused.port).toBe(config[which])
    other.close()
    await once(other, 'close')
    const serving = await serve(config, deployment.tenancy)
    await serving.stop()
  },
)

test('not ready is said while the database is gone', async () => {
  const cut = await startDeployment()
  await cut.tenancy.close()
  const answer = await cut.app.inject({ url: '/readyz', headers: { host: 'localhost' } })
  expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'database_unavailable' }])
  expect((await cut.app.inject({ url: '/healthz', headers: { host: 'localhost' } })).statusCode).toBe(200)
  await cut.close()
})

describe('while a registration waits in the database', () => {
  test('its client goes away: the query is cancelled and nothing is stored', async () => {
    const config = await configure()
    const serving = await serve(config, deployment.tenancy)
    await receptionist.post('/patients', { givenName: 'The first' })
    const before = (await receptionist.get('/patients')).json().items.length
    const numbers = await holdNumbers()
    const leaving = new AbortController()
    const asked = fetch(
      `http://localhost:${config.port}/clinic/acme/api/patients`,
      registration(leaving.signal),
    )
    const failed = asked.catch((error: unknown) => error)
    await expect.poll(numbers.waiting, soon).toBe(1)
    leaving.abort()
    expect(await failed).toBeInstanceOf(Error)
    await expect.poll(numbers.waiting, soon).toBe(0)
    await numbers.release()
    await numbers.end()
    expect((await receptionist.get('/patients')).json().items.length).toBe(before)
    await serving.stop()
  })

  test('the server stops: the registration is finished first', async () => {
    const config = await configure({ announceMs: 1 })
    const serving = await serve(config, deployment.tenancy)
    await receptionist.post('/patients', { givenName: 'The first', confirmedDuplicate: true })
    const numbers = await holdNumbers()
    const asked = fetch(`http://localhost:${config.port}/clinic/acme/api/patients`, registration())
    await expect.poll(numbers.waiting, soon).toBe(1)
    const stopped = serving.stop()
    await expect.poll(() => isOpen(config.port), soon).toBe(false)
    await numbers.release()
    await numbers.end()
    expect((await asked).status).toBe(201)
    await stopped
  })

  test('the server stops and does not wait for ever', async () => {
    const config = await configure({ drainMs: 50 })
    const serving = await serve(config, deployment.tenancy)
    await receptionist.post('/patients', { givenName: 'The first', confirmedDuplicate: true })
    const numbers = await holdNumbers()
    const asked = fetch(`http://localhost:${config.port}/clinic/acme/api/patients`, registration())
    const failed = asked.catch((error: unknown) => error)
    await expect.poll(numbers.waiting, soon).toBe(1)
    await serving.stop()
    expect(await failed).toBeInstanceOf(Error)
    await expect.poll(numbers.waiting, soon).toBe(0)
    await numbers.release()
    await numbers.end()
  })
})

describe('a client that speaks no proper HTTP', () => {
  test.each([
    ['the way up', 'GET /clinic/acme/api/../../globex/api/tenant HTTP/1.1\r\nHost: localhost', 404],
    ['a whole address', 'GET http://localhost/clinic/acme/api/tenant HTTP/1.1\r\nHost: localhost', 404],
    ['no host', 'GET /clinic/acme/api/tenant HTTP/1.1\r\nAccept: */*', 400],
    ['no host, in the old version', 'GET /clinic/acme/api/tenant HTTP/1.0', 404],
    ['two hosts', 'GET /api/tenant HTTP/1.1\r\nHost: acme.localhost\r\nHost: globex.localhost', 404],
    [
      'two lengths',
      'POST /clinic/acme/api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
      400,
    ],
    ['a NUL in the path', 'GET /clinic/acme\0/api/tenant HTTP/1.1\r\nHost: localhost', 400],
  ])('%s is refused', async (_name, head, status) => {
    const config = await configure()
    const serving = await serve(config, deployment.tenancy)
    const answer = await speak(config.port, `${head}\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    await serving.stop()
  })

  test('who sends his headers too slowly is told so and cut off', async () => {
    const app = makeFastify(makeLogger('silent'), {
      http: { headersTimeout: 50, connectionsCheckingInterval: 10 },
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const answer = await speak(port, 'GET / HTTP/1.1\r\nHost: local')
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status: 408, code: 'request_timeout' })
    await app.close()
  })

  test('a body that ends early stores nothing and harms nobody', async () => {
    const config = await configure()
    const serving = await serve(config, deployment.tenancy)
    const socket = connect(config.port, '127.0.0.1')
    socket.end(
      `POST /clinic/acme/api/patients HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n` +
        `Cookie: ${receptionist.cookie}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"givenName":`,
    )
    socket.resume()
    await once(socket, 'close')
    expect((await fetch(`http://localhost:${config.port}/readyz`)).status).toBe(200)
    await serving.stop()
  })
})

async function speak(port: number, text: string) {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer
}

async function isOpen(port: number) {
  const socket = connect(port, '127.0.0.1')
  const opened = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return opened
}
