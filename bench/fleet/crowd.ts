import { newId, openTenancy, type Tenancy, type Tenant } from '@tenantry/tenancy'
import { type ColumnType, sql } from 'kysely'
import { withClient } from '../http/with-client.ts'
import { figuresOf } from './figures.ts'
import type { FleetWorld } from './fleet.ts'

interface Tables {
  'bench.notes': { tenantId: ColumnType<string, never, never>; id: string; body: string }
}

const actor = { kind: 'system', name: 'bench' } as const

/** Every silo through one process with far fewer connections than silos, three rounds in another order each. */
export async function measureCrowd(world: FleetWorld, silos: number, budget: number) {
  const tenancy = await openTenancy({ ...world, maxConnections: budget })
  const watch = await watchConnections(world.adminUrl)
  try {
    const tenants = tenantsNamed(tenancy, 'ready').slice(0, silos)
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const queue = tenants.toSorted((a, b) => orderOf(a, round) - orderOf(b, round)).values()
      const worker = async () => {
        for (const tenant of queue) times.push(await readOnce(tenancy, tenant))
      }
      await Promise.all(Array.from({ length: budget }, worker))
    }
    const warm = tenants.at(-1)!
    const again: number[] = []
    for (let time = 0; time < 300; time++) again.push(await readOnce(tenancy, warm))
    return {
      budget,
      'through a connection to be opened': figuresOf(times),
      'through a connection that is open': figuresOf(again.slice(1)),
      'most connections seen': await watch.most(),
    }
  } finally {
    await watch.close()
    await tenancy.close()
  }
}

/** The waits of one tenant's reads, alone and while another tenant of the pool has 300 slow queries under way. */
export async function measureNeighbour(world: FleetWorld) {
  const tenancy = await openTenancy({ ...world, maxConnections: 20 })
  try {
    const [quiet, noisy] = tenantsNamed(tenancy, 'pool')
    for (const tenant of [quiet!, noisy!]) await insertNote(tenancy, tenant)
    await waits(tenancy, quiet!)
    const rounds = { alone: [] as number[], beside: [] as number[] }
    const worst = { alone: [] as number[], beside: [] as number[] }
    const record = async (when: 'alone' | 'beside') => {
      const times = await waits(tenancy, quiet!)
      rounds[when].push(...times)
      worst[when].push(Math.max(...times))
    }
    // In turns, since what else the machine does shows in the worst of them.
    for (let round = 0; round < 5; round++) {
      await record('alone')
      const slow = Promise.all(Array.from({ length: 300 }, () => readSlowly(tenancy, noisy!)))
      await record('beside')
      await slow
    }
    const times = median(worst.beside) / median(worst.alone)
    return {
      alone: figuresOf(rounds.alone),
      'beside 300 slow queries': figuresOf(rounds.beside),
      'worst wait of a round, median, times alone': Math.round(times * 100) / 100,
    }
  } finally {
    await tenancy.close()
  }
}

/** A read every few milliseconds, for as long as 300 slow queries take. */
async function waits(tenancy: Tenancy, tenant: Tenant): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + 2_000
  while (performance.now() < until) {
    times.push(await readOnce(tenancy, tenant))
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  return times
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

async function readOnce(tenancy: Tenancy, tenant: Tenant): Promise<number> {
  const began = performance.now()
  await tenancy
    .tables<Tables>()
    .read(tenant, actor, (db) => db.selectFrom('bench.notes').select('id').limit(1).execute())
  return performance.now() - began
}

function readSlowly(tenancy: Tenancy, tenant: Tenant) {
  return tenancy
    .tables<Tables>()
    .read(tenant, actor, (db) =>
      db
        .raw(sql`select id, pg_sleep(0.1) from bench.notes where tenant_id = ${db.tenantId} limit 1`)
        .execute(),
    )
}

function insertNote(tenancy: Tenancy, tenant: Tenant) {
  return tenancy
    .tables<Tables>()
    .run(tenant, actor, (tx) => tx.insertInto('bench.notes').values({ id: newId(), body: 'slow' }).execute())
}

function tenantsNamed(tenancy: Tenancy, word: string): Tenant[] {
  return tenancy.directory.all().filter(({ slug }) => slug.startsWith(`${word}-`))
}

/** Another order each round, the same at every run: the remainder after a multiplication by a prime. */
function orderOf({ no }: Tenant, round: number): number {
  return (no * [7_919, 104_729, 1_299_709][round]!) % 10_007
}

/** Counts the fenced login's connections to silos while something runs. */
async function watchConnections(adminUrl: string) {
  let most = 0
  let over = false
  const watching = withClient(adminUrl, async (client) => {
    while (!over) {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity where usename = 'tenantry_web' and datname ~ '_silo_'`,
      )
      most = Math.max(most, rows[0]!.count)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
  const close = async () => {
    over = true
    await watching
  }
  return { most: () => close().then(() => most), close }
}
