import { sql } from 'kysely'
import { TenancyError } from './errors.ts'
import { findSchemaFault, type LedgerRow, type Schema, schemaOf } from './fleet/schema.ts'
import type { ControlDb } from './handles.ts'
import { kernelModules, type Modules, readMigrations } from './migrations.ts'
import type { Tenant } from './tenant.ts'

/** Throws `schema_unknown` for a tenant whose database has a schema that this process was not made for. */
export type SchemaCheck = (tenant: Tenant) => void

/** Judges each schema once; thousands of tenants share a few. */
export function schemaCheck(expected: Schema): SchemaCheck {
  const judged = new Map<string, string | undefined>()
  return ({ placement: { schema } }) => {
    let fault = judged.get(schema)
    if (fault === undefined && !judged.has(schema)) {
      fault = findSchemaFault(expected, JSON.parse(schema) as Schema)
      if (judged.size >= 1_000) judged.clear()
      judged.set(schema, fault)
    }
    if (fault !== undefined) throw new TenancyError('schema_unknown', fault)
  }
}

/** The schema of data databases that a release with these modules was made for. */
export async function dataSchemaOf({ data }: Modules): Promise<Schema> {
  return schemaOf(await readMigrations([kernelModules.data, ...data]))
}

/** Throws `schema_unknown` where the control database is not one that a release with these modules may serve. */
export async function assertControlSchema(control: ControlDb<unknown>, modules: Modules): Promise<void> {
  const expected = schemaOf(await readMigrations([kernelModules.control, ...modules.control]))
  const ledger = sql<LedgerRow>`select module, number, checksum, expand from control.migrations`
  const fault = findSchemaFault(expected, schemaOf(await control.read((db) => db.raw(ledger).execute())))
  if (fault) throw new TenancyError('schema_unknown', `the control database cannot be served: ${fault}`)
}
