import { randomBytes } from 'node:crypto'
import type { ControlDb, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { actsAs } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { IdentityTables } from './identity.tables.ts'

/** A tenant may say less, and says 30 minutes where it says nothing: that is judged when the session is used. */
const longestIdleMinutes = 60
/** Twelve hours, however busy. */
export const longestSeconds = 12 * 60 * 60

/** A password alone, or a second factor as well. */
export type Shown = 'password' | 'both'

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

/** Somebody has just been here: his session goes on. */
export function keepSession(control: ControlDb<IdentityTables>, tokenHash: Buffer) {
  return control.run((tx) =>
    tx
      .updateTable('control.sessions')
      .set({ seenAt: sql`now()`, idleExpiresAt: sql`now() + make_interval(mins => ${longestIdleMinutes})` })
      .where('tokenHash', '=', tokenHash)
      .where('replacedAt', 'is', null)
      .execute(),
  )
}
