import { createHash, randomBytes } from 'node:crypto'
import type { ControlDb, ControlTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import type { Limit } from '#contract/route.ts'
import { actsAs } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from './identity.tables.ts'

/** A tenant may say less, and says 30 minutes where it says nothing: that is judged when the session is used. */
const longestIdleMinutes = 60
/** Twelve hours, however busy. */
export const longestSeconds = 12 * 60 * 60

/** Somebody who belongs to the tenant that the address names. */
export interface Member {
  account: { id: string; email: string; name: string }
  member: { id: string; roles: readonly string[] }
  /** What he has to do before he may do anything else. */
  limit: Limit | null
  /** What he has shown in this session. */
  shown: Shown
}

/** A password alone, or a second factor as well. */
export type Shown = 'password' | 'both'

/** Who sent a request. Without `member`: signed in on this host, but no member of this tenant. */
export type Principal = (Member | (Pick<Member, 'account' | 'limit' | 'shown'> & { member: null })) & {
  /** The member's roles have changed since the session began: it is to get a new id. */
  renewable: boolean
  /** Names the session to its owner and to the audit, and opens nothing. */
  sessionId: string
}

/** Where a session was begun, for its owner to know it by. */
export interface SessionOrigin {
  device: string | null
  network: string | null
  /** What its person has shown just now; a session of which this is not said counts as of nobody who was asked. */
  shown?: Shown
  /** Of one that was handed over from another host: it ends with that one, and its person has shown nothing here yet. */
  endsAt?: string
}

/** Starts a session on a host; the token is given out once and only its hash is kept. */
export async function startSession(
  tx: ControlTx<IdentityTables>,
  accountId: string,
  host: string,
  { shown, endsAt, ...origin }: SessionOrigin,
) {
  const token = randomBytes(32).toString('base64url')
  await tx
    .insertInto('control.sessions')
    .values({
      tokenHash: hashOfToken(token),
      accountId,
      host,
      ...origin,
      idleExpiresAt: sql`now() + make_interval(mins => ${longestIdleMinutes})`,
      // Of none `least` takes no notice.
      expiresAt: sql`least(now() + make_interval(secs => ${longestSeconds}), ${endsAt ?? null}::timestamptz)`,
      provedAt: shown && !endsAt ? sql`now()` : null,
      factorAt: shown === 'both' ? sql`now()` : null,
    })
    .execute()
  return token
}

/** Ends a session. On another host than its own a token is no session, so it can't be ended there either. */
export async function endSession(tx: ControlTx<IdentityTables>, token: string, host: string) {
  const ended = await tx
    .deleteFrom('control.sessions')
    .where('tokenHash', '=', hashOfToken(token))
    .where('host', '=', host)
    .returning(['id', 'accountId'])
    .executeTakeFirst()
  if (ended) actsAs(tx, { accountId: ended.accountId, sessionId: ended.id })
}

// Requests of the same page may be under way with the former token while the new one travels.
const graceSeconds = 10

/**
 * Gives a session a new id, as after a change of roles. Of several requests at once only the first gets one; the others
 * end with the former token, which is worth nothing soon after.
 */
export async function renewSession(
  control: ControlDb<IdentityTables>,
  token: string,
): Promise<string | undefined> {
  const next = randomBytes(32).toString('base64url')
  const [renewed] = await control.run((tx) =>
    tx
      .raw(
        sql`with former as (
              update control.sessions set replaced_at = now(),
                     idle_expires_at = least(idle_expires_at, now() + make_interval(secs => ${graceSeconds}))
               where token_hash = ${hashOfToken(token)} and replaced_at is null and expires_at > now()
              returning account_id, host, device, network, expires_at, proved_at, factor_at)
            insert into control.sessions (token_hash, account_id, host, device, network, idle_expires_at, expires_at,
                                          proved_at, factor_at)
            select ${hashOfToken(next)}, account_id, host, device, network,
                   now() + make_interval(mins => ${longestIdleMinutes}), expires_at, proved_at, factor_at
              from former returning id`,
      )
      .execute(),
  )
  return renewed ? next : undefined
}

/**
 * Ends a session and begins another in its place, whose person has shown a second factor. A token that is no session
 * any more gets none: of two at once one is told so.
 */
export async function raiseSession(tx: ControlTx<IdentityTables>, token: string): Promise<string> {
  const next = randomBytes(32).toString('base64url')
  const [raised] = await tx
    .raw(
      sql`with former as (
            delete from control.sessions
             where token_hash = ${hashOfToken(token)} and replaced_at is null
               and expires_at > now() and idle_expires_at > now()
            returning account_id, host, device, network, expires_at)
          insert into control.sessions (token_hash, account_id, host, device, network, idle_expires_at, expires_at,
                                        proved_at, factor_at)
          select ${hashOfToken(next)}, account_id, host, device, network,
                 now() + make_interval(mins => ${longestIdleMinutes}), expires_at, now(), now()
            from former returning id`,
    )
    .execute()
  if (!raised) throw new DomainError('not_signed_in')
  return next
}

/** The account has no second factor any more: what was shown of it is worth nothing for the next one. */
export async function lowerSessions(tx: ControlTx<IdentityTables>, accountId: string) {
  await tx
    .updateTable('control.sessions')
    .set({ factorAt: null })
    .where('accountId', '=', accountId)
    .execute()
}

/**
 * Ends what a person and his programs have open in a tenant that he no longer belongs to: on the tenant's own hosts, and everywhere where
 * he belongs to no other tenant. On the platform's host his session may serve other tenants; this one refuses it.
 */
export async function endSessionsOfMember(
  tx: ControlTx<IdentityTables>,
  { tenantId, hosts }: { tenantId: string; hosts: readonly string[] },
  accountId: string,
) {
  await tx
    .raw(
      sql`delete from control.sessions session
           where account_id = ${accountId}
             and (host = any(${[...hosts]}::text[])
                  or not exists (select from control.members
                                  where account_id = ${accountId} and tenant_id <> ${tenantId} and status = 'active'))`,
    )
    .execute()
  await tx
    .deleteFrom('control.token_families')
    .where('accountId', '=', accountId)
    .where('tenantId', '=', tenantId)
    .execute()
}

/** Takes away some sessions that are over, whoever's they were; done at each sign-in, so that they never pile up. */
export async function deleteSomeExpiredSessions(tx: ControlTx<IdentityTables>) {
  await tx
    .raw(
      sql`delete from control.sessions where token_hash in (
            select token_hash from control.sessions where expires_at <= now()
            order by expires_at limit 20 for update skip locked)`,
    )
    .execute()
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

function keepSession(control: ControlDb<IdentityTables>, tokenHash: Buffer) {
  return control.run((tx) =>
    tx
      .updateTable('control.sessions')
      .set({ seenAt: sql`now()`, idleExpiresAt: sql`now() + make_interval(mins => ${longestIdleMinutes})` })
      .where('tokenHash', '=', tokenHash)
      .where('replacedAt', 'is', null)
      .execute(),
  )
}

/** What is stored of a token. */
export function hashOfToken(token: string) {
  return createHash('sha256').update(token).digest()
}
