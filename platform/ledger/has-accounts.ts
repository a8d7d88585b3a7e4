import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** Does anybody owe or own anything in the tenant's books yet? */
export async function hasAccounts(db: AnyTenantReader): Promise<boolean> {
  const rows = await db
    .raw(sql`select 1 from core.ledger_accounts where tenant_id = ${db.tenantId} limit 1`)
    .execute()
  return rows.length > 0
}
