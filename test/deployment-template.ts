import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type NewTenant, openFleet, openTenancy } from '@tenantry/tenancy'
import pg from 'pg'
import { storeRoles } from '#apps/store/roles.ts'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { createAccount } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { addMember } from '#platform/members/members.ts'
import { migrationModules } from '#server/modules.ts'

/** The same in all test deployments, so that a copied database's keys fit. */
export const masterKey = createHash('sha256').update('tests').digest()
export const password = 'correct horse battery staple'

export const tenants = {
  acme: {
    slug: 'acme',
    app: 'clinic',
    name: 'Acme Clinic',
    plan: 'basic',
    placement: 'pool',
    accent: '#1864ab',
  },
  globex: { slug: 'globex', app: 'clinic', name: 'Globex Clinic', plan: 'basic', placement: 'pool' },
  solo: { slug: 'solo', app: 'clinic', name: 'Solo Clinic', plan: 'premium', placement: 'silo' },
  shop: { slug: 'shop', app: 'store', name: 'Corner Shop', plan: 'professional', placement: 'pool' },
  depot: { slug: 'depot', app: 'store', name: 'Depot', plan: 'professional', placement: 'pool' },
} as const satisfies Record<string, NewTenant>

export type TenantSlug = keyof typeof tenants

/** Two clinics know this person: a doctor at Acme, a viewer at Globex. */
export const inTwoClinics = 'both@tenantry.test'

export interface Databases {
  databaseUrl: string
  adminUrl: string
}

/**
 * Copies a whole deployment: control database, pool and silos. The original is made once per run, by whichever test
 * file comes first, and never served.
 */
export async function copyDeployment(
  given: Databases,
  timeZone: string,
): Promise<Databases & { drop(): Promise<void> }> {
  const original = `tt_${signature()}`
  return withClient(given.adminUrl, 'postgres', async (client) => {
    await makeOriginal(client, given, original)
    const name = `tt_${randomBytes(6).toString('hex')}`
    await Promise.all(
      (await databasesOf(client, original)).map(async (from) => {
        const to = name + from.slice(original.length)
        await withClient(given.adminUrl, 'postgres', (own) => copyDatabase(own, from, to))
      }),
    )
    await withClient(given.adminUrl, name, async (control) => {
      await control.query('update control.databases set name = replace(name, $1, $2)', [original, name])
      await control.query('update control.tenants set time_zone = $1', [timeZone])
    })
    return {
      databaseUrl: withDatabase(given.databaseUrl, name),
      adminUrl: withDatabase(given.adminUrl, name),
      drop: () => dropDeployment(given.adminUrl, name),
    }
  })
}

async function makeOriginal(client: pg.Client, given: Databases, name: string) {
  // Test files run in processes of their own; the first one builds and the others wait.
  await client.query(`select pg_advisory_lock(hashtextextended('tenantry test original', 0))`)
  const { rows } = await client.query(`select 1 from pg_database where datname = $1 and datistemplate`, [
    name,
  ])
  if (rows.length === 0) {
    await dropDeployment(given.adminUrl, name)
    await fillOriginal({
      databaseUrl: withDatabase(given.databaseUrl, name),
      adminUrl: withDatabase(given.adminUrl, name),
    })
    // Marked only now: what a killed run left half made is made anew.
    await client.query(`alter database ${name} is_template true`)
  }
  await client.query(`select pg_advisory_unlock_all()`)
}

async function fillOriginal({ databaseUrl, adminUrl }: Databases) {
  const fleet = openFleet({ adminUrl, masterKey, modules: migrationModules })
  const { failed } = await fleet.migrate()
  if (failed.length > 0) throw new Error(`Migrations failed: ${JSON.stringify(failed)}`)
  for (const tenant of Object.values(tenants)) await fleet.provision(tenant)
  const tenancy = await openTenancy({ databaseUrl, masterKey })
  const passwordHash = await hashPassword(password)
  await tenancy.control<IdentityTables>().run(async (tx) => {
    const addPerson = async (email: string, places: [slug: string, role: string][]) => {
      const accountId = await createAccount(tx, { email, name: email.split('@', 1)[0]!, passwordHash })
      for (const [slug, role] of places) {
        await addMember(tx, { tenantId: tenancy.directory.bySlug(slug)!.id, accountId, roles: [role] })
      }
    }
    for (const { slug, app } of Object.values(tenants)) {
      const roles = Object.keys(app === 'clinic' ? clinicRoles : storeRoles)
      for (const role of roles) await addPerson(emailOf(slug, role), [[slug, role]])
    }
    await addPerson(inTwoClinics, [
      ['acme', 'doctor'],
      ['globex', 'viewer'],
    ])
  })
  await tenancy.close()
}

export const emailOf = (slug: string, role: string) => `${role}@${slug}.test`

async function copyDatabase(client: pg.Client, from: string, to: string) {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`create database ${to} template ${from}`)
      break
    } catch (error) {
      // Somebody else is copying it just now.
      if ((error as { code?: string }).code !== '55006' || attempt === 50) throw error
    }
  }
  // Grants on a database do not travel with a copy.
  await client.query(`revoke all on database ${to} from public`)
  await client.query(`grant connect, create on database ${to} to tenantry_owner`)
  await client.query(`grant connect on database ${to} to tenantry_web`)
}

async function databasesOf(client: pg.Client, name: string) {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database
      where (datname = $1 or starts_with(datname, $1 || '_')) and datname <> $1 || '_template_new'
        and datname <> $1 || '_template'`,
    [name],
  )
  return rows.map(({ datname }) => datname)
}

/** All of a deployment's databases, those that a test made itself among them. */
async function dropDeployment(adminUrl: string, name: string) {
  await withClient(adminUrl, 'postgres', async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where datname = $1 or starts_with(datname, $1 || '_')`,
      [name],
    )
    for (const { datname } of rows) {
      await client.query(`alter database ${datname} is_template false`)
      await client.query(`drop database if exists ${datname} with (force)`)
    }
  })
}

async function withClient<T>(url: string, database: string, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({ connectionString: withDatabase(url, database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, database: string) {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/** Another schema or other people, another original: a server that outlives the run keeps the older ones apart. */
function signature() {
  const hash = createHash('sha256').update(JSON.stringify([tenants, clinicRoles, storeRoles]))
  const folders = [...migrationModules.control, ...migrationModules.data].map(({ folder }) => folder)
  const kernel = ['control', 'data'].map((kind) => join(import.meta.dirname, '../packages/tenancy/sql', kind))
  for (const folder of [...kernel, ...folders]) {
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)))
  }
  return hash.digest('hex').slice(0, 10)
}
