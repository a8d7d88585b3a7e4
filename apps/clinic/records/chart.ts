import type { TenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { displayName, writtenBirthDate } from '../patients/patients.ts'
import type { BirthPrecision } from '../patients/patients.tables.ts'
import { chartVital, type VitalRow } from './chart-vitals.ts'
import { recordDate } from './record-date.ts'
import type { Chart, RecordKind } from './records.contract.ts'
import type { ChartTables } from './chart.tables.ts'

type Reader = TenantReader<ChartTables>

/** When something was, as two keys of a JSON row. */
interface Dated {
  at: string
  text: string | null
}

interface ChartRow {
  id: string
  number: string
  givenName: string
  familyName: string
  sex: string
  birthDate: string | null
  birthPrecision: BirthPrecision | null
  birthEstimated: boolean
  deceased: boolean
  deceasedOn: string | null
  phone: string | null
  problems: (Omit<Chart['problems'][0], 'since' | 'until'> &
    Dated & { endAt: string | null; endText: string | null })[]
  allergies: (Omit<Chart['allergies'][0], 'since'> & Dated)[]
  medications: (Omit<Chart['medications'][0], 'since'> & Dated)[]
  lastEncounter: (Omit<NonNullable<Chart['lastEncounter']>, 'at'> & Dated) | null
  vitals: { code: string; rows: VitalRow[] }[]
  counts: { kind: RecordKind; count: number }[]
  types: Chart['types']
}

/** Banner and summary column of a chart, in one statement and so in one round trip. */
export async function getChart(db: Reader, patientId: string): Promise<Chart> {
  const [row] = await db.raw(chartStatement(db.tenantId, patientId)).execute()
  if (!row) throw new DomainError('not_found')
  const { id, number, sex, deceased, deceasedOn, phone, counts, types, lastEncounter } = row
  return {
    patient: {
      id,
      number,
      name: displayName(row),
      sex,
      birthDate: writtenBirthDate(row),
      birthDateEstimated: row.birthEstimated,
      deceased,
      deceasedOn,
      phone,
    },
    problems: row.problems.map(({ at, text, endAt, endText, ...problem }) => ({
      ...problem,
      since: recordDate(at, text),
      until: recordDate(endAt, endText),
    })),
    allergies: row.allergies.map(({ at, text, ...rest }) => ({ ...rest, since: recordDate(at, text) })),
    medications: row.medications.map(({ at, text, ...rest }) => ({ ...rest, since: recordDate(at, text) })),
    vitals: row.vitals.flatMap(({ code, rows }) => chartVital(code, rows) ?? []),
    lastEncounter: lastEncounter && {
      id: lastEncounter.id,
      title: lastEncounter.title,
      at: recordDate(lastEncounter.at, lastEncounter.text),
      practitioner: lastEncounter.practitioner,
    },
    counts,
    types,
  }
}

/**
 * Every part reads one index of its own, newest first, and stops when it has enough; only the counts go through all of a
 * patient's index entries. Keys are the contract's: they are inside JSON, where nothing is renamed.
 */
function chartStatement(tenantId: string, patientId: string): RawBuilder<ChartRow> {
  const mine = sql`tenant_id = ${tenantId} and patient_id = ${patientId}`
  const dated = sql`occurred_at as at, occurred_text as text`
  return sql<ChartRow>`
    select id, number, given_name, family_name, sex, birth_date, birth_precision, birth_estimated, deceased,
      deceased_on, phone,
      ${listOf(sql`
        select id, title, code, status, ${dated}, ended_at as "endAt", ended_text as "endText"
        from clinic.problems
        where ${mine} and verification is distinct from 'entered-in-error' and verification is distinct from 'refuted'
        order by coalesce(status, 'active') in ('active', 'recurrence', 'relapse') desc, occurred_at desc, id
        limit 100`)} as problems,
      ${listOf(sql`
        select id, title, category, criticality, reaction, status, ${dated}
        from clinic.allergies
        where ${mine} and verification is distinct from 'entered-in-error' and verification is distinct from 'refuted'
        order by coalesce(status, 'active') = 'active' desc, criticality is not distinct from 'high' desc,
          occurred_at desc, id
        limit 100`)} as allergies,
      ${listOf(sql`
        select * from (
          select distinct on (coalesce(code, title)) id, title, dose, status, practitioner as prescriber, ${dated}
          from clinic.medications
          where ${mine} and status = 'active'
          order by coalesce(code, title), occurred_at desc, id
        ) as newest
        order by at desc, id
        limit 100`)} as medications,
      (select to_json(last) from (
        select id, title, practitioner, ${dated}
        from clinic.encounters
        where ${mine} and status not in ('entered-in-error', 'cancelled', 'planned') and occurred_at <= now()
        order by occurred_at desc, id desc
        limit 1
      ) as last) as last_encounter,
      ${vitals(mine)} as vitals,
      ${listOf(counts(mine))} as counts,
      ${listOf(sql`
        select resource_type as type, count(*) as count
        from clinic.fhir_resources
        where ${mine} and resource_type <> 'Patient'
        group by resource_type
        order by count(*) desc, resource_type`)} as types
    from clinic.patients
    where tenant_id = ${tenantId} and id = ${patientId}`
}

/** The newest 20 values of each vital sign. The codes are found by skipping from one to the next in the index. */
function vitals(mine: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    with recursive codes (code) as (
      (select code from clinic.observations
        where ${mine} and kind = 'vitals' and code is not null
        order by code limit 1)
      union all
      select (select code from clinic.observations
        where ${mine} and kind = 'vitals' and code > codes.code
        order by code limit 1)
      from codes
      where codes.code is not null
    )
    select coalesce(json_agg(json_build_object('code', codes.code, 'rows', rows.list) order by codes.code), '[]')
    from (select code from codes where code is not null limit 40) as codes
    cross join lateral (
      select json_agg(newest) as list
      from (
        select id, title, value_number as "valueNumber", value_comparator as "valueComparator",
          value_unit as "valueUnit", value_text as "valueText", components, flag, occurred_at as at,
          occurred_text as text
        from clinic.observations
        where ${mine} and kind = 'vitals' and code = codes.code and status <> 'entered-in-error'
        order by occurred_at desc, id desc
        limit 20
      ) as newest
    ) as rows
    where rows.list is not null)`
}

function counts(mine: RawBuilder<unknown>): RawBuilder<unknown> {
  const tables = [
    'encounter',
    'problem',
    'allergy',
    'medication',
    'immunization',
    'procedure',
    'report',
  ] as const
  const tableOf = (kind: string) => sql.raw(`clinic.${kind === 'allergy' ? 'allergies' : `${kind}s`}`)
  const typed = tables.map(
    (kind) => sql`select ${sql.lit(kind)} as kind, count(*) as count from ${tableOf(kind)} where ${mine}`,
  )
  return sql`
    select * from (
      ${sql.join(typed, sql` union all `)}
      union all
      select kind, count(*) from clinic.observations where ${mine} group by kind
      union all
      select kind, count(*) from clinic.fhir_resources where ${mine} and kind in ('document', 'billing') group by kind
    ) as counted
    where count > 0`
}

function listOf(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(listed), '[]') from (${rows}) as listed)`
}
