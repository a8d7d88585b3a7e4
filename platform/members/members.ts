import { type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'

type Reader = ControlReader<IdentityTables>
type Tx = ControlTx<IdentityTables>

export interface MemberRow {
  id: string
  accountId: string
  name: string
  email: string
  roles: string[]
  status: 'active' | 'deactivated'
  version: number
  createdAt: string
  /** When he last opened the app, to some minutes; null where he never did. */
  seenAt: string | null
  hasFactor: boolean
}

/** Gives an account a place and roles in a tenant. */
export async function addMember(
  tx: Tx,
  member: { tenantId: string; accountId: string; roles: readonly string[] },
): Promise<string> {
  const id = newId()
  await tx
    .insertInto('control.members')
    .values({ id, ...member, roles: [...member.roles] })
    .execute()
  const { accountId, roles } = member
  changed(tx, { entity: 'member', id, after: { accountId, roles } })
  await post(tx, { kind: 'member.changed', entityId: id, tenantId: member.tenantId })
  return id
}

/** Somebody's place in a tenant as far as his session needs it; `not_a_member` where he has none. */
export async function getMemberOfAccount(db: Reader, tenantId: string, accountId: string) {
  const row = await db
    .selectFrom('control.members as member')
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .select(['account.id', 'account.name', 'account.email', 'member.roles'])
    .where('member.tenantId', '=', tenantId)
    .where('member.accountId', '=', accountId)
    .where('member.status', '=', 'active')
    .executeTakeFirst()
  if (!row) throw new DomainError('not_a_member')
  const { id, name, email, roles } = row
  return { account: { id, name, email }, member: { roles } }
}

/** The tenants that an account may enter, the one it was in last first. */
export function listMemberships(db: Reader, accountId: string) {
  return db
    .selectFrom('control.members as member')
    .leftJoin('control.memberVisits as visit', (join) =>
      join.onRef('visit.tenantId', '=', 'member.tenantId').onRef('visit.memberId', '=', 'member.id'),
    )
    .select(['member.tenantId', 'member.id', 'member.roles'])
    .select(sql<boolean>`coalesce(visit.seen_at > now() - interval '5 minutes', false)`.as('seenJustNow'))
    .where('accountId', '=', accountId)
    .where('status', '=', 'active')
    .orderBy(sql`visit.seen_at desc nulls last`)
    .execute()
}

interface Asked {
  q?: string
  status?: 'active' | 'deactivated'
  limit?: number
  cursor?: string
}

/** The members of a tenant by name. */
export async function listMembersOf(
  db: Reader,
  tenantId: string,
  { q, status, limit = 50, cursor }: Asked,
): Promise<{ items: MemberRow[]; nextCursor?: string }> {
  let query = selectMembers(db, tenantId)
    .orderBy('account.name')
    .orderBy('member.id')
    .limit(limit + 1)
  if (status) query = query.where('member.status', '=', status)
  if (q) {
    const part = q.normalize('NFC').toLowerCase()
    query = query.where(
      sql<boolean>`(strpos(lower(account.name), ${part}) > 0 or strpos(account.email, ${part}) > 0)`,
    )
  }
  if (cursor) {
    const [name, id] = decodeCursor(cursor, 'members', ['text', 'uuid'])
    query = query.where(sql<boolean>`(account.name, member.id) > (${name}, ${id}::uuid)`)
  }
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const more = rows.length > limit && last
  return { items, ...(more && { nextCursor: encodeCursor(['members', last.name, last.id]) }) }
}

export async function getMember(db: Reader, tenantId: string, memberId: string): Promise<MemberRow> {
  const member = await selectMembers(db, tenantId).where('member.id', '=', memberId).executeTakeFirst()
  if (!member) throw new DomainError('not_found')
  return member
}

/** Whoever has been an owner for the longest, by name. */
export function findFirstOwner(db: Reader, tenantId: string) {
  return db
    .selectFrom('control.members as member')
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .select(['member.id', 'account.name'])
    .where('member.tenantId', '=', tenantId)
    .where(sql<boolean>`'owner' = any(member.roles)`)
    .orderBy('member.createdAt')
    .orderBy('member.id')
    .limit(1)
    .executeTakeFirst()
}

/** One change of a tenant's members at a time: who may change whom is judged by what the last one left. */
export async function lockMembers(tx: Tx, tenantId: string) {
  await tx.raw(sql`select pg_advisory_xact_lock(hashtextextended('members ' || ${tenantId}, 0))`).execute()
}

/** Is there an active owner beside this member? */
export async function hasOtherOwner(tx: Tx, tenantId: string, memberId: string) {
  const found = await tx
    .selectFrom('control.members')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', '<>', memberId)
    .where('status', '=', 'active')
    .where(sql<boolean>`'owner' = any(roles)`)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

export async function updateMember(
  tx: Tx,
  tenantId: string,
  member: Pick<MemberRow, 'id' | 'roles' | 'status'>,
  to: { roles?: readonly string[]; status?: 'active' | 'deactivated' },
) {
  const { id, roles, status } = member
  changed(tx, { entity: 'member', id, before: { roles, status }, after: { roles, status, ...to } })
  await tx
    .updateTable('control.members')
    .set({
      ...(to.roles && { roles: [...to.roles], rolesChangedAt: sql`clock_timestamp()` }),
      ...(to.status && { status: to.status }),
      version: sql`version + 1`,
      updatedAt: sql`now()`,
    })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute()
  await post(tx, { kind: 'member.changed', entityId: id, tenantId })
}

export async function deleteMember(tx: Tx, tenantId: string, { id, name, email, roles, status }: MemberRow) {
  changed(tx, { entity: 'member', id, before: { name, email, roles, status } })
  await tx.deleteFrom('control.members').where('tenantId', '=', tenantId).where('id', '=', id).execute()
  await post(tx, { kind: 'member.changed', entityId: id, tenantId })
}

function selectMembers(db: Reader, tenantId: string) {
  return db
    .selectFrom('control.members as member')
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .leftJoin('control.memberVisits as visit', (join) =>
      join.onRef('visit.tenantId', '=', 'member.tenantId').onRef('visit.memberId', '=', 'member.id'),
    )
    .select([
      'member.id',
      'member.accountId',
      'account.name',
      'account.email',
      'member.roles',
      'member.status',
      'member.version',
      'member.createdAt',
      'visit.seenAt',
    ])
    .select(
      sql<boolean>`exists (select from control.factors factor
                            where factor.holder_kind = 'account' and factor.holder_id = account.id
                              and factor.confirmed_at is not null)`.as('hasFactor'),
    )
    .where('member.tenantId', '=', tenantId)
}
