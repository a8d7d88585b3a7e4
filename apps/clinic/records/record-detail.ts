import type { TenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { ChartTables } from './chart.tables.ts'
import { componentText, type MeasuredColumns, measuredText } from './measured.ts'
import { versionOf } from './originals.ts'
import { recordDate } from './record-date.ts'
import { factsOf } from './record-facts.ts'
import { isMeasured, sourceOf } from './record-sources.ts'
import type { RecordDetail, RecordKind } from './records.contract.ts'
import type { ObservationComponent } from './records.tables.ts'

type Reader = TenantReader<ChartTables>

interface Head {
  id: string
  kind: RecordKind
  resourceType: string
  title: string
  status: string | null
  occurredAt: string
  occurredText: string | null
  version: number
  updatedAt: string
  original: string
}

/** A row of whichever typed table; what it does not have is undefined. */
export type TypedRecord = Record<string, unknown> & {
  code?: string | null
  encounterId?: string | null
  endedAt?: string | null
  endedText?: string | null
  components?: ObservationComponent[]
  resultIds?: string[]
}

/** One record with all that is known of it, and the JSON of one of its versions: the newest, unless another is named. */
export async function getRecord(
  db: Reader,
  asked: { patientId: string; recordId: string; version?: number | undefined },
): Promise<RecordDetail> {
  const head = await findHead(db, asked)
  if (!head) throw new DomainError('not_found')
  const row = await findTyped(db, head)
  return {
    id: head.id,
    kind: head.kind,
    type: head.resourceType,
    title: head.title,
    code: row?.code ?? null,
    detail: null,
    status: head.status,
    at: recordDate(head.occurredAt, head.occurredText),
    until: recordDate(row?.endedAt ?? null, row?.endedText ?? null),
    encounterId: row?.encounterId ?? null,
    facts: row ? factsOf(head.kind, row) : [],
    values: row ? await valuesOf(db, head, row) : [],
    ...(await versionOf(db, head, asked.version)),
  }
}

async function findHead(db: Reader, { patientId, recordId }: { patientId: string; recordId: string }) {
  const head = await db
    .selectFrom('clinic.fhir_resources')
    .select(['id', 'kind', 'resourceType', 'title', 'status', 'occurredAt', 'occurredText'])
    .select(['version', 'updatedAt', 'original'])
    .where('id', '=', recordId)
    .where('patientId', '=', patientId)
    .where('kind', 'not in', ['patient', 'directory'])
    .executeTakeFirst()
  return head as Head | undefined // the other kinds are those of records
}

async function findTyped(db: Reader, { id, kind }: Head): Promise<TypedRecord | undefined> {
  const { table, code } = sourceOf(kind)
  if (!code) return undefined
  const [row] = await db
    .raw(sql<TypedRecord>`select * from ${sql.raw(table)} where tenant_id = ${db.tenantId} and id = ${id}`)
    .execute()
  return row
}

/** A measurement's components, a report's results. */
async function valuesOf(db: Reader, { id, kind }: Head, row: TypedRecord): Promise<RecordDetail['values']> {
  if (isMeasured(kind)) {
    const components = row.components ?? []
    return components.map((each) => ({ id, title: each.title, text: componentText(each), flag: each.flag }))
  }
  const ids = row.resultIds ?? []
  if (ids.length === 0) return []
  const results = await db
    .selectFrom('clinic.observations')
    .select(['id', 'title', 'flag', 'valueNumber', 'valueComparator', 'valueUnit', 'valueText', 'components'])
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()
  const byId = new Map(results.map((each) => [each.id, each]))
  return ids.flatMap((each) => {
    const result: (MeasuredColumns & { title: string; flag: string | null }) | undefined = byId.get(each)
    return result ? [{ id: each, title: result.title, text: measuredText(result), flag: result.flag }] : []
  })
}
