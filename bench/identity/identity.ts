import { startServer } from '../http/child.ts'
import { median, signIn } from '../http/http.ts'
import { load } from '../http/load.ts'
import { postgresCpu } from '../http/postgres-cpu.ts'
import { makeWorld } from '../http/world.ts'
import { saveReport } from '../report.ts'
import type { BenchOptions } from '../run.ts'
import { measureEnumeration, measureFlood } from './doors.ts'
import { measureRegistration } from './registering.ts'

const variants = ['open', 'permitted', 'audited'] as const
type Variant = (typeof variants)[number]

/** What session and permission may add to the CPU time of a list, and what audited lists of a second must come to. */
const bars = { sessionAndPermission: 0.15, auditedOfUnaudited: 0.7 }
const connections = 128

/**
 * One list in one server: to anybody, with session and permission, and with the audit of the read besides. Then the doors:
 * whether they tell by their time who is known, how long a clinic takes that registers itself, and what a flood at them makes of
 * the work of those who are in.
 */
export async function run({ quick, keep }: BenchOptions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const size = { tenants: 50, bigTenants: [20_000], smallTenant: 200 }
  const { world, close } = await makeWorld(size, say, keep)
  const doors = await startServer(new URL('../http/tenantry-server.ts', import.meta.url), world, 21_803)
  const server = await startServer(new URL('./variants-server.ts', import.meta.url), world, 21_804)
  try {
    // A session is of a host whatever its port, so the one is good for the other.
    const target = { port: server.port, cookie: await signIn(world, doors.port), patientIds: [] }
    const people = { ...target, port: doors.port }
    say('known and unknown addresses')
    const enumeration = await measureEnumeration(world, doors.port, quick ? 40 : 200)
    say('clinics that register themselves')
    const registration = await measureRegistration(world, doors.port, quick ? 5 : 20)
    say('a flood of sign-ins')
    const flood = await measureFlood(world, people, { rounds: quick ? 3 : 7, requests: quick ? 200 : 500 })
    doors.stop()
    const measure = async (variant: Variant, requests: number) => {
      const nodeBefore = await server.cpu()
      const postgresBefore = postgresCpu(world.postmaster) ?? Number.NaN
      const done = await load(world, target, { operation: 'list', path: variant, connections, requests })
      const micros =
        (await server.cpu()) - nodeBefore + (postgresCpu(world.postmaster) ?? Number.NaN) - postgresBefore
      return { perSecond: done.perSecond, micros: micros / done.requests, p99: done.p99 }
    }
    const samples: Record<Variant, Awaited<ReturnType<typeof measure>>[]> = {
      open: [],
      permitted: [],
      audited: [],
    }
    for (const variant of variants) await measure(variant, 1_000)
    for (let round = 0; round < (quick ? 3 : 9); round++) {
      for (const variant of variants) samples[variant].push(await measure(variant, quick ? 2_000 : 6_000))
    }
    const ratio = (one: Variant, other: Variant, of: 'micros' | 'perSecond') =>
      Number(median(samples[one].map((each, at) => each[of] / samples[other][at]![of])).toFixed(2))
    const added = Number((ratio('permitted', 'open', 'micros') - 1).toFixed(2))
    const audited = ratio('audited', 'permitted', 'perSecond')
    const figures = {
      'session and permission add': added,
      'met below': bars.sessionAndPermission,
      'audited of unaudited requests/s': audited,
      'met from': bars.auditedOfUnaudited,
    }
    const rows = variants.map((variant) => ({
      variant,
      'requests/s': Math.round(median(samples[variant].map(({ perSecond }) => perSecond))),
      'CPU µs': Math.round(median(samples[variant].map(({ micros }) => micros))),
      'p99 ms': median(samples[variant].map(({ p99 }) => p99)),
    }))
    saveReport('identity', { quick, size, connections, figures, rows, enumeration, registration, flood })
    console.table(enumeration)
    console.table([registration])
    console.table([flood])
    console.table(rows)
    console.table([figures])
  } finally {
    doors.stop()
    server.stop()
    await close()
  }
}
