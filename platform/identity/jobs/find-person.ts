import type { ControlReader } from '@tenantry/tenancy'
import type { IdentityTables } from '../identity.tables.ts'

/** Whom a mail about an account is for. */
export function findPerson(db: ControlReader<IdentityTables>, accountId: string) {
  return db
    .selectFrom('control.accounts')
    .select(['name', 'email'])
    .where('id', '=', accountId)
    .executeTakeFirst()
}
