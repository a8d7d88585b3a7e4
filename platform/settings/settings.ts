import type { AnyControlReader, AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import { isCurrency, isLocale, isTimeZone } from './regions.ts'
import type { SettingsChange } from './settings.contract.ts'

/** What a tenant says of itself, with the product's defaults where it has said nothing. */
export interface TenantSettings {
  name: string
  locale: string
  currency: string
  timeZone: string
  /** 1 is Monday, 7 Sunday. */
  weekStart: number
  idleMinutes: number
  accent: string | null
  /** SHA-256 of the logo. */
  logo: string | null
  /** 0: nobody has changed anything yet. */
  version: number
}

export async function readSettings(db: AnyControlReader, tenantId: string): Promise<TenantSettings> {
  const [row] = await db
    .raw<TenantSettings>(
      sql`select t.name, t.locale, t.currency, t.time_zone, t.accent, coalesce(s.week_start, 1) as week_start,
                 coalesce(s.idle_minutes, 30) as idle_minutes, s.logo, coalesce(s.version, 0) as version
            from control.tenants t left join control.tenant_settings s on s.tenant_id = t.id where t.id = ${tenantId}`,
    )
    .execute()
  if (!row) throw new DomainError('unknown_tenant')
  return row
}

/** Changes what is named and leaves the rest. Throws `version_conflict` where somebody else was faster. */
export async function changeSettings(
  tx: AnyControlTx,
  tenantId: string,
  { version, ...change }: SettingsChange & { logo?: string | null },
): Promise<TenantSettings> {
  const before = await readSettings(tx, tenantId)
  const next = { ...before, ...change, name: (change.name ?? before.name).trim() }
  if (change.locale !== undefined && !isLocale(change.locale)) refuse('locale')
  if (change.currency !== undefined && !isCurrency(change.currency)) refuse('currency')
  if (change.timeZone !== undefined && !(await isKnownZone(tx, change.timeZone))) refuse('timeZone')
  const columns = sql`name, locale, currency, time_zone, accent, week_start, idle_minutes, logo`
  const values = sql`${next.name}, ${next.locale}, ${next.currency}, ${next.timeZone}, ${next.accent},
    ${next.weekStart}::smallint, ${next.idleMinutes}::smallint, ${next.logo}`
  const written =
    version === 0
      ? sql`insert into control.tenant_settings (tenant_id, ${columns}) values (${tenantId}, ${values})
            on conflict (tenant_id) do nothing returning version`
      : sql`update control.tenant_settings set (${columns}, version, updated_at) = (${values}, version + 1, now())
            where tenant_id = ${tenantId} and version = ${version} returning version`
  const [row] = await tx.raw<{ version: number }>(written as never).execute()
  if (!row) throw new DomainError('version_conflict')
  changed(tx, { entity: 'settings', id: null, before, after: next })
  await post(tx, { kind: 'settings.changed', entityId: tenantId, tenantId })
  return { ...next, version: row.version }
}

/** Node's list and the database's are two: a day is reckoned by either. */
async function isKnownZone(tx: AnyControlTx, timeZone: string): Promise<boolean> {
  if (!isTimeZone(timeZone)) return false
  const rows = await tx.raw(sql`select 1 from pg_timezone_names where name = ${timeZone}`).execute()
  return rows.length > 0
}

function refuse(field: string): never {
  throw new DomainError('invalid_input', { field })
}
