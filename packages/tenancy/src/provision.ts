import pg from 'pg'
import { closeToPublic, createDatabase, databaseExists, databaseNames, withAdmin } from './admin.ts'
import { TenancyError } from './errors.ts'
import { newId } from './ids.ts'
import { applyMigrations, levelsOf, type Migration } from './migrations.ts'
import { selectTenants, type TenantRow, tenantOf } from './tenant-rows.ts'
import type { Tenant } from './tenant.ts'
import { fenceKey, fenceKeyPads } from './token.ts'

export interface NewTenant {
  /** 2 to 40 of a-z, 0-9 and single hyphens inside. Its address, for good. */
  slug: string
  app: string
  name: string
  plan: string
  placement: 'pool' | 'silo'
  /** BCP 47. Default `en-IN`. */
  locale?: string
  /** ISO 4217. Default `INR`. */
  currency?: string
  /** IANA. Default `Asia/Kolkata`. */
  timeZone?: string
  /** `#rrggbb`. */
  accent?: string
  demo?: boolean
}

export interface ProvisionParts {
  adminUrl: string
  masterKey: Buffer
  webLogin: string
  migrations: readonly Migration[]
}

const keyId = 1

/**
 * Makes a tenant. Each step may be repeated, and is recorded before and after: run again with the same slug, what a
 * crash cut short is completed. Throws `slug_taken` where the slug belongs to another tenant.
 */
export async function provisionTenant(
  parts: ProvisionParts,
  tenant: NewTenant,
  onStep: (step: string) => void = () => {},
): Promise<Tenant> {
  assertSound(tenant)
  const names = databaseNames(parts.adminUrl)
  return withAdmin(parts.adminUrl, names.control, async (control) => {
    const row = await recordTenant(control, tenant)
    if (row.status !== 'pending') return tenantOf(row)
    const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      onStep(name)
      await control.query(
        `insert into control.operation_steps (tenant_id, operation, step) values ($1, 'provision', $2)
         on conflict (tenant_id, operation, step) do update set started_at = now(), finished_at = null`,
        [row.id, name],
      )
      const result = await work()
      await control.query(
        `update control.operation_steps set finished_at = now()
          where tenant_id = $1 and operation = 'provision' and step = $2`,
        [row.id, name],
      )
      return result
    }
    const database = tenant.placement === 'pool' ? names.pool : names.silo(Number(row.no))
    const databaseId = await step('database', () =>
      ensureDatabase(parts, control, database, tenant.placement),
    )
    await step('migrations', () => completeDatabase(parts, control, database, databaseId))
    await step('activate', () =>
      control.query(
        `update control.tenants set status = 'active', database_id = $2, updated_at = now()
          where id = $1 and status = 'pending'`,
        [row.id, databaseId],
      ),
    )
    return getTenant(control, row.id)
  })
}

/** Records the database, then makes it from the template where it does not exist; an existing one is never dropped. */
export async function ensureDatabase(
  { adminUrl, webLogin }: ProvisionParts,
  control: pg.Client,
  name: string,
  kind: 'pool' | 'silo',
): Promise<string> {
  await control.query(
    'insert into control.databases (id, name, kind, key_id) values ($1, $2, $3, $4) on conflict (name) do nothing',
    [newId(), name, kind, keyId],
  )
  if (!(await databaseExists(control, name))) {
    await createDatabase(control, name, databaseNames(adminUrl).template).catch(async (error) => {
      if (!(await databaseExists(control, name))) throw error
    })
  }
  await closeToPublic(control, name, [webLogin])
  const { rows } = await control.query<{ id: string }>('select id from control.databases where name = $1', [
    name,
  ])
  return rows[0]!.id
}

/** Brings one data database up to date and gives it its identity and key. Returns how many migrations ran. */
export async function completeDatabase(
  { adminUrl, masterKey, migrations }: ProvisionParts,
  control: pg.Client,
  name: string,
  databaseId: string,
): Promise<number> {
  const applied = await withAdmin(adminUrl, name, async (client) => {
    const count = await applyMigrations(client, 'fence.migrations', migrations)
    const { inner, outer } = fenceKeyPads(fenceKey(masterKey, databaseId, keyId))
    await client.query('set role tenantry_owner')
    await client.query('insert into fence.identity (database_id) values ($1) on conflict do nothing', [
      databaseId,
    ])
    const { rows } = await client.query<{ id: string }>('select database_id as id from fence.identity')
    if (rows[0]!.id !== databaseId) {
      throw new TenancyError('database_unavailable', `the database ${name} belongs to another deployment`)
    }
    await client.query(
      'insert into fence.keys (key_id, inner_pad, outer_pad) values ($1, $2, $3) on conflict (key_id) do nothing',
      [keyId, inner, outer],
    )
    const keys = await client.query<{ same: boolean }>(
      'select inner_pad = $2 as same from fence.keys where key_id = $1',
      [keyId, inner],
    )
    if (!keys.rows[0]?.same) {
      throw new TenancyError(
        'database_unavailable',
        `the master key is not the one that ${name} was made with`,
      )
    }
    return count
  })
  await control.query('update control.databases set schema = $2 where id = $1', [
    databaseId,
    levelsOf(migrations),
  ])
  return applied
}

async function recordTenant(control: pg.Client, tenant: NewTenant): Promise<TenantRow> {
  await control.query(
    `insert into control.tenants (id, slug, app, name, plan, placement, locale, currency, time_zone, accent, demo)
     values ($1, $2, $3, $4, $5, $6, coalesce($7, 'en-IN'), coalesce($8, 'INR'), coalesce($9, 'Asia/Kolkata'), $10, $11)
     on conflict (slug) do nothing`,
    [
      newId(),
      tenant.slug,
      tenant.app,
      tenant.name,
      tenant.plan,
      tenant.placement,
      tenant.locale,
      tenant.currency,
      tenant.timeZone,
      tenant.accent?.toLowerCase(),
      tenant.demo ?? false,
    ],
  )
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.slug = $1`, [tenant.slug])
  const row = rows[0]!
  if (row.app !== tenant.app || row.name !== tenant.name || row.placement !== tenant.placement) {
    throw new TenancyError('slug_taken', `the address "${tenant.slug}" is taken`)
  }
  return row
}

export async function getTenant(control: pg.Client, id: string): Promise<Tenant> {
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.id = $1`, [id])
  return tenantOf(rows[0]!)
}

/** Words that are or may become addresses of the platform's own. */
const reserved = new Set(
  'admin api app assets auth billing clinic console docs healthz help login mail owner readyz register root security settings sign-in signin static status store support system tenantry test web www'.split(
    ' ',
  ),
)

function assertSound({ slug, name, currency, timeZone, locale, accent }: NewTenant): void {
  const refuse = (message: string): never => {
    throw new TenancyError('invalid_tenant', message)
  }
  if (!/^[a-z0-9](-?[a-z0-9]){1,39}$/.test(slug) || slug.startsWith('xn-')) {
    refuse(`the slug "${slug}" must be 2 to 40 small letters, digits and single hyphens`)
  }
  if (reserved.has(slug)) refuse(`the slug "${slug}" is reserved`)
  if (name.trim() === '' || name.length > 120) refuse('the name must have 1 to 120 characters')
  if (accent && !/^#[0-9a-f]{6}$/i.test(accent)) refuse(`the accent "${accent}" is not of the form #rrggbb`)
  try {
    new Intl.NumberFormat(locale, { style: 'currency', currency: currency ?? 'INR' })
    new Intl.DateTimeFormat(locale, { timeZone })
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
  }
}
