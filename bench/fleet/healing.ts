import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { newId, openFleet, openTenancy, type Tenancy, workerUrl } from '@tenantry/tenancy'
import { strictObject } from '#contract/route.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import type { TenantJob } from '#platform/outbox/jobs.ts'
import { insertJobs } from '#platform/outbox/outbox.ts'
import { startWorker } from '#platform/outbox/worker.ts'
import { clusterFolder } from '#server/local/cluster.ts'
import { readPostmaster } from '#server/local/postmaster.ts'
import { migrationModules } from '#server/modules.ts'
import { type Proxy, startProxy } from '../../packages/tenancy/test/proxy.ts'
import { type ServerUnderTest, startServer } from '../http/child.ts'
import { signIn } from '../http/http.ts'
import { makeWorld, type World } from '../http/world.ts'
import { saveReport } from '../report.ts'
import type { BenchOptions } from '../run.ts'
import { figuresOf, load } from './figures.ts'

/** From the end of a fault to the first good answer, at worst. */
const bar = 3_000
/** While a fault lasts and after it, somebody asks so often, as people do. */
const everyMs = 100
/** Nobody waits longer for an answer, good or not: what a call may take. */
const longestMs = 30_000
const kinds = ['read', 'write', 'job'] as const
type Kind = (typeof kinds)[number]

/** What is measured: the web process and the worker behind a proxy, and who asks for jobs past it. */
interface Site {
  world: World
  dataFolder: string
  proxy: Proxy
  server: ServerUnderTest
  cookie: string
  asking: Tenancy
  /** When each job was done, by its id. */
  done: Map<string, number>
  /** Resolves when PostgreSQL takes connections again. */
  isBack: () => Promise<void>
}

type Fault = (site: Site) => Promise<void>

const blackHole =
  (seconds: number): Fault =>
  async ({ proxy }) => {
    proxy.goSilent()
    await wait(seconds * 1_000)
    proxy.speakAgain()
  }

/** Each comes to its end: from there on it is counted. */
const faults: Record<string, Fault> = {
  'PostgreSQL killed and restarted': async ({ dataFolder, isBack }) => {
    const back = isBack()
    process.kill(readPostmaster(clusterFolder(join(dataFolder, 'postgres')))!.pid, 'SIGKILL')
    await back
  },
  'all connections cut': async ({ proxy }) => proxy.cut(),
  'black hole of 1 s': blackHole(1),
  'black hole of 8 s': blackHole(8),
}

/** How soon the web process answers and the worker works again after faults of the database, under a little load. */
export async function run({ quick }: BenchOptions): Promise<void> {
  let tellBack = () => {}
  const say = (line: string) => {
    process.stderr.write(`${line}\n`)
    if (line.startsWith('PostgreSQL is back')) tellBack()
  }
  const size = { tenants: 2, bigTenants: [200], smallTenant: 40 }
  const { world, dataFolder, close } = await makeWorld(size, say)
  const proxy = await startProxy(world.databaseUrl)
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const fleet = openFleet({ adminUrl: world.adminUrl, masterKey, modules: migrationModules })
  await fleet.ensureWorkerLogin()
  const server = await startServer(
    new URL('../http/tenantry-server.ts', import.meta.url),
    { ...world, databaseUrl: proxy.url },
    21_805,
    ['fatal'],
  )
  const tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey })
  const announcer = announceJobs(tenancy, () => {})
  const done = new Map<string, number>()
  const worker = await startWorker({
    tenancy,
    announcer,
    workerUrl: workerUrl(proxy.url, masterKey),
    jobs: { nothing },
    logger: makeLogger('fatal'),
    onOutcome: ({ id }, outcome) => outcome === 'done' && done.set(id, performance.now()),
  })
  const asking = await openTenancy({ databaseUrl: world.databaseUrl, masterKey })
  const askingAnnouncer = announceJobs(asking, () => {})
  try {
    const isBack = () => new Promise<void>((resolve) => void (tellBack = resolve))
    const cookie = await signIn(world, server.port)
    const site: Site = { world, dataFolder, proxy, server, cookie, asking, done, isBack }
    const found: Found[] = []
    for (let round = 0; round < (quick ? 2 : 10); round++) {
      for (const [fault, cause] of Object.entries(faults)) {
        const times = await heal(site, cause)
        found.push({ fault, ...times })
        say(`${fault}: ${JSON.stringify(times)}`)
      }
    }
    const rows = Object.keys(faults).map((fault) => summary(found.filter((each) => each.fault === fault)))
    saveReport(quick ? 'healing-quick' : 'healing', { quick, bar, everyMs, load: load(), rows })
    console.table(rows)
  } finally {
    await worker.stop()
    await announcer.close()
    await askingAnnouncer.close()
    await asking.close()
    await tenancy.close()
    server.stop()
    await proxy.close()
    await close()
  }
}

/** It writes its mark, under the fence. */
const nothing: TenantJob<ReturnType<typeof strictObject<{}>>, unknown> = {
  kind: 'tenant',
  payload: strictObject({}),
  work: async () => {},
}

interface Times extends Record<Kind, number> {
  /** The longest that anybody waited who asked while it lasted, whatever the answer. */
  longest: number
}
type Found = Times & { fault: string }

/** Milliseconds from the end of a fault until the first of each kind that was asked for after it went well. */
async function heal(site: Site, cause: Fault): Promise<Times> {
  // Everything is well before it, and everybody has a connection.
  await answered(site, performance.now())
  let overAt: number | undefined
  let longest = 0
  const under: Promise<unknown>[] = []
  const during = (async () => {
    while (overAt === undefined) {
      const askedAt = performance.now()
      const note = () => {
        longest = Math.max(longest, performance.now() - askedAt)
      }
      under.push(read(site).then(note), write(site).then(note), ask(site))
      await wait(everyMs)
    }
  })()
  await wait(500)
  await cause(site)
  overAt = performance.now()
  const [times] = await Promise.all([answered(site, overAt), during])
  await Promise.all(under)
  return { ...times, longest: Math.round(longest) }
}

/** Asks again and again, beside what is under way, until each kind has gone well. */
async function answered(site: Site, since: number): Promise<Record<Kind, number>> {
  const times: Partial<Record<Kind, number>> = {}
  const note = (kind: Kind, at = performance.now()) => {
    times[kind] ??= Math.round(at - since)
  }
  const asked = new Set<string>()
  const under: Promise<unknown>[] = []
  while (kinds.some((kind) => times[kind] === undefined)) {
    if (performance.now() > since + 4 * longestMs) throw new Error(`not healed: ${JSON.stringify(times)}`)
    if (times.read === undefined) under.push(read(site).then((good) => good && note('read')))
    if (times.write === undefined) under.push(write(site).then((good) => good && note('write')))
    if (times.job === undefined) under.push(ask(site).then((id) => id && asked.add(id)))
    await wait(everyMs)
    for (const id of asked) if (site.done.has(id)) note('job', site.done.get(id))
  }
  await Promise.all(under)
  return times as Record<Kind, number> // the loop has seen each
}

const read = (site: Site) => request(site, '/patients?limit=50')

/** Somebody new each time. */
const write = (site: Site) =>
  request(site, '/patients', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': newId() },
    body: JSON.stringify({ givenName: 'Asha', familyName: newId().slice(-12), confirmedDuplicate: true }),
  })

/** True for a good answer; whatever else comes must be a clean refusal, and in its time. */
async function request({ world, server, cookie }: Site, path: string, init: RequestInit = {}) {
  const answer = await fetch(`http://localhost:${server.port}/clinic/${world.tenants[0]!.slug}/api${path}`, {
    ...init,
    headers: { ...init.headers, cookie, origin: `http://localhost:${server.port}` },
    signal: AbortSignal.timeout(longestMs + 5_000),
  })
  const text = await answer.text()
  if (!answer.ok && answer.status !== 503 && answer.status !== 504) {
    throw new Error(`no clean answer: ${answer.status} ${text}`)
  }
  return answer.ok
}

/** Past the proxy: that it can be asked for is not what is measured. */
async function ask({ asking, world }: Site): Promise<string | undefined> {
  const tenant = asking.directory.byId(world.tenants[0]!.id)!
  const id = newId()
  return asking
    .tables<unknown>()
    .run(tenant, { kind: 'system', name: 'bench' }, (tx) =>
      insertJobs(tx, [{ id, name: 'nothing', payload: {} }]),
    )
    .then(
      () => id,
      () => undefined,
    )
}

function summary(found: readonly Found[]) {
  const of = (pick: (each: Found) => number) => {
    const figures = figuresOf(found.map(pick))
    return `${figures['median ms']} / ${figures['worst ms']}`
  }
  const worst = Math.max(...found.flatMap((each) => kinds.map((kind) => each[kind])))
  return {
    fault: found[0]!.fault,
    rounds: found.length,
    'read: median / worst ms': of(({ read }) => read),
    'write: median / worst ms': of(({ write }) => write),
    'job: median / worst ms': of(({ job }) => job),
    'longest wait of who asked meanwhile: median / worst ms': of(({ longest }) => longest),
    met: worst <= bar,
  }
}
