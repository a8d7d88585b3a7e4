import type pg from 'pg'
import { TenancyError } from '../errors.ts'
import { selectTenants, type TenantRow } from '../tenant-rows.ts'
import { crashpoint } from './crashpoint.ts'
import { type DatabaseRecord, dropMadeDatabase, getDatabase } from './databases.ts'
import { findUnfinished, type Operation, stepsBegun } from './operations.ts'
import { type FleetParts, inTransaction, withControl, withData, withLock } from './parts.ts'
import { withStepContext } from './steps.ts'

/**
 * Undoes the making of a tenant that is still pending, and leaves nothing of it. Run again, it completes what a crash cut
 * short. Throws `unknown_tenant`, and `not_pending` for a tenant that people may already have entered.
 */
export async function abandonTenant(parts: FleetParts, slug: string): Promise<void> {
  await withControl(parts, (control) =>
    withLock(control, `tenant ${slug}`, async () => {
      const { rows } = await control.query<TenantRow>(`${selectTenants} where t.slug = $1`, [slug])
      const row = rows[0]
      if (!row) throw new TenancyError('unknown_tenant', `there is no tenant "${slug}"`)
      const operation = row.status === 'pending' ? await findUnfinished(control, row.id) : undefined
      if (!operation)
        throw new TenancyError(
          'not_pending',
          `the tenant "${slug}" is ${row.status}: only one that is being made can be abandoned`,
        )
      await undoTenant(parts, control, row, operation)
    }),
  )
}

/** The steps backwards: the product's, then the rows or the database, then the record. The caller holds the lock. */
export async function undoTenant(
  parts: FleetParts,
  control: pg.Client,
  row: TenantRow,
  operation: Operation,
): Promise<void> {
  // From now on nobody completes it.
  await control.query(`update control.operations set state = 'undoing' where id = $1`, [operation.id])
  crashpoint('undo: begun')
  await undoSteps(parts, control, row.id, operation)
  const database = row.database_id ? await getDatabase(control, row.database_id) : undefined
  if (database?.kind === 'pool') {
    await withData(parts, database, (client) => deleteTenantRows(client, row.id))
    crashpoint('undo: rows deleted')
  }
  if (database?.kind === 'silo') await dropMadeDatabase(parts, control, database)
  await forget(control, row.id, database)
  crashpoint('undo: done')
}

async function undoSteps(
  parts: FleetParts,
  control: pg.Client,
  tenantId: string,
  { id, details }: Operation,
): Promise<void> {
  const begun = await stepsBegun(control, id)
  await withStepContext(parts, control, { tenantId, details }, async (enter) => {
    for (const { name, undo } of parts.steps.toReversed()) {
      if (!begun.has(name)) continue
      if (undo) await enter(undo)
      crashpoint(`undo ${name}: done`)
      await control.query('delete from control.operation_steps where operation_id = $1 and step = $2', [
        id,
        name,
      ])
    }
  })
}

/** Deletes a tenant's rows from every table that has any, in as many rounds as foreign keys ask for. */
export async function deleteTenantRows(client: pg.Client, tenantId: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'tenant_id' and not a.attisdropped
       and has_table_privilege('tenantry_maintenance', c.oid, 'DELETE')`)
  await client.query('set role tenantry_maintenance')
  let left = rows.map(({ name }) => name)
  while (left.length > 0) {
    const refused: string[] = []
    let lastError: unknown
    for (const name of left) {
      await client.query(`delete from ${name} where tenant_id = $1`, [tenantId]).catch((error) => {
        lastError = error
        refused.push(name)
      })
    }
    if (refused.length === left.length) throw lastError
    left = refused
  }
}

async function forget(
  control: pg.Client,
  tenantId: string,
  database: DatabaseRecord | undefined,
): Promise<void> {
  await inTransaction(control, async () => {
    await control.query(`delete from control.tenants where id = $1 and status = 'pending'`, [tenantId])
    if (database?.kind === 'silo')
      await control.query('delete from control.databases where id = $1', [database.id])
  })
}
