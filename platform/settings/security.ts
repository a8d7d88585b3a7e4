import type { AnyControlReader, AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { listRequiringRoles, setRequiringRoles } from '#platform/identity/factors/factor-rules.ts'
import { post } from '#platform/outbox/outbox.ts'
import type { RoleRule } from './security.contract.ts'

interface Rules {
  roles: RoleRule[]
  version: number
}

/** The rule of each role of the app, with how many it meets. */
export async function readRules(
  db: AnyControlReader,
  tenantId: string,
  appRoles: readonly string[],
): Promise<Rules> {
  const rows = await db
    .raw<RoleRule & { version: number }>(
      sql`select each.role, coalesce(each.role = any(rule.roles), false) as requires_factor,
                 count(member.id)::int as members,
                 (count(member.id) filter (where not ${hasFactor}))::int as lacking,
                 coalesce(rule.version, 0) as version
            from unnest(${[...appRoles]}::text[]) with ordinality as each(role, place)
            left join control.factor_rules rule on rule.tenant_id = ${tenantId}
            left join control.members member
              on member.tenant_id = ${tenantId} and member.status = 'active' and each.role = any(member.roles)
           group by each.role, each.place, rule.roles, rule.version order by each.place`,
    )
    .execute()
  return { roles: rows.map(({ version: _, ...rule }) => rule), version: rows[0]?.version ?? 0 }
}

/** Asks a second factor of these roles and of no others. Throws `version_conflict` where somebody else was faster. */
export async function changeRules(
  tx: AnyControlTx,
  tenantId: string,
  { requiringRoles, version }: { requiringRoles: readonly string[]; version: number },
): Promise<void> {
  const before = await listRequiringRoles(tx, tenantId)
  const written = await setRequiringRoles(tx, tenantId, requiringRoles)
  if (written !== version + 1) throw new DomainError('version_conflict')
  const described = (roles: readonly string[]) => ({ rolesWithSecondFactor: roles })
  changed(tx, { entity: 'settings', id: null, before: described(before), after: described(requiringRoles) })
  await post(tx, { kind: 'settings.changed', entityId: tenantId, tenantId })
}

/** The active members without a second factor, by name. */
export async function listWithoutFactor(
  db: AnyControlReader,
  tenantId: string,
  { limit = 50, cursor }: { limit?: number; cursor?: string },
) {
  const [name, id] = cursor ? decodeCursor(cursor, 'without factor', ['text', 'uuid']) : [null, null]
  const rows = await db
    .raw<{ id: string; name: string; roles: string[]; required: boolean }>(
      sql`select member.id, account.name, member.roles, coalesce(rule.roles && member.roles, false) as required
            from control.members member
            join control.accounts account on account.id = member.account_id
            left join control.factor_rules rule on rule.tenant_id = member.tenant_id
           where member.tenant_id = ${tenantId} and member.status = 'active' and not ${hasFactor}
             and (${name}::text is null or (account.name, member.id) > (${name}::text, ${id}::uuid))
           order by account.name, member.id limit ${limit + 1}`,
    )
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const more = rows.length > limit && last
  return { items, ...(more && { nextCursor: encodeCursor(['without factor', last.name, last.id]) }) }
}

const hasFactor = sql`exists (select from control.factors factor
  where factor.holder_kind = 'account' and factor.holder_id = member.account_id and factor.confirmed_at is not null)`
