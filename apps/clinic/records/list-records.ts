import type { TenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { ChartTables } from './chart.tables.ts'
import { type MeasuredColumns, measuredText } from './measured.ts'
import { requirePatient } from './patient-exists.ts'
import { recordDate } from './record-date.ts'
import { isMeasured, sourceOf } from './record-sources.ts'
import type { RecordKind, RecordRow } from './records.contract.ts'

type Reader = TenantReader<ChartTables>

interface Asked {
  patientId: string
  kind?: RecordKind | undefined
  type?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

interface ListedRow {
  id: string
  kind: RecordKind
  resourceType: string
  title: string
  code: string | null
  detail: string | null
  status: string | null
  occurredAt: string
  occurredText: string | null
  endedAt: string | null
  endedText: string | null
  measured: MeasuredColumns | null
  exactAt: string
}

/** The records of one kind or one FHIR type, newest first, out of one index. */
export async function listRecords(db: Reader, { patientId, kind, type, limit = 50, cursor }: Asked) {
  if ((kind === undefined) === (type === undefined)) {
    throw new DomainError('invalid_input', { field: 'kind', detail: 'Ask for a kind or for a type.' })
  }
  const place = cursor ? decodeCursor(cursor, 'records', ['time', 'uuid']) : undefined
  const rows = await db
    .raw(
      sql<ListedRow>`
        select *, to_char(occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as exact_at
        from (
          ${kind ? selectKind(kind) : selectType(type!)}
            and tenant_id = ${db.tenantId} and patient_id = ${patientId}
            ${place ? sql`and (occurred_at, id) < (${place[0]}, ${place[1]})` : sql``}
          order by occurred_at desc, id desc
          limit ${sql.lit(limit + 1)}
        ) as listed`,
    )
    .execute()
  if (rows.length === 0 && !place) await requirePatient(db, patientId)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(recordRow),
    next: rows.length > limit && last ? encodeCursor(['records', last.exactAt, last.id]) : null,
  }
}

function selectKind(kind: RecordKind): RawBuilder<unknown> {
  const { table, detail, ends, code } = sourceOf(kind)
  const measured = sql`json_build_object('valueNumber', value_number, 'valueComparator', value_comparator,
    'valueUnit', value_unit, 'valueText', value_text, 'components', components)`
  return sql`
    select id, ${sql.lit(kind)} as kind, resource_type, title, ${sql.raw(code ? 'code' : 'null as code')},
      nullif(concat_ws(' · ', ${sql.raw(detail)}), '') as detail, status, occurred_at, occurred_text,
      ${sql.raw(ends ? 'ended_at, ended_text' : 'null::timestamptz as ended_at, null as ended_text')},
      ${isMeasured(kind) ? measured : sql`null::json`} as measured
    from ${sql.raw(table)}
    where ${sql.raw(code && !isMeasured(kind) ? 'true' : `kind = '${kind}'`)}`
}

/** Of imported records of any type at least this much is known. */
function selectType(type: string): RawBuilder<unknown> {
  return sql`
    select id, kind, resource_type, title, null as code, null as detail, status, occurred_at, occurred_text,
      null::timestamptz as ended_at, null as ended_text, null::json as measured
    from clinic.fhir_resources
    where resource_type = ${type} and kind not in ('patient', 'directory')`
}

function recordRow(row: ListedRow): RecordRow {
  return {
    id: row.id,
    kind: row.kind,
    type: row.resourceType,
    title: row.title,
    code: row.code,
    detail: row.measured ? measuredText(row.measured) : row.detail,
    status: row.status,
    at: recordDate(row.occurredAt, row.occurredText),
    until: recordDate(row.endedAt, row.endedText),
  }
}
