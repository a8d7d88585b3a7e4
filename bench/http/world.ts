import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fleet, newId, openFleet, openTenancy, type Tenant } from '@tenantry/tenancy'
import pg from 'pg'
import { createAccount } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { addMember } from '#platform/members/members.ts'
import { type LocalPostgres, startLocalPostgres } from '#server/local/local-postgres.ts'
import { migrationModules } from '#server/modules.ts'
import { seedPatients } from './seed.ts'
import { withClient } from './with-client.ts'

/** What the servers under test and the load are told. */
export interface World {
  databaseUrl: string
  adminUrl: string
  /** A login that row security lets see everything: what a hand-written server would use. */
  plainUrl: string
  /** The process of PostgreSQL that all its others come from. */
  postmaster: number
  masterKey: string
  tenants: { id: string; slug: string; patients: number }[]
  email: string
  password: string
}

export interface WorldSize {
  tenants: number
  /** Patients of the first tenants; the others have `smallTenant`. */
  bigTenants: number[]
  smallTenant: number
}

const email = 'bench@tenantry.test'
const password = 'a long password for measuring'

type Seeded = Pick<World, 'tenants'>

/**
 * A PostgreSQL with a pool of many tenants, some big. `say` is told what takes time. With `keep` it is left in that folder,
 * and found there by the next run that asks for the same size.
 */
export async function makeWorld(size: WorldSize, say: (line: string) => void, keep?: string) {
  const folder = keep ? join(keep, nameOf(size)) : mkdtempSync(join(tmpdir(), 'tenantry-bench-'))
  // Written last: without it what lies there was never finished.
  const note = join(folder, 'seeded.json')
  const seeded = keep ? readNote(note) : undefined
  if (keep && !seeded) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const postgres = await startLocalPostgres({
    dataFolder: folder,
    command: 'bench',
    durable: true,
    report: say,
  })
  const close = async () => {
    await postgres.stop()
    if (!keep) rmSync(folder, { recursive: true, force: true })
  }
  const masterKey = Buffer.alloc(32, 1)
  const fleet = openFleet({ adminUrl: postgres.adminUrl, masterKey, modules: migrationModules })
  await fleet.migrate()
  const { tenants } = seeded ?? (await seed(postgres, fleet, masterKey, size, say))
  if (keep && !seeded) writeFileSync(note, JSON.stringify({ tenants }))
  const world: World = {
    databaseUrl: postgres.databaseUrl,
    adminUrl: postgres.adminUrl,
    plainUrl: plainUrlOf(postgres.adminUrl),
    postmaster: postgres.pid()!,
    masterKey: masterKey.toString('base64'),
    tenants,
    email,
    password,
  }
  return { world, dataFolder: folder, close }
}

function nameOf({ tenants, bigTenants, smallTenant }: WorldSize): string {
  return `${tenants}-tenants-${bigTenants.reduce((sum, each) => sum + each, 0)}-and-${smallTenant}`
}

function readNote(file: string): Seeded | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

async function seed(
  { adminUrl, databaseUrl }: LocalPostgres,
  fleet: Fleet,
  masterKey: Buffer,
  size: WorldSize,
  say: (line: string) => void,
): Promise<Seeded> {
  const first = await fleet.provision({
    slug: 'bench-1',
    app: 'clinic',
    name: 'Bench 1',
    plan: 'enterprise',
    placement: 'pool',
  })
  await addPoolTenants(adminUrl, first, size.tenants)

  const tenancy = await openTenancy({ databaseUrl, masterKey })
  const tenants = tenancy.directory
    .all()
    .toSorted((a, b) => a.no - b.no)
    .map(({ id, slug, no }, at) => ({ id, slug, no, patients: size.bigTenants[at] ?? size.smallTenant }))
  const passwordHash = await hashPassword(password)
  await tenancy.control<IdentityTables>().run(async (tx) => {
    const accountId = await createAccount(tx, { email, name: 'Bench', passwordHash })
    for (const { id } of tenants.slice(0, 20))
      await addMember(tx, { tenantId: id, accountId, roles: ['owner'] })
  })
  await tenancy.close()

  say(
    `seeding ${tenants.reduce((sum, tenant) => sum + tenant.patients, 0)} patients of ${tenants.length} tenants`,
  )
  await seedPatients(await makePlainLogin(adminUrl), tenants)
  await settle(adminUrl)
  return { tenants }
}

/** Rows of the directory only: a pool tenant has nothing else of its own. */
async function addPoolTenants(adminUrl: string, like: Tenant, count: number) {
  await withClient(adminUrl, async (control) => {
    await control.query('set role tenantry_owner')
    await control.query(
      `insert into control.tenants (id, slug, app, name, plan, placement, status, database_id)
       select id, 'bench-' || no, 'clinic', 'Bench ' || no, 'enterprise', 'pool', 'active', $2
         from unnest($1::uuid[]) with ordinality as made (id, no_before), lateral (select no_before + 1 as no) as numbered`,
      [Array.from({ length: count - 1 }, newId), like.placement.databaseId],
    )
  })
}

/** A login that row security lets see everything, on the pool. */
export async function makePlainLogin(adminUrl: string): Promise<string> {
  const pool = `${new URL(adminUrl).pathname.slice(1)}_pool`
  await withClient(adminUrl, async (control) => {
    await control.query(`create role bench_plain login password 'plain'`)
    await control.query('grant tenantry_maintenance to bench_plain')
    await control.query(`grant connect, temporary on database ${pg.escapeIdentifier(pool)} to bench_plain`)
  })
  return plainUrlOf(adminUrl)
}

function plainUrlOf(adminUrl: string): string {
  const url = new URL(adminUrl)
  url.pathname += '_pool'
  url.username = 'bench_plain'
  url.password = 'plain'
  return url.href
}

/** As autovacuum leaves tables that have been there for a while: the planner knows them, an index alone can answer. */
async function settle(adminUrl: string) {
  const url = new URL(adminUrl)
  url.pathname += '_pool'
  await withClient(url.href, async (pool) => {
    await pool.query('set role tenantry_owner')
    await pool.query('vacuum (analyze) clinic.patients, clinic.patient_words, clinic.name_tokens')
  })
}
