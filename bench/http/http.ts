import { loadavg } from 'node:os'
import { saveReport } from '../report.ts'
import type { BenchOptions } from '../run.ts'
import { type ServerUnderTest, startServer } from './child.ts'
import { type Load, load, type Operation, operations, type Target } from './load.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { withClient } from './with-client.ts'
import { makeWorld, type World } from './world.ts'

/** The least that Tenantry's requests per second may be, as a part of those of the hand-written server that writes the same rows. */
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
export async function run({ quick, keep }: BenchOptions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const size = quick
    ? { tenants: 50, bigTenants: [20_000], smallTenant: 200 }
    : { tenants: 1_000, bigTenants: [100_000, ...Array<number>(24).fill(17_600)], smallTenant: 490 }
  const { world, close } = await makeWorld(size, say, keep)
  const ours = await startServer(new URL('./tenantry-server.ts', import.meta.url), world, 21_801)
  const byHand = new URL('./baseline-server.ts', import.meta.url)
  const same = await startServer(byHand, world, 21_802, ['same-rows'])
  const plain = await startServer(byHand, world, 21_803)
  try {
    const patientIds = await somePatients(world)
    const sides: Record<Side, { server: ServerUnderTest; target: Target }> = {
      ours: { server: ours, target: { port: ours.port, cookie: await signIn(world, ours.port), patientIds } },
      same: { server: same, target: { port: same.port, patientIds } },
      plain: { server: plain, target: { port: plain.port, patientIds } },
    }
    // A server that has only just started has yet to compile what it does often.
    for (const operation of operations) {
      const warm = { operation, connections: 16, requests: quick ? 500 : 3_000 }
      await bySide((side) => sample(world, sides[side].server, sides[side].target, warm))
    }
    const rows: object[] = []
    for (const connections of quick ? [16] : [1, 16, 64]) {
      for (const operation of operations) {
        const measure = (side: Side, requests: number) =>
          sample(world, sides[side].server, sides[side].target, { operation, connections, requests })
        const enough = async (side: Side) => {
          const { perSecond } = await measure(side, connections * 10)
          return Math.ceil((await measure(side, Math.ceil(perSecond / 2))).perSecond * (quick ? 1 : 2))
        }
        const requests = await bySide(enough)
        const samples: Samples[] = []
        for (let round = 0; round < (quick ? 3 : 5); round++) {
          samples.push(await bySide((side) => measure(side, requests[side])))
        }
        const row = summary(operation, connections, samples)
        rows.push(row)
        say(JSON.stringify(row))
      }
    }
    saveReport('http', { quick, size, load: loadavg(), on, byHand: handWritten, rows })
    console.table(rows)
  } finally {
    for (const server of [ours, same, plain]) server.stop()
    await close()
  }
}

/** What an answer of Tenantry went through while it was measured. */
const on = 'session, permission, contract, signed context and row security, idempotency key, audit of reads'

/** The two servers that it is held against. */
const handWritten = {
  same: 'writes the same rows: on each read who read whom, on create key, event and audit as well; the bars are judged by it',
  plain: 'writes patient, number and search words, and nothing about who read or changed them',
}

type Side = 'ours' | 'same' | 'plain'
type Samples = Record<Side, Sample>

async function bySide<T>(work: (side: Side) => Promise<T>): Promise<Record<Side, T>> {
  return { ours: await work('ours'), same: await work('same'), plain: await work('plain') }
}

function summary(operation: Operation, connections: number, samples: Samples[]) {
  const of = (pick: (each: Samples) => number) => median(samples.map(pick))
  const perSecond = (side: Side) => Math.round(of((each) => each[side].perSecond))
  const ratio = (side: Side) => Number(of((each) => each.ours.perSecond / each[side].perSecond).toFixed(2))
  const micros = (side: Side) =>
    `${of((each) => each[side].nodeMicros).toFixed(0)} + ${of((each) => each[side].postgresMicros).toFixed(0)}`
  return {
    operation,
    connections,
    ratio: ratio('same'),
    bar: bars[operation],
    met: ratio('same') >= bars[operation],
    'ratio without audit': ratio('plain'),
    'requests/s': perSecond('ours'),
    'same rows by hand': perSecond('same'),
    'without audit by hand': perSecond('plain'),
    'CPU µs (Node + PostgreSQL)': micros('ours'),
    'same rows CPU µs': micros('same'),
    'without audit CPU µs': micros('plain'),
    'p99 ms': of(({ ours }) => ours.p99),
    'same rows p99 ms': of((each) => each.same.p99),
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
