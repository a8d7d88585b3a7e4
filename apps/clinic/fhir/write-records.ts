import type { TenantTx } from '@tenantry/tenancy'
import { type Insertable, sql } from 'kysely'
import type { Decision } from './decide.ts'
import type { FhirTables } from './fhir.tables.ts'
import type { Write } from './map-unit.ts'
import type { TypedTable } from './mapping/map-resource.ts'
import { writePatients } from './write-patients.ts'

type Tx = TenantTx<FhirTables>

/** Rows of one statement: far from PostgreSQL's 65,535 parameters, long enough to be few. */
const rowsAtOnce = 500

/** Encounters first: the others point to them. */
const tables: TypedTable[] = [
  'clinic.encounters',
  'clinic.problems',
  'clinic.allergies',
  'clinic.medications',
  'clinic.observations',
  'clinic.immunizations',
  'clinic.procedures',
  'clinic.reports',
]

interface Origin {
  importId: string
  source: string
  /** Now, by the database's clock. */
  now: string
}

/**
 * Writes what a unit brings, in some fifteen statements however many resources it has. `replaced` are versions that the
 * unit itself has a newer one of.
 */
export async function writeRecords(
  tx: Tx,
  { writes, replaced }: { writes: readonly Write[]; replaced: readonly Decision[] },
  origin: Origin,
): Promise<void> {
  await writePatients(tx, writes)
  await keepOldVersions(tx, writes)
  const heads = writes.map((write) => headRow(write, origin))
  await writeRows(tx, 'clinic.fhir_resources', heads, origin.now)
  for (const table of tables) {
    const rows = writes.flatMap(({ mapped }) => (mapped.row?.table === table ? [mapped.row.values] : []))
    await writeRows(tx, table, rows, origin.now)
  }
  await insertReplaced(tx, replaced, origin)
}

function headRow({ decision, patientId, mapped }: Write, { importId, source }: Origin) {
  const { id, version, incoming } = decision
  return {
    id,
    source,
    resourceType: incoming.type,
    resourceId: incoming.key,
    patientId,
    kind: mapped.head.kind,
    title: mapped.head.title,
    status: mapped.head.status,
    occurredAt: mapped.head.occurredAt,
    occurredText: mapped.head.occurredText,
    version,
    contentHash: incoming.hash,
    original: incoming.original,
    importId,
  } satisfies Insertable<FhirTables['clinic.fhir_resources']>
}

/** What is about to be replaced, copied inside the database. */
async function keepOldVersions(tx: Tx, writes: readonly Write[]): Promise<void> {
  const ids = writes.flatMap(({ decision }) => (decision.before ? [decision.id] : []))
  if (ids.length === 0) return
  await tx
    .raw(
      sql`insert into clinic.fhir_versions
            (tenant_id, resource_id, version, content_hash, original, import_id, created_at)
          select tenant_id, id, version, content_hash, original, import_id, updated_at
          from clinic.fhir_resources
          where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`,
    )
    .execute()
}

async function insertReplaced(
  tx: Tx,
  replaced: readonly Decision[],
  { importId, now }: Origin,
): Promise<void> {
  const rows = replaced.map(({ id, version, incoming }) => ({
    resourceId: id,
    version,
    contentHash: incoming.hash,
    original: incoming.original,
    importId,
    createdAt: now,
  }))
  for (const part of partsOf(rows)) await tx.insertInto('clinic.fhir_versions').values(part).execute()
}

/** Inserts rows; those that are there already get all their columns anew. */
async function writeRows(
  tx: Tx,
  table: TypedTable | 'clinic.fhir_resources',
  rows: readonly object[],
  now: string,
): Promise<void> {
  for (const part of partsOf(rows)) {
    const columns = Object.keys(part[0]!).filter((column) => !identity.has(column))
    await tx
      // The caller pairs tables and rows; for one statement over nine tables one of them stands for all.
      .insertInto(table as 'clinic.fhir_resources')
      .values(part as never)
      .onConflict((conflict) =>
        conflict.columns(['tenantId', 'id']).doUpdateSet((row) => {
          const anew = columns.map((column) => [column, row.ref(`excluded.${column}` as 'excluded.id')])
          return { ...Object.fromEntries(anew), updatedAt: now }
        }),
      )
      .execute()
  }
}

/** What a resource is recognised by never changes. */
const identity = new Set(['id', 'source', 'resourceType', 'resourceId'])

function partsOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, at) =>
    rows.slice(at * rowsAtOnce, (at + 1) * rowsAtOnce),
  )
}
