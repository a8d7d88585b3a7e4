import { saveReport } from '../report.ts'
import { type ServerUnderTest, startServer } from './child.ts'
import { type Load, load, type Operation, operations, type Target } from './load.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { withClient } from './with-client.ts'
import { makeWorld, type World } from './world.ts'

/** The least that Tenantry's requests per second may be, as a part of the hand-written server's. */
const bars: Record<Operation, number> = { list: 1.0, search: 0.8, get: 0.8, create: 0.7 }

export interface Sample {
  perSecond: number
  nodeMicros: number
  postgresMicros: number
  p99: number
}

/**
 * Lists, gets, creates and searches through the whole stack, against a hand-written server on the same database, in
 * alternating rounds.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const size = quick
    ? { tenants: 50, bigTenants: [20_000], smallTenant: 200 }
    : { tenants: 1_000, bigTenants: [100_000, ...Array<number>(24).fill(17_600)], smallTenant: 490 }
  const { world, close } = await makeWorld(size, say)
  const ours = await startServer(new URL('./tenantry-server.ts', import.meta.url), world, 21_801)
  const theirs = await startServer(new URL('./baseline-server.ts', import.meta.url), world, 21_802)
  try {
    const patientIds = await somePatients(world)
    const targets = {
      ours: { port: ours.port, cookie: await signIn(world, ours.port), patientIds },
      theirs: { port: theirs.port, patientIds },
    }
    const rows: object[] = []
    for (const connections of quick ? [16] : [1, 16, 64]) {
      for (const operation of operations) {
        const measure = (server: ServerUnderTest, target: Target, requests: number) =>
          sample(world, server, target, { operation, connections, requests })
        const seconds = quick ? 1 : 3
        const warm = async (server: ServerUnderTest, target: Target) => {
          const { perSecond } = await measure(server, target, connections * 10)
          return Math.ceil((await measure(server, target, Math.ceil(perSecond / 2))).perSecond * seconds)
        }
        const requests = { ours: await warm(ours, targets.ours), theirs: await warm(theirs, targets.theirs) }
        const samples: { ours: Sample; theirs: Sample }[] = []
        for (let round = 0; round < (quick ? 3 : 7); round++) {
          samples.push({
            ours: await measure(ours, targets.ours, requests.ours),
            theirs: await measure(theirs, targets.theirs, requests.theirs),
          })
        }
        const row = summary(operation, connections, samples)
        rows.push(row)
        say(JSON.stringify(row))
      }
    }
    saveReport('http', { quick, size, rows })
    console.table(rows)
  } finally {
    ours.stop()
    theirs.stop()
    await close()
  }
}

function summary(operation: Operation, connections: number, samples: { ours: Sample; theirs: Sample }[]) {
  const of = (pick: (each: { ours: Sample; theirs: Sample }) => number) => median(samples.map(pick))
  const ratio = of(({ ours, theirs }) => ours.perSecond / theirs.perSecond)
  return {
    operation,
    connections,
    'requests/s': Math.round(of(({ ours }) => ours.perSecond)),
    'baseline requests/s': Math.round(of(({ theirs }) => theirs.perSecond)),
    ratio: Number(ratio.toFixed(2)),
    bar: bars[operation],
    met: ratio >= bars[operation],
    'CPU µs (Node + PostgreSQL)': `${of(({ ours }) => ours.nodeMicros).toFixed(0)} + ${of(({ ours }) => ours.postgresMicros).toFixed(0)}`,
    'baseline CPU µs': `${of(({ theirs }) => theirs.nodeMicros).toFixed(0)} + ${of(({ theirs }) => theirs.postgresMicros).toFixed(0)}`,
    'p99 ms': of(({ ours }) => ours.p99),
    'baseline p99 ms': of(({ theirs }) => theirs.p99),
  }
}

export async function sample(
  world: World,
  server: ServerUnderTest,
  target: Target,
  what: Load,
): Promise<Sample> {
  const nodeBefore = await server.cpu()
  const postgresBefore = postgresCpu(world.postmaster)
  const { requests, perSecond, p99 } = await load(world, target, what)
  const postgresMicros =
    postgresBefore === undefined ? Number.NaN : postgresCpu(world.postmaster)! - postgresBefore
  return {
    perSecond,
    p99,
    nodeMicros: ((await server.cpu()) - nodeBefore) / requests,
    postgresMicros: postgresMicros / requests,
  }
}

/** The cookie of the world's member. */
export async function signIn({ tenants, email, password }: World, port: number): Promise<string> {
  const answer = await fetch(`http://localhost:${port}/clinic/${tenants[0]!.slug}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://localhost:${port}` },
    body: JSON.stringify({ email, password }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0]
  if (!answer.ok || !cookie) throw new Error(`could not sign in: ${answer.status} ${await answer.text()}`)
  return cookie
}

/** Ids of patients of the world's first tenant, in no order. */
export async function somePatients({ plainUrl, tenants }: World): Promise<string[]> {
  return withClient(plainUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'select id from clinic.patients where tenant_id = $1 order by md5(id::text) limit 1000',
      [tenants[0]!.id],
    )
    return rows.map(({ id }) => id)
  })
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
