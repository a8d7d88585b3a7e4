import type { ControlDb } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import type { Limit } from '#contract/route.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { IdentityTables } from './identity.tables.ts'
import { keepSession, type Shown } from './sessions.ts'

/** Somebody who belongs to the tenant that the address names. */
export interface Member {
  account: { id: string; email: string; name: string }
  member: { id: string; roles: readonly string[] }
  /** What he has to do before he may do anything else. */
  limit: Limit | null
  /** What he has shown in this session. */
  shown: Shown
}

/** Who sent a request. Without `member`: signed in on this host, but no member of this tenant. */
export type Principal = (Member | (Pick<Member, 'account' | 'limit' | 'shown'> & { member: null })) & {
  /** The member's roles have changed since the session began: it is to get a new id. */
  renewable: boolean
  /** Names the session to its owner and to the audit, and opens nothing. */
  sessionId: string
}

/**
 * Session, account, membership and roles in one query. The database's clock judges the expiry, so a wrong clock on
 * one node lets nobody stay.
 */
export async function findPrincipal(
  control: ControlDb<IdentityTables>,
  token: string,
  host: string,
  tenantId: string,
  signal?: AbortSignal,
): Promise<Principal | undefined> {
  const tokenHash = hashOfToken(token)
  const named = { session: sql`session.token_hash = ${tokenHash}`, host, tenantId }
  const row = await selectPrincipal(control, named, signal)
  if (!row) return undefined
  // At most once a minute: a write on every request would cost more than the request.
  if (row.seenLongAgo) await keepSession(control, tokenHash)
  return principalOf(row)
}

/** The same for what was given out in a session, and is worth something as long as that lasts. It keeps no session alive. */
export async function findPrincipalOfSession(
  control: ControlDb<IdentityTables>,
  { sessionId, host, tenantId }: { sessionId: string; host: string; tenantId: string },
): Promise<Principal | undefined> {
  const row = await selectPrincipal(control, { session: sql`session.id = ${sessionId}`, host, tenantId })
  return row && principalOf(row)
}

async function selectPrincipal(
  control: ControlDb<IdentityTables>,
  { session, host, tenantId }: { session: RawBuilder<unknown>; host: string; tenantId: string },
  signal?: AbortSignal,
): Promise<PrincipalRow | undefined> {
  const [row] = await control.read(
    (db) =>
      db
        .raw<PrincipalRow>(
          sql`select session.id as session_id, account.id, account.email, account.name, member.id as member_id, member.roles,
                     session.seen_at < now() - interval '1 minute' as seen_long_ago,
                     session.replaced_at is null and session.created_at < member.roles_changed_at as renewable,
                     account.temporary_until is not null as has_temporary_password,
                     session.factor_at is not null as has_shown_factor,
                     exists (select from control.factors factor
                              where factor.holder_kind = 'account' and factor.holder_id = account.id
                                and factor.confirmed_at is not null) as has_factor,
                     coalesce(rule.roles && member.roles, false) as needs_factor
              from control.sessions session
              join control.accounts account on account.id = session.account_id
              left join control.members member
                on member.tenant_id = ${tenantId} and member.account_id = session.account_id
               and member.status = 'active'
              left join control.factor_rules rule on rule.tenant_id = member.tenant_id
              left join control.tenant_settings setting on setting.tenant_id = ${tenantId}
              where ${session} and session.host = ${host}
                and session.expires_at > now() and session.idle_expires_at > now()
                and session.seen_at > now() - make_interval(mins => coalesce(setting.idle_minutes, 30))`,
        )
        .execute(),
    signal ? { signal } : undefined,
  )
  return row
}

function principalOf(row: PrincipalRow): Principal {
  const account = { id: row.id, email: row.email, name: row.name }
  const limit = limitOf(row)
  const { sessionId } = row
  const shown = row.hasShownFactor ? ('both' as const) : ('password' as const)
  if (!row.memberId || !row.roles) return { account, member: null, limit, shown, renewable: false, sessionId }
  const renewable = row.renewable === true
  return { account, member: { id: row.memberId, roles: row.roles }, limit, shown, renewable, sessionId }
}

/** One thing after the other: nobody chooses a password before he has shown who he is. */
export function limitOf(row: LimitRow): Limit | null {
  if (row.hasFactor && !row.hasShownFactor) return 'second_factor'
  if (row.hasTemporaryPassword) return 'temporary_password'
  return row.needsFactor && !row.hasFactor ? 'enrol_factor' : null
}

/** What decides whether somebody has a step before him. */
export interface LimitRow {
  hasTemporaryPassword: boolean
  hasShownFactor: boolean
  hasFactor: boolean
  needsFactor: boolean
}

interface PrincipalRow extends LimitRow {
  sessionId: string
  id: string
  email: string
  name: string
  memberId: string | null
  roles: string[] | null
  seenLongAgo: boolean
  renewable: boolean | null
}
