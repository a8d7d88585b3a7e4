import { type Actor, openTenancy, type TenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { getPatient } from '#apps/clinic/patients/patients.ts'
import { listPatients } from '#apps/clinic/patients/list-patients.ts'
import type { PatientTables } from '#apps/clinic/patients/patients.tables.ts'
import { searchPatients, searchStatement } from '#apps/clinic/patients/search.ts'
import { makeWorld } from '../http/world.ts'
import { saveReport } from '../report.ts'
import type { BenchOptions } from '../run.ts'

type Reader = TenantReader<PatientTables>

/**
 * Milliseconds that no search may take, at 100,000 patients of one tenant. Judged by the quickest tenth: a machine that
 * has other work to do slows the rest.
 */
const bar = 10

/** As they are typed: one letter, common names, inner parts, typing errors, several words, digits, and nobody. */
const queries =
  's|sa|sar|sari|sarita|kumar|ar|arit|zarita|shamra|kumar sharma|sharma sarita|ra sh|r s|kumxr shrma|kumar xyzw|ganesh mohammed fatima|98|982|98200|+91 982|12345|17|PT-1-2026-00017|pt-1-2026|kumar 982|xq'.split(
    '|',
  )

const actor: Actor = { kind: 'system', name: 'bench' }
const limit = 51

/** Searches behind the fence as the fenced login, each against the get of one patient by his id. */
export async function run({ quick, keep }: BenchOptions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const size = { tenants: 20, bigTenants: [quick ? 20_000 : 100_000], smallTenant: 490 }
  const { world, close } = await makeWorld(size, say, keep)
  const tenancy = await openTenancy({
    databaseUrl: world.databaseUrl,
    masterKey: Buffer.from(world.masterKey, 'base64'),
  })
  try {
    const clinic = tenancy.tables<PatientTables>()
    const tenant = tenancy.directory.bySlug(world.tenants[0]!.slug)!
    const read = <T>(work: (db: Reader) => Promise<T>) => clinic.read(tenant, actor, work)
    const [{ id } = { id: '' }] = await read((db) =>
      db.selectFrom('clinic.patients').select('id').limit(1).execute(),
    )
    const lookup = await timed(() => read((db) => getPatient(db, id)))
    const rows = [
      { what: 'one patient by id', ...figures(lookup, lookup) },
      {
        what: 'first page of the list',
        ...figures(await timed(() => read((db) => listPatients(db, {}))), lookup),
      },
    ]
    for (const q of queries) {
      const search = { q, limit, after: undefined }
      const times = await timed(() => read((db) => searchPatients(db, search)))
      rows.push({ what: `q=${q}`, ...figures(times, lookup), ...(await read((db) => explained(db, search))) })
    }
    saveReport('search', { quick, size, bar, rows })
    console.table(rows)
    const slow = rows.filter((row) => row['p10 ms'] > bar)
    if (slow.length > 0) throw new Error(`Over ${bar} ms: ${slow.map(({ what }) => what).join(', ')}`)
  } finally {
    await tenancy.close()
    await close()
  }
}

/** Sorted; the first runs, which plan and warm up, do not count. */
async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < 60; round++) {
    const start = performance.now()
    await work()
    if (round >= 10) times.push(performance.now() - start)
  }
  return times.sort((one, other) => one - other)
}

function figures(times: number[], lookup: number[]) {
  const at = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)]!
  return {
    'p10 ms': rounded(at(times, 0.1)),
    ms: rounded(at(times, 0.5)),
    'p90 ms': rounded(at(times, 0.9)),
    'times a lookup': rounded(at(times, 0.5) / at(lookup, 0.5)),
  }
}

async function explained(db: Reader, search: Parameters<typeof searchStatement>[1]) {
  const statement = searchStatement(db, search)
  if (!statement) return {}
  const [row] = await db
    .raw<Record<string, unknown>>(sql`explain (analyze, buffers, format json) ${statement}`)
    .execute()
  const [plan] = Object.values(row!)[0] as { Plan: Record<string, number>; 'Execution Time': number }[]
  return {
    hits: plan!.Plan['Actual Rows'],
    'server ms': rounded(plan!['Execution Time']),
    buffers: plan!.Plan['Shared Hit Blocks']! + plan!.Plan['Shared Read Blocks']!,
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
