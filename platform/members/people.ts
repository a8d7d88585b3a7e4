import type { ColumnType } from 'kysely'
import { sql } from 'kysely'
import type { TenantTx } from '@tenantry/tenancy'

export interface PeopleTables {
  'core.people': {
    tenantId: ColumnType<string, never, never>
    /** The member's. */
    id: string
    name: string
    createdAt: ColumnType<string, never, never>
    updatedAt: ColumnType<string, never, unknown>
  }
}

/** Keeps a member's name beside the tenant's rows, for what refers to him and is printed. */
export async function keepPerson(
  tx: TenantTx<PeopleTables>,
  { id, name }: { id: string; name: string },
): Promise<void> {
  await tx
    .insertInto('core.people')
    .values({ id, name })
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'id']).doUpdateSet({ name, updatedAt: sql`now()` }),
    )
    .execute()
}
