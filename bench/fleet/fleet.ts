import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fleet, openFleet } from '@tenantry/tenancy'
import { provisionSteps } from '#platform/registration/provision-steps.ts'
import { startLocalPostgres } from '#server/local/local-postgres.ts'
import { migrationModules } from '#server/modules.ts'
import { saveReport } from '../report.ts'
import { measureCrowd, measureNeighbour } from './crowd.ts'
import { measureDirectory } from './directory.ts'
import { figuresOf, load, timed } from './figures.ts'

const bars = {
  'pool, median ms': 100,
  'silo from the template, median ms': 1_000,
  'silo from the stock, median ms': 200,
  'nothing to migrate, s': 10,
  'one added column, s': 30,
  'worst wait beside 300 slow queries, times alone': 3,
}

export interface FleetWorld {
  fleet: Fleet
  adminUrl: string
  databaseUrl: string
  masterKey: Buffer
}

/** Many silos behind one process: making them, migrating them, reaching them within a budget of connections. */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const silos = quick ? 60 : 1_000
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-fleet-'))
  chmodSync(folder, 0o755)
  const postgres = await startLocalPostgres({ dataFolder: folder, command: 'bench', report: say })
  try {
    const module = join(folder, 'bench-module')
    mkdirSync(module)
    const addMigration = (file: string, text: string) => writeFileSync(join(module, file), text)
    addMigration('0001-notes.sql', notes)
    const masterKey = Buffer.alloc(32, 1)
    const { adminUrl, databaseUrl } = postgres
    const fleet = openFleet({
      adminUrl,
      masterKey,
      modules: {
        control: migrationModules.control,
        data: [...migrationModules.data, { module: 'bench', folder: module }],
      },
      steps: provisionSteps,
    })
    const world: FleetWorld = { fleet, adminUrl, databaseUrl, masterKey }
    const figures: Record<string, unknown> = { bars, silos }
    const measure = async (name: string, work: () => Promise<unknown>) => {
      const loadBefore = load()
      figures[name] = { ...((await work()) as object), load: loadBefore }
      say(`${name}: ${JSON.stringify(figures[name])}`)
    }
    await measure('first migration', () => timed(() => fleet.migrate()))
    await measure('a tenant in the pool', () => measureMaking(fleet, 'pool', 'pool', quick ? 20 : 100))
    await measure('a silo from the template', () => measureMaking(fleet, 'silo', 'fresh', quick ? 10 : 30))
    await measure('silos made ahead', () => timed(() => fleet.prepareSilos(silos)))
    await measure('a silo from the stock', () => measureMaking(fleet, 'silo', 'ready', silos))
    await measure('nothing to migrate', () => timed(() => fleet.migrate()))
    addMigration('0002-add-colour.sql', addColumn('colour'))
    await measure('one added column', () => timed(() => migrateAll(fleet)))
    addMigration('0003-add-size.sql', `-- expand\n${addColumn('size')}`)
    await measure('one added column, marked as expand', () => timed(() => migrateAll(fleet)))
    await measure('silos reached within the budget', () => measureCrowd(world, silos, quick ? 5 : 50))
    await measure('a noisy neighbour', () => measureNeighbour(world))
    await measure('the directory', () => measureDirectory(world, 10_000))
    saveReport(quick ? 'fleet-quick' : 'fleet', figures)
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureMaking(fleet: Fleet, placement: 'pool' | 'silo', word: string, count: number) {
  const times: number[] = []
  for (let no = 1; no <= count; no++) {
    const tenant = { slug: `${word}-${no}`, app: 'clinic', name: `Bench ${no}`, plan: 'trial', placement }
    const began = performance.now()
    await fleet.provision(tenant)
    times.push(performance.now() - began)
  }
  return figuresOf(times)
}

async function migrateAll(fleet: Fleet) {
  const { failed } = await fleet.migrate()
  if (failed.length > 0) throw new Error(`${failed.length} databases failed: ${failed[0]!.reason}`)
}

const notes = `
create schema bench;
grant usage on schema bench to tenantry_app, tenantry_maintenance;
create table bench.notes (tenant_id uuid not null, id uuid not null, body text not null, primary key (tenant_id, id));
select fence.protect('bench.notes');
grant select, insert (tenant_id, id, body) on bench.notes to tenantry_app;
`

function addColumn(name: string): string {
  return `alter table bench.notes add column ${name} text not null default '';`
}
