import type { TenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { type MeasuredColumns, measuredText } from './measured.ts'
import { requirePatient } from './patient-exists.ts'
import { recordDate } from './record-date.ts'
import { isMeasured, sourceOf } from './record-sources.ts'
import { type RecordKind, recordKinds, type TimelineEntry } from './records.contract.ts'
import type { ChartTables } from './chart.tables.ts'

type Reader = TenantReader<ChartTables>

interface Asked {
  patientId: string
  kinds?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

interface TimelineRow {
  kind: RecordKind
  rank: number
  id: string
  resourceType: string
  title: string
  detail: string | null
  status: string | null
  occurredAt: string
  occurredText: string | null
  endedAt: string | null
  endedText: string | null
  encounterId: string | null
  count: number
  values: (MeasuredColumns & { id: string; title: string; flag: string | null })[] | null
  /** With microseconds, which a cursor must not lose. */
  exactAt: string
}

/** Where a page ended. At one moment several kinds may stand; they follow one another in the order of `recordKinds`. */
interface Place {
  at: string
  rank: number
  id: string
}

/** How many values of a group are shown. */
const valuesShown = 24
const titlesShown = 3

/**
 * Everything about a patient, newest first. Each kind gives its newest rows out of an index of its own, as many as the
 * page has; the page is the newest of them. So the hundredth page costs what the first one does.
 */
export async function listTimeline(db: Reader, { patientId, kinds, limit = 50, cursor }: Asked) {
  const place = cursor ? placeOf(cursor) : undefined
  const wanted = kinds
    ? recordKinds.filter((kind) => kinds.split(',').includes(kind))
    : recordKinds.filter((kind) => kind !== 'billing')
  const mine = sql`tenant_id = ${db.tenantId} and patient_id = ${patientId}`
  const branches = wanted.map((kind) => sql`(${branchOf(kind, mine, place)} limit ${sql.lit(limit + 1)})`)
  const rows = await db
    .raw<TimelineRow>(
      sql`select *, to_char(occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as exact_at
          from (${sql.join(branches, sql` union all `)}) as entries
          order by occurred_at desc, rank, id desc
          limit ${sql.lit(limit + 1)}`,
    )
    .execute()
  if (rows.length === 0 && !place) await requirePatient(db, patientId)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next =
    rows.length > limit && last ? encodeCursor(['timeline', last.exactAt, last.rank, last.id]) : null
  return { items: page.map(entryOf), next }
}

function placeOf(cursor: string): Place {
  const [at, rank, id] = decodeCursor(cursor, 'timeline', ['time', 'integer', 'uuid'])
  return { at, rank, id }
}

function branchOf(
  kind: RecordKind,
  mine: RawBuilder<unknown>,
  place: Place | undefined,
): RawBuilder<unknown> {
  const rank = recordKinds.indexOf(kind)
  if (isMeasured(kind)) return measuredBranch(kind, rank, mine, place)
  const { table, detail, ends, encounter, code } = sourceOf(kind)
  return sql`
    select ${sql.lit(kind)} as kind, ${sql.lit(rank)} as rank, id, resource_type, title,
      nullif(concat_ws(' · ', ${sql.raw(detail)}), '') as detail, status, occurred_at, occurred_text,
      ${sql.raw(ends ? 'ended_at, ended_text' : 'null::timestamptz as ended_at, null as ended_text')},
      ${sql.raw(encounter ? 'encounter_id' : 'null::uuid as encounter_id')}, 1 as count, null::json as values
    from ${sql.raw(table)}
    where ${mine}${sql.raw(code ? '' : ` and kind = '${kind}'`)}${place ? sql` and ${behind(place, rank)}` : sql``}
    order by occurred_at desc, id desc`
}

/** Measurements made at one moment are one entry. The index gives them in that order, so that grouping stops early. */
function measuredBranch(kind: RecordKind, rank: number, mine: RawBuilder<unknown>, place: Place | undefined) {
  // A moment has one group of a kind: behind a place of this kind, earlier moments come.
  const earlier = place && { ...place, id: nobody }
  return sql`
    select ${sql.lit(kind)} as kind, ${sql.lit(rank)} as rank, (array_agg(id order by id desc))[1] as id,
      'Observation' as resource_type, array_to_string((array_agg(title order by title, id))[1:${sql.lit(titlesShown)}], ', ')
        as title,
      null as detail, max(status) as status, occurred_at, max(occurred_text) as occurred_text,
      null::timestamptz as ended_at, null as ended_text, (array_agg(encounter_id order by id desc))[1] as encounter_id,
      count(*)::integer as count,
      to_json((array_agg(json_build_object('id', id, 'title', title, 'flag', flag, 'valueNumber', value_number,
        'valueComparator', value_comparator, 'valueUnit', value_unit, 'valueText', value_text, 'components', components)
        order by title, id))[1:${sql.lit(valuesShown)}]) as values
    from clinic.observations
    where ${mine} and kind = ${sql.lit(kind)}${earlier ? sql` and ${behind(earlier, rank)}` : sql``}
    group by occurred_at
    order by occurred_at desc`
}

/** Smaller than every id: with it, a place is before all rows of its moment. */
const nobody = '00000000-0000-0000-0000-000000000000'

/** What comes after a place: at its moment the kinds behind its own, and of its own the rows behind its row. */
function behind({ at, rank: placeRank, id }: Place, rank: number): RawBuilder<unknown> {
  if (rank < placeRank) return sql`occurred_at < ${at}`
  if (rank > placeRank) return sql`occurred_at <= ${at}`
  return sql`(occurred_at, id) < (${at}, ${id})`
}

function entryOf(row: TimelineRow): TimelineEntry {
  const { kind, id, title, count } = row
  return {
    key: `${kind}-${id}`,
    kind,
    id,
    type: row.resourceType,
    title: count > titlesShown ? `${title} …` : title,
    detail: row.detail,
    status: row.status,
    at: recordDate(row.occurredAt, row.occurredText),
    until: recordDate(row.endedAt, row.endedText),
    encounterId: row.encounterId,
    count,
    values: (row.values ?? []).map((value) => ({
      id: value.id,
      title: value.title,
      text: measuredText(value),
      flag: value.flag,
    })),
  }
}
