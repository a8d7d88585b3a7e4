import { type ServerUnderTest, startServer } from '../http/child.ts'
import { median, type Sample, sample, signIn, somePatients } from '../http/http.ts'
import { type Operation, operations, type Target } from '../http/load.ts'
import { makeWorld, type World } from '../http/world.ts'
import { saveReport } from '../report.ts'
import type { BenchOptions } from '../run.ts'

/** Beyond this, a tenant pays for how many others there are. */
const bar = 1.15
const connections = 16
/** The tenants that are asked, the same in both: what differs is who else is there. */
const asked = 10

interface Side {
  world: World
  server: ServerUnderTest
  target: Target
  close(): Promise<void>
}

/** The same requests to the same ten tenants, where there are no others and where there are thousands in their pool. */
export async function run({ quick, keep }: BenchOptions): Promise<void> {
  const crowd = quick ? 500 : 10_000
  const patients = quick ? 2_000 : 10_000
  const open = async (tenants: number, port: number): Promise<Side> => {
    const size = { tenants, bigTenants: Array<number>(asked).fill(patients), smallTenant: 40 }
    const { world, close } = await makeWorld(size, (line) => process.stderr.write(`${line}\n`), keep)
    const server = await startServer(new URL('../http/tenantry-server.ts', import.meta.url), world, port)
    const target = { port, cookie: await signIn(world, port), patientIds: await somePatients(world) }
    return { world, server, target, close }
  }
  const few = await open(asked, 21_803)
  const many = await open(crowd, 21_804)
  try {
    const rows: object[] = []
    for (const operation of operations) {
      const requests = await enough(few, operation, quick ? 1 : 3)
      await measure(many, operation, requests)
      const samples: { few: Sample; many: Sample }[] = []
      for (let round = 0; round < (quick ? 3 : 7); round++) {
        samples.push({
          few: await measure(few, operation, requests),
          many: await measure(many, operation, requests),
        })
      }
      const row = summary(operation, samples)
      rows.push(row)
      process.stderr.write(`${JSON.stringify(row)}\n`)
    }
    saveReport('crowd', { quick, asked, crowd, patients, connections, rows })
    console.table(rows)
  } finally {
    for (const { server, close } of [few, many]) {
      server.stop()
      await close()
    }
  }
}

/** As many requests as are answered in so many seconds, after a warm-up. */
async function enough(side: Side, operation: Operation, seconds: number): Promise<number> {
  const { perSecond } = await measure(side, operation, connections * 10)
  return Math.ceil((await measure(side, operation, Math.ceil(perSecond / 2))).perSecond * seconds)
}

function measure({ world, server, target }: Side, operation: Operation, requests: number) {
  return sample(world, server, target, { operation, connections, requests, tenants: asked })
}

function summary(operation: Operation, samples: { few: Sample; many: Sample }[]) {
  const of = (pick: (each: { few: Sample; many: Sample }) => number) => median(samples.map(pick))
  const cpu = ({ nodeMicros, postgresMicros }: Sample) => nodeMicros + postgresMicros
  const slower = of(({ few, many }) => few.perSecond / many.perSecond)
  return {
    operation,
    'requests/s among 10': Math.round(of(({ few }) => few.perSecond)),
    'requests/s among all': Math.round(of(({ many }) => many.perSecond)),
    'times slower': Number(slower.toFixed(2)),
    bar,
    met: slower <= bar,
    'CPU µs among 10': Math.round(of(({ few }) => cpu(few))),
    'CPU µs among all': Math.round(of(({ many }) => cpu(many))),
  }
}
