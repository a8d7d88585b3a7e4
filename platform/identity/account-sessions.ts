import type { ControlReader, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { endFamiliesOf } from './api/token-families.ts'
import type { IdentityTables } from './identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'

/** Where a person is signed in, newest first. */
export async function listOpenSessions(
  db: ControlReader<IdentityTables>,
  accountId: string,
  ownToken: string,
) {
  const rows = await db
    .selectFrom('control.sessions')
    .select(['id', 'device', 'network', 'host', 'createdAt', 'seenAt', 'tokenHash'])
    .where('accountId', '=', accountId)
    .where('replacedAt', 'is', null)
    .where(sql<boolean>`least(expires_at, idle_expires_at) > now()`)
    // As long as one of his clinics or shops would still let it in.
    .where(
      sql<boolean>`seen_at > now() - make_interval(mins => coalesce(
        (select max(coalesce(setting.idle_minutes, 30))
           from control.members member left join control.tenant_settings setting on setting.tenant_id = member.tenant_id
          where member.account_id = ${accountId} and member.status = 'active'), 30))`,
    )
    .orderBy('createdAt', 'desc')
    .limit(200)
    .execute()
  const own = hashOfToken(ownToken)
  return rows.map(({ tokenHash, ...session }) => ({ ...session, current: own.equals(tokenHash) }))
}

/** Ends one session of this person. Another's is not found. */
export async function endSessionById(
  tx: ControlTx<IdentityTables>,
  accountId: string,
  sessionId: string,
): Promise<void> {
  const ended = await tx
    .deleteFrom('control.sessions')
    .where('accountId', '=', accountId)
    .where('id', '=', sessionId)
    .returning('id')
    .execute()
  if (ended.length === 0) throw new DomainError('not_found')
}

/** Signs a person out everywhere, his programs too. */
export async function endAllSessions(tx: ControlTx<IdentityTables>, accountId: string): Promise<void> {
  await tx.deleteFrom('control.sessions').where('accountId', '=', accountId).execute()
  await endFamiliesOf(tx, accountId)
}

/** Ends all of a person's sessions but the one with this token. */
export async function endOtherSessions(
  tx: ControlTx<IdentityTables>,
  accountId: string,
  ownToken: string,
): Promise<void> {
  await tx
    .deleteFrom('control.sessions')
    .where('accountId', '=', accountId)
    .where('tokenHash', '<>', hashOfToken(ownToken))
    .execute()
}
