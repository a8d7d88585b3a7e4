import { randomBytes } from 'node:crypto'
import type { ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { Shown } from '../sessions.ts'

type Tx = ControlTx<IdentityTables>

/** A redirect takes a second; a minute is for slow lines. */
const secondsValid = 60

/** Where a code may be used, and by which browser. */
interface Destination {
  tenantId: string
  host: string
  /** The hash of the browser's secret, as it travels in the address. */
  challenge: string
}

/** Gives the holder of a session a code for another host. Answers it, and keeps its hash only. */
export async function giveSessionCode(
  tx: Tx,
  sessionToken: string,
  { tenantId, host, challenge }: Destination,
): Promise<string> {
  const code = randomBytes(32).toString('base64url')
  await tx
    .raw(
      sql`delete from control.session_codes where code_hash in (
            select code_hash from control.session_codes where expires_at < now() limit 20)`,
    )
    .execute()
  await tx
    .insertInto('control.session_codes')
    .values({
      codeHash: hashOfToken(code),
      sessionHash: hashOfToken(sessionToken),
      tenantId,
      host,
      challengeHash: Buffer.from(challenge, 'base64url'),
      expiresAt: sql`now() + make_interval(secs => ${secondsValid})`,
    })
    .execute()
  return code
}

/** Who comes by a code. */
interface Arriving {
  accountId: string
  shown: Shown
  /** When the session that the code was given to is over, however busy. */
  endsAt: string
}

/**
 * Uses a code up and tells who brought it: of several at once one does. At another place or in another browser it is none,
 * and stays; and so it is once the session that it came from has ended.
 */
export async function takeSessionCode(
  tx: Tx,
  { code, tenantId, host, secret }: { code: string; tenantId: string; host: string; secret: string },
): Promise<Arriving> {
  const [taken] = await tx
    .raw<{ accountId: string; hasShownFactor: boolean; endsAt: string }>(
      sql`delete from control.session_codes code using control.sessions session
           where code.code_hash = ${hashOfToken(code)} and code.tenant_id = ${tenantId} and code.host = ${host}
             and code.challenge_hash = ${hashOfToken(secret)} and code.expires_at > now()
             and session.token_hash = code.session_hash
             and session.expires_at > now() and session.idle_expires_at > now()
          returning session.account_id, session.factor_at is not null as has_shown_factor,
                    session.expires_at as ends_at`,
    )
    .execute()
  if (!taken) throw new DomainError('link_over')
  const { accountId, hasShownFactor, endsAt } = taken
  return { accountId, shown: hasShownFactor ? 'both' : 'password', endsAt }
}
