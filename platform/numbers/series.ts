import type { AnyTenantReader, AnyTenantTx, Tenant } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { type NumberFormat, writeNumber } from './number-format.ts'

/** A kind of number that people see: which counter it goes by, and how it is written until the tenant says otherwise. */
export interface NumberSeries {
  kind: string
  prefixOf(tenant: Pick<Tenant, 'no'>): string
  counter: string
  /** Does each prefix begin at 1? Else one count goes on under whatever prefix. */
  countsByPrefix: boolean
}

/** A series as it stands. */
export interface SeriesState extends NumberFormat {
  kind: string
  /** That the number will bear, in the tenant's zone. */
  year: string
  next: number
  /** 0: as the product has it. */
  version: number
}

const productDigits = 5

/**
 * The next numbers of a series, without gaps or doubles: its counter is locked until the transaction ends, so this comes
 * last. `takeNumbers(tx, patientSeries, '2026', 2)` gives PT-3-2026-00001 and PT-3-2026-00002.
 */
export async function takeNumbers(
  tx: AnyTenantTx,
  series: NumberSeries,
  year: string,
  count = 1,
): Promise<string[]> {
  const [row] = await tx
    .raw<NumberFormat & { value: number }>(
      sql`with format as (${formatOf(tx, series)}),
               counted as (
                 insert into core.counters as counter (tenant_id, kind, period, value)
                 select ${tx.tenantId}, ${counterOf(series)}, ${year}::text, ${count}::bigint from format
                 on conflict (tenant_id, kind, period) do update set value = counter.value + excluded.value
                 returning value)
          select format.prefix, format.digits, counted.value from format, counted`,
    )
    .execute()
  if (!row) throw new Error('The counter answered no row')
  const first = row.value - count + 1
  return Array.from({ length: count }, (_, at) => writeNumber(row, year, first + at))
}

export async function readSeries(db: AnyTenantReader, series: NumberSeries): Promise<SeriesState> {
  const [row] = await db
    .raw<Omit<SeriesState, 'kind'>>(
      sql`with format as (${formatOf(db, series)}),
               today as (select to_char(now() at time zone ${db.tenant.timeZone}, 'YYYY') as year)
          select format.prefix, format.digits, format.version, today.year,
                 coalesce((select value from core.counters
                            where tenant_id = ${db.tenantId} and kind = ${counterOf(series)} and period = today.year), 0)
                   + 1 as next
            from format, today`,
    )
    .execute()
  if (!row) throw new Error('The series answered no row')
  return { ...row, kind: series.kind }
}

/**
 * Writes numbers otherwise from now on, and goes on with `next` where that is given: forward only. Throws `number_used`
 * for one that was given out, `version_conflict` where somebody else was faster.
 */
export async function changeSeries(
  tx: AnyTenantTx,
  series: NumberSeries,
  change: NumberFormat & { version: number; next?: number },
): Promise<SeriesState> {
  const before = await readSeries(tx, series)
  const { prefix, digits, version, next } = change
  const written =
    version === 0
      ? sql`insert into core.number_series (tenant_id, kind, prefix, digits)
            values (${tx.tenantId}, ${series.kind}, ${prefix}, ${digits}::smallint)
            on conflict (tenant_id, kind) do nothing returning version`
      : sql`update core.number_series set (prefix, digits, version, updated_at) =
              (${prefix}, ${digits}::smallint, version + 1, now())
            where tenant_id = ${tx.tenantId} and kind = ${series.kind} and version = ${version} returning version`
  const rows = await tx.raw(written).execute()
  if (rows.length === 0) throw new DomainError('version_conflict')
  if (next !== undefined) await goOnWith(tx, series, next)
  const after = await readSeries(tx, series)
  changed(tx, { entity: 'number_series', id: series.kind, before, after })
  return after
}

async function goOnWith(tx: AnyTenantTx, series: NumberSeries, next: number): Promise<void> {
  const present = await readSeries(tx, series)
  if (next === present.next) return
  const [moved] =
    next < present.next
      ? []
      : await tx
          .raw(
            sql`insert into core.counters as counter (tenant_id, kind, period, value)
                select ${tx.tenantId}, ${counterOf(series)}, ${present.year}, ${next - 1}::bigint
                  from (${formatOf(tx, series)}) as format
                on conflict (tenant_id, kind, period) do update set value = excluded.value
                  where counter.value <= excluded.value
                returning value`,
          )
          .execute()
  if (!moved) throw new DomainError('number_used', { field: 'next', figures: { next: present.next } })
}

/** One row: what the tenant has said, or what the product has. */
function formatOf(db: AnyTenantReader, series: NumberSeries): RawBuilder<unknown> {
  return sql`select coalesce(own.prefix, ${series.prefixOf(db.tenant)}) as prefix,
                    coalesce(own.digits, ${productDigits}::smallint) as digits, coalesce(own.version, 0) as version
               from (select 1) as one
               left join core.number_series own on own.tenant_id = ${db.tenantId} and own.kind = ${series.kind}`
}

/** The counter's name, where `format` is in sight. */
function counterOf({ counter, countsByPrefix }: NumberSeries): RawBuilder<unknown> {
  return countsByPrefix ? sql`${`${counter} `} || format.prefix` : sql`${counter}`
}
