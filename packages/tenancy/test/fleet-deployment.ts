import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { inject } from 'vitest'
import { databaseNames, withAdmin } from '../src/admin.ts'
import type { Fleet, NewTenant, ServerUrls } from '../src/index.ts'
import { dropDeployment } from './deployment.ts'
import { type FleetGiven, fleetUnderTest } from './fleet-under-test.ts'

export interface FleetDeployment {
  given: FleetGiven
  fleet: Fleet
  names: ReturnType<typeof databaseNames>
  databaseUrl: string
  onControl<T>(work: (control: pg.Client) => Promise<T>): Promise<T>
  onDatabase<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T>
  /** The names of this deployment's databases on the main server, the control database's left out. */
  databases(): Promise<string[]>
  folders(): Promise<string[]>
  close(): Promise<void>
}

/** A migrated fleet without tenants, with the product's steps of `fleet-under-test.ts`. */
export async function startFleet(
  options: { servers?: ServerUrls<'adminUrl'>; notes?: string } = {},
  main = { adminUrl: inject('adminUrl'), databaseUrl: inject('databaseUrl') },
): Promise<FleetDeployment> {
  const name = `f${randomBytes(6).toString('hex')}`
  const rename = (text: string) => {
    const url = new URL(text)
    url.pathname = `/${name}`
    return url.href
  }
  const adminUrl = rename(main.adminUrl)
  const databaseUrl = rename(main.databaseUrl)
  const files = await mkdtemp(join(tmpdir(), 'fleet-files-'))
  const given: FleetGiven = { adminUrl, files, ...options }
  const fleet = fleetUnderTest(given)
  await fleet.migrate()
  const onDatabase = <T>(database: string, work: (client: pg.Client) => Promise<T>) =>
    withAdmin(adminUrl, database, work)
  return {
    given,
    fleet,
    names: databaseNames(adminUrl),
    databaseUrl,
    onDatabase,
    onControl: (work) => onDatabase(name, work),
    databases: () => onDatabase(name, (client) => databasesOf(client, name)),
    folders: () => readdir(files),
    close: async () => {
      await dropDeployment(adminUrl, databaseUrl)
      await rm(files, { recursive: true, force: true })
    },
  }
}

async function databasesOf(client: pg.Client, control: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database where starts_with(datname, $1 || '_') order by datname`,
    [control],
  )
  return rows.map((row) => row.name)
}

export function newTenant(
  slug: string,
  placement: 'pool' | 'silo',
  rest: Partial<NewTenant> = {},
): NewTenant {
  const details = { email: `first@${slug}.test` }
  return { slug, app: 'notes', name: `Tenant ${slug}`, plan: 'trial', placement, details, ...rest }
}
