import { request } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { type ServerUnderTest, startServer } from '../http/child.ts'
import { makeWorld, type World } from '../http/world.ts'
import { saveReport } from '../report.ts'
import { untilShown } from './browser.ts'

/** The most that is allowed. */
const bars = { 'MB for 2,000 streams': 200, 'median ms from commit to client or page': 300 }

interface Watching {
  tenant: number
  /** When a hint of an entity came. */
  heard: Map<string, number>
}

/** Many open streams of many tenants on one process: what they hold of its memory, and how soon a change is heard of. */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const count = quick ? 200 : 2_000
  const { world, close } = await makeWorld({ tenants: 20, bigTenants: [], smallTenant: 50 }, say)
  const server = await startServer(new URL('./stream-server.ts', import.meta.url), world, 21_811)
  try {
    const cookie = await signIn(world, server.port)
    // What a server has warmed up is not the streams'.
    for (let tenant = 0; tenant < 20; tenant++) await register(world, server.port, { cookie, tenant })
    const before = await settledMemory(server)
    const watching: Watching[] = []
    for (let at = 0; at < count; at++) {
      watching.push(await watch(world, server.port, { cookie, tenant: at % 20 }))
    }
    const after = await settledMemory(server)
    const megabytes = Math.round((after - before) / 1e5) / 10
    say(`${count} streams hold ${megabytes} MB`)
    const times = await measure({ world, server, cookie, watching, rounds: quick ? 20 : 100 })
    const page = await measurePage(world, server.port, { cookie, rounds: quick ? 10 : 50 })
    const figures = {
      streams: count,
      megabytes,
      ...times,
      ...page,
      load: Math.round(loadavg()[0]! * 10) / 10,
    }
    saveReport(quick ? 'realtime-quick' : 'realtime', { bars, ...figures })
    console.table(figures)
  } finally {
    server.stop()
    await close()
  }
}

interface Measured {
  world: World
  server: ServerUnderTest
  cookie: string
  watching: readonly Watching[]
  rounds: number
}

/** From the answer to a registration, which follows its commit, to the first and the last of the tenant's streams. */
async function measure({ world, server, cookie, watching, rounds }: Measured) {
  const first: number[] = []
  const last: number[] = []
  for (let round = 0; round < rounds; round++) {
    const tenant = round % 20
    const own = watching.filter((each) => each.tenant === tenant)
    const id = await register(world, server.port, { cookie, tenant })
    const answeredAt = performance.now()
    while (own.some(({ heard }) => !heard.has(id))) await wait(1)
    const times = own.map(({ heard }) => Math.max(0, heard.get(id)! - answeredAt))
    first.push(Math.min(...times))
    last.push(Math.max(...times))
  }
  return {
    'median ms, first stream': at(first, 0.5),
    'median ms, last stream': at(last, 0.5),
    'p95 ms, last stream': at(last, 0.95),
  }
}

/** The same to a page in Chromium that shows the list, beside all the streams. */
async function measurePage(
  world: World,
  port: number,
  { cookie, rounds }: { cookie: string; rounds: number },
) {
  const url = `http://localhost:${port}/clinic/${world.tenants[0]!.slug}/patients`
  const place = { cookie, tenant: 0 }
  const times = await untilShown({ url, cookie }, (name) => register(world, port, place, name), rounds)
  return { 'median ms, page': at(times, 0.5), 'p95 ms, page': at(times, 0.95) }
}

function at(times: readonly number[], part: number): number {
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * part)]! * 10) / 10
}

async function settledMemory(server: ServerUnderTest): Promise<number> {
  await wait(3_000)
  return server.memory()
}

interface Place {
  cookie: string
  tenant: number
}

function pathOf({ tenants }: World, tenant: number, path: string) {
  return `/clinic/${tenants[tenant]!.slug}/api${path}`
}

async function register(
  world: World,
  port: number,
  { cookie, tenant }: Place,
  familyName = 'Nair',
): Promise<string> {
  const answer = await fetch(`http://localhost:${port}${pathOf(world, tenant, '/patients')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://localhost:${port}`, cookie },
    body: JSON.stringify({ givenName: 'Sarasvati', familyName, confirmedDuplicate: true }),
  })
  if (!answer.ok) throw new Error(`could not register: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

/** Opens a stream and resolves when it has begun. */
function watch(world: World, port: number, { cookie, tenant }: Place): Promise<Watching> {
  const watching: Watching = { tenant, heard: new Map() }
  const path = pathOf(world, tenant, '/events')
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      agent: false,
      headers: { host: `localhost:${port}`, cookie },
    })
    asked.on('error', reject)
    asked.on('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`no stream: ${response.statusCode}`))
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (text: string) => {
        for (const [, id] of text.matchAll(/"id":"([^"]+)"/g)) watching.heard.set(id!, performance.now())
        if (text.includes('event: hello')) resolve(watching)
      })
    })
    asked.end()
  })
}

async function signIn({ tenants, email, password }: World, port: number): Promise<string> {
  const answer = await fetch(`http://localhost:${port}/clinic/${tenants[0]!.slug}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://localhost:${port}` },
    body: JSON.stringify({ email, password }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0]
  if (!answer.ok || !cookie) throw new Error(`could not sign in: ${answer.status}`)
  return cookie
}
