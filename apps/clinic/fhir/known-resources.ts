import type { TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { ImportTables } from './fhir.tables.ts'

type Tx = TenantTx<ImportTables>

/** A resource of an earlier import, as far as a new one needs it. */
export interface KnownResource {
  id: string
  resourceType: string
  resourceId: string
  patientId: string | null
  title: string
  version: number
  contentHash: string
}

export interface Wanted {
  type: string
  key: string
}

/** Those of the wanted resources that are there, in one statement however many are asked for. */
export async function findKnown(tx: Tx, source: string, wanted: readonly Wanted[]): Promise<KnownResource[]> {
  if (wanted.length === 0) return []
  const types = wanted.map(({ type }) => type)
  const keys = wanted.map(({ key }) => key)
  // LATERAL with LIMIT: one index probe for each, in whatever state the statistics are. A plain join was planned while the
  // table was empty, kept, and read all of it for each bundle: 50 s instead of 15 for the first import of a clinic.
  return tx
    .raw<KnownResource>(
      sql`select known.*
          from unnest(${types}::text[], ${keys}::text[]) as wanted (type, key)
          cross join lateral (
            select id, resource_type, resource_id, patient_id, title, version, content_hash
            from clinic.fhir_resources
            where tenant_id = ${tx.tenantId} and source = ${source}
              and resource_type = wanted.type and resource_id = wanted.key
            limit 1
          ) as known`,
    )
    .execute()
}

/** The hashes of earlier versions, as `<resource id> <hash>`. */
export async function findOlderHashes(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('clinic.fhir_versions')
    .select(['resourceId', 'contentHash'])
    .where(sql<boolean>`resource_id = any(${[...ids]}::uuid[])`)
    .execute()
  return new Set(rows.map(({ resourceId, contentHash }) => `${resourceId} ${contentHash}`))
}

/** Has any import taken over a bundle of exactly this content? */
export async function hasSeenBundle(tx: Tx, contentHash: string): Promise<boolean> {
  const seen = await tx
    .selectFrom('clinic.import_bundles')
    .select('part')
    .where('contentHash', '=', contentHash)
    .where('state', '=', sql.lit('done'))
    .limit(1)
    .executeTakeFirst()
  return seen !== undefined
}

/** The JSON of resources as it is now, by id. */
export async function findOriginals(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('clinic.fhir_resources')
    .select(['id', 'original'])
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, original }) => [id, original]))
}
