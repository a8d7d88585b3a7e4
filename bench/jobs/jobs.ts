import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, openFleet, openTenancy, type Tenancy, type Tenant, workerUrl } from '@tenantry/tenancy'
import type { ColumnType } from 'kysely'
import { Type } from 'typebox'
import { strictObject } from '#contract/route.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import type { TenantJob } from '#platform/outbox/jobs.ts'
import { insertJobs } from '#platform/outbox/outbox.ts'
import { startWorker, type Worker } from '#platform/outbox/worker.ts'
import { startLocalPostgres } from '#server/local/local-postgres.ts'
import { migrationModules } from '#server/modules.ts'
import { saveReport } from '../report.ts'

const bars = { jobsPerSecond: 2_000, idleMs: 50, besideAFloodMs: 2_000 }

interface BenchTables {
  'bench.ledger': { tenantId: ColumnType<string, never, never>; id: string; note: string }
}

const Note = strictObject({ note: Type.String() })
const actor = { kind: 'system', name: 'bench' } as const

/** What is told of each job: when its work began. */
const begun = new Map<string, number>()
let doneCount = 0

const writeNote: TenantJob<typeof Note, BenchTables> = {
  kind: 'tenant',
  payload: Note,
  work: async (tx, { note }, { id }) => {
    begun.set(id, performance.now())
    await tx.insertInto('bench.ledger').values({ id: newId(), note }).execute()
  },
}

/** Jobs from the commit that asks for them to their mark, each with one row written under the fence. */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const count = quick ? 4_000 : 20_000
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-jobs-'))
  chmodSync(folder, 0o755)
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const postgres = await startPostgres(folder, say)
  try {
    const module = join(folder, 'bench-module')
    mkdirSync(module)
    writeFileSync(join(module, '0001-ledger.sql'), ledger)
    const masterKey = Buffer.alloc(32, 1)
    const fleet = openFleet({
      adminUrl: postgres.adminUrl,
      masterKey,
      modules: {
        control: migrationModules.control,
        data: [...migrationModules.data, { module: 'bench', folder: module }],
      },
    })
    await fleet.migrate()
    const tenants: Tenant[] = []
    for (let no = 1; no <= 10; no++) {
      const tenant = { slug: `bench-${no}`, app: 'clinic', name: `Bench ${no}`, plan: 'basic' }
      tenants.push(await fleet.provision({ ...tenant, placement: no === 10 ? 'silo' : 'pool' }))
    }
    const { databaseUrl } = postgres
    const tenancy = await openTenancy({ databaseUrl, masterKey })
    const announcer = announceJobs(tenancy, (error) => say(String(error)))
    const worker = await startWorker({
      tenancy,
      announcer,
      workerUrl: workerUrl(databaseUrl, masterKey),
      jobs: { 'write-note': writeNote },
      logger: makeLogger('warn'),
      onOutcome: () => doneCount++,
    })
    const { pid } = postgres
    const figures = await measure({
      tenancy,
      worker,
      tenants,
      count,
      say,
      cpu: () => cpuBelow(pid() ?? 0),
    })
    await worker.stop()
    await announcer.close()
    await tenancy.close()
    saveReport(quick ? 'jobs-quick' : 'jobs', figures)
    console.table(figures)
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The server of DATABASE_URL and DATABASE_ADMIN_URL where both are given, on a control database that is empty; else one of its own. */
async function startPostgres(dataFolder: string, report: (line: string) => void) {
  const { DATABASE_URL: databaseUrl, DATABASE_ADMIN_URL: adminUrl } = process.env
  if (databaseUrl && adminUrl) return { databaseUrl, adminUrl, pid: () => undefined, stop: async () => {} }
  return startLocalPostgres({ dataFolder, command: 'bench', report })
}

interface World {
  tenancy: Tenancy
  worker: Worker
  tenants: Tenant[]
  count: number
  say: (line: string) => void
  /** CPU seconds of the server's processes so far. */
  cpu: () => number
}

async function measure(world: World): Promise<object> {
  const { worker, tenants, count, say } = world
  await until(() => worker.leading)
  await ask(world, tenants[0]!, 1)
  await until(() => doneCount === 1)
  const idle = await measureIdle(world, 200)
  say(JSON.stringify(idle))
  const spread = await measureFlood(world, tenants, count)
  say(JSON.stringify(spread))
  const alone = await measureFlood(world, tenants.slice(0, 1), count)
  say(JSON.stringify(alone))
  const besideAFloodMs = await measureBeside(world, count)
  say(JSON.stringify({ besideAFloodMs }))
  return { bars, 'idle: commit to start': idle, '10 tenants': spread, '1 tenant': alone, besideAFloodMs }
}

/** One job at a time: from the end of the transaction to the beginning of the work. */
async function measureIdle(world: World, times: number) {
  const waits: number[] = []
  for (let each = 0; each < times; each++) {
    const [id] = await ask(world, world.tenants[each % world.tenants.length]!, 1)
    const committedAt = performance.now()
    await until(() => begun.has(id!))
    waits.push(Math.max(0, begun.get(id!)! - committedAt))
  }
  waits.sort((a, b) => a - b)
  const at = (part: number) => Math.round(waits[Math.floor(waits.length * part)]! * 10) / 10
  return { 'median ms': at(0.5), 'p95 ms': at(0.95), 'most ms': at(0.999), load: load() }
}

/** Asked for in transactions of 200, while the worker works: from the first transaction to the last mark. */
async function measureFlood(world: World, tenants: Tenant[], count: number) {
  const before = { done: doneCount, cpu: process.cpuUsage(), postgres: world.cpu(), at: performance.now() }
  for (let asked = 0; asked < count; ) {
    for (const tenant of tenants) {
      await ask(world, tenant, Math.min(200, count - asked))
      asked += Math.min(200, count - asked)
    }
  }
  const askedMs = performance.now() - before.at
  await until(() => doneCount >= before.done + count)
  const seconds = (performance.now() - before.at) / 1000
  const { user, system } = process.cpuUsage(before.cpu)
  return {
    jobs: count,
    seconds: Math.round(seconds * 100) / 100,
    'jobs a second': Math.round(count / seconds),
    'asked for within s': Math.round(askedMs / 10) / 100,
    'Node CPU µs a job': Math.round((user + system) / count),
    'PostgreSQL CPU µs a job': Math.round(((world.cpu() - before.postgres) * 1e6) / count),
    load: load(),
  }
}

/** How long another tenant's job waits while one tenant's flood is worked off. */
async function measureBeside(world: World, count: number): Promise<number> {
  const [flooding, ...others] = world.tenants
  const before = doneCount
  for (let asked = 0; asked < count; asked += 200) await ask(world, flooding!, 200)
  let longest = 0
  for (const tenant of others) {
    const [id] = await ask(world, tenant, 1)
    const committedAt = performance.now()
    await until(() => begun.has(id!))
    longest = Math.max(longest, begun.get(id!)! - committedAt)
  }
  await until(() => doneCount >= before + count + others.length)
  return Math.round(longest)
}

async function ask({ tenancy }: World, tenant: Tenant, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, () => ({
    id: newId(),
    name: 'write-note',
    payload: { note: 'bench' },
  }))
  await tenancy.tables().run(tenant, actor, (tx) => insertJobs(tx, rows))
  return rows.map(({ id }) => id)
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Not after two minutes: ${doneCount} jobs are done`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** CPU seconds of a postmaster's children, and of those that have ended. Zero where there is no /proc. */
function cpuBelow(postmaster: number): number {
  let ticks = 0
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number)
      if (fields[1] === postmaster) ticks += fields[11]! + fields[12]!
      if (Number(pid) === postmaster) ticks += fields[13]! + fields[14]!
    }
  } catch {
    // A process ended while it was read: the next figure has it.
  }
  return ticks / 100
}

const load = () => Math.round(loadavg()[0]! * 10) / 10

const ledger = `
create schema bench;
grant usage on schema bench to tenantry_app, tenantry_maintenance;
create table bench.ledger (tenant_id uuid not null, id uuid not null, note text not null, primary key (tenant_id, id));
select fence.protect('bench.ledger');
grant select, insert (tenant_id, id, note) on bench.ledger to tenantry_app;
`
