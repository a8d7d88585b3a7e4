import type { AnyControlReader, AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** The roles of which a tenant asks a second factor. */
export async function listRequiringRoles(db: AnyControlReader, tenantId: string): Promise<string[]> {
  const [row] = await db
    .raw<{ roles: string[] }>(sql`select roles from control.factor_rules where tenant_id = ${tenantId}`)
    .execute()
  return row?.roles ?? []
}

/** Asks a second factor of these roles from their next request on, and of no others. Answers the rule's new version. */
export async function setRequiringRoles(
  tx: AnyControlTx,
  tenantId: string,
  roles: readonly string[],
): Promise<number> {
  const [row] = await tx
    .raw<{ version: number }>(
      sql`insert into control.factor_rules as rule (tenant_id, roles) values (${tenantId}, ${[...new Set(roles)]}::text[])
          on conflict (tenant_id) do update
            set roles = excluded.roles, version = rule.version + 1, updated_at = now()
          returning version`,
    )
    .execute()
  if (!row) throw new Error('The rule answered no row')
  return row.version
}

/** Does any of an account's tenants ask a second factor of it? */
export async function isFactorRequired(db: AnyControlReader, accountId: string): Promise<boolean> {
  const rows = await db
    .raw(
      sql`select 1 from control.members member
            join control.factor_rules rule on rule.tenant_id = member.tenant_id and rule.roles && member.roles
           where member.account_id = ${accountId} and member.status = 'active' limit 1`,
    )
    .execute()
  return rows.length > 0
}
