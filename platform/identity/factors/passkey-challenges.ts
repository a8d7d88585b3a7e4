import { randomBytes } from 'node:crypto'
import type { AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { Holder } from './holder.ts'

/** Long enough to find the key and touch it. */
export const challengeSeconds = 180

/** What a challenge is for: adding a passkey of one holder, or signing in as whoever of a kind has the passkey. */
type Purpose = { purpose: 'register'; holder: Holder } | { purpose: 'sign_in'; holder: Pick<Holder, 'kind'> }

/** Any control database, for what has to be committed by itself. */
export interface AnyControlDb {
  run<T>(work: (tx: AnyControlTx) => Promise<T>): Promise<T>
}

/** Makes a challenge, and takes away some that are over: anybody may ask for one, so they must not pile up. */
export async function makeChallenge(tx: AnyControlTx, { purpose, holder }: Purpose): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  await tx
    .raw(
      sql`delete from control.passkey_challenges where challenge in (
            select challenge from control.passkey_challenges where expires_at <= now()
             order by expires_at limit 20 for update skip locked)`,
    )
    .execute()
  await tx
    .raw(
      sql`insert into control.passkey_challenges (challenge, purpose, holder_kind, holder_id, expires_at)
          values (${challenge}, ${purpose}, ${holder.kind}, ${'id' in holder ? holder.id : null},
                  now() + make_interval(secs => ${challengeSeconds}))`,
    )
    .execute()
  return challenge
}

/**
 * Was it asked, for this, and not answered before? It is used up in a transaction of its own: what fails afterwards does
 * not bring it back.
 */
export async function takeChallenge(
  control: AnyControlDb,
  challenge: string,
  { purpose, holder }: Purpose,
): Promise<boolean> {
  const holderId = 'id' in holder ? holder.id : null
  const taken = await control.run((tx) =>
    tx
      .raw(
        sql`delete from control.passkey_challenges
             where challenge = ${challenge} and purpose = ${purpose} and holder_kind = ${holder.kind}
               and holder_id is not distinct from ${holderId} and expires_at > now() returning 1`,
      )
      .execute(),
  )
  return taken.length > 0
}
