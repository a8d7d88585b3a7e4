import type { ControlDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'

/** Keeps when a member was last here. Within some minutes nothing is written again. */
export async function noteVisit(
  control: ControlDb<IdentityTables>,
  tenantId: string,
  memberId: string,
): Promise<void> {
  await control.run((tx) =>
    tx
      .insertInto('control.memberVisits')
      // Who has been removed since the session was looked up leaves no trace, and no error.
      .columns(['tenantId', 'memberId'])
      .expression(
        tx
          .selectFrom('control.members')
          .select(['tenantId', 'id'])
          .where('tenantId', '=', tenantId)
          .where('id', '=', memberId),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenantId', 'memberId']).doUpdateSet({ seenAt: sql`now()` }),
      )
      .execute(),
  )
}
