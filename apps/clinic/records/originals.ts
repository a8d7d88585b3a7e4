import type { TenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { ChartTables } from './chart.tables.ts'

type Reader = TenantReader<ChartTables>

/** What belongs to no chart, type by type. */
export async function listDirectory(
  db: Reader,
  {
    type,
    limit = 50,
    cursor,
  }: { type?: string | undefined; limit?: number | undefined; cursor?: string | undefined },
) {
  let query = db
    .selectFrom('clinic.fhir_resources')
    .select(['id', 'resourceType as type', 'title', 'status'])
    .where('patientId', 'is', null)
    .orderBy('resourceType')
    .orderBy('id')
    .limit(sql.lit(limit + 1))
  if (type) query = query.where('resourceType', '=', type)
  if (cursor) {
    const [lastType, lastId] = decodeCursor(cursor, 'directory', ['text', 'uuid'])
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('resourceType', 'id'), '>', tuple(lastType, lastId)),
    )
  }
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last ? encodeCursor(['directory', last.type, last.id]) : null
  return { items, next }
}

/** Any imported resource, as one of its versions: the newest, unless another is named. */
export async function getOriginal(
  db: Reader,
  { resourceId, version }: { resourceId: string; version?: number | undefined },
) {
  const head = await db
    .selectFrom('clinic.fhir_resources')
    .select(['id', 'resourceType as type', 'title', 'status', 'version', 'updatedAt', 'original'])
    .where('id', '=', resourceId)
    .executeTakeFirst()
  if (!head) throw new DomainError('not_found')
  const { id, type, title, status } = head
  return { id, type, title, status, ...(await versionOf(db, head, version)) }
}

/** A resource's versions, and the JSON of one of them. */
export async function versionOf(
  db: Reader,
  head: { id: string; version: number; updatedAt: string; original: string },
  wanted: number | undefined,
) {
  const older = await db
    .selectFrom('clinic.fhir_versions')
    .select(['version', 'createdAt as at'])
    .where('resourceId', '=', head.id)
    .orderBy('version', 'desc')
    .execute()
  const version = wanted ?? head.version
  return {
    versions: [{ version: head.version, at: head.updatedAt }, ...older],
    version,
    original: version === head.version ? head.original : await getOlder(db, head.id, version),
  }
}

async function getOlder(db: Reader, resourceId: string, version: number): Promise<string> {
  const row = await db
    .selectFrom('clinic.fhir_versions')
    .select('original')
    .where('resourceId', '=', resourceId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row) throw new DomainError('not_found')
  return row.original
}
