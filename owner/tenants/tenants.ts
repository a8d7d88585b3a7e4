import type { ControlReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { OwnerTenantTables } from './tenants.tables.ts'

type Reader = ControlReader<OwnerTenantTables>

interface Asked {
  q?: string | undefined
  status?: 'pending' | 'active' | 'suspended' | 'closed' | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

/** A page of tenants, the newest first, with how many people each has. */
export async function listTenants(db: Reader, { q, status, limit = 50, cursor }: Asked) {
  const words = q?.trim().replace(/[\\%_]/g, '\\$&')
  const after = cursor ? decodeCursor(cursor, 'tenants', ['integer'])[0] : undefined
  const rows = await selectTenants(db)
    .$if(Boolean(words), (query) =>
      query.where((is) =>
        is.or([is('tenant.name', 'ilike', `%${words}%`), is('tenant.slug', 'ilike', `%${words}%`)]),
      ),
    )
    .$if(status !== undefined, (query) => query.where('tenant.status', '=', status!))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`tenant.no < ${after}`))
    .orderBy('tenant.no', 'desc')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? encodeCursor(['tenants', last.no]) : null }
}

/** One tenant as the platform knows it. */
export async function getTenant(db: Reader, id: string) {
  const found = await selectTenants(db)
    .leftJoin('control.databases as database', 'database.id', 'tenant.databaseId')
    .select(['tenant.statusReason', 'tenant.demo'])
    .select(['database.server', 'database.name as databaseName', 'database.failure'])
    .where('tenant.id', '=', id)
    .executeTakeFirst()
  if (!found) throw new DomainError('not_found')
  const domains = await db
    .selectFrom('control.domains')
    .select(['host', sql<boolean>`verified_at is not null`.as('verified')])
    .where('tenantId', '=', id)
    .orderBy('host')
    .execute()
  const people = await db
    .selectFrom('control.members as member')
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .select(['member.id', 'account.name', 'member.roles'])
    .where('member.tenantId', '=', id)
    .where('member.status', '=', 'active')
    .orderBy('account.name')
    .limit(500)
    .execute()
  const request = await db
    .selectFrom('control.tenant_requests')
    .select('act')
    .where('tenantId', '=', id)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  const actions = await db
    .selectFrom('control.audit_events')
    .select(['id', 'at', 'actorName as operator', 'action'])
    .where('tenantId', '=', id)
    .where('actorKind', '=', 'operator')
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
  const { server, databaseName, failure, ...tenant } = found
  const database = server && databaseName ? { server, name: databaseName, failure } : null
  return { ...tenant, database, domains, people, pending: request?.act ?? null, actions }
}

function selectTenants(db: Reader) {
  return db
    .selectFrom('control.tenants as tenant')
    .select([
      'tenant.id',
      'tenant.slug',
      'tenant.app',
      'tenant.name',
      'tenant.status',
      'tenant.plan',
      'tenant.placement',
      'tenant.createdAt',
    ])
    .select([
      sql<number>`tenant.no::int`.as('no'),
      sql<number>`(select count(*)::int from control.members m where m.tenant_id = tenant.id and m.status = 'active')`.as(
        'members',
      ),
    ])
}
