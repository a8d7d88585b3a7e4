import type { ControlDb, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'

/** Long enough to set up an app and a key; whoever finds a desk left open later has to show who he is. */
const goodForMinutes = 5

/** Has this session's person shown within the last minutes who he is? */
export async function isConfirmed(control: ControlDb<IdentityTables>, token: string): Promise<boolean> {
  const session = await control.read((db) =>
    db
      .selectFrom('control.sessions')
      .select('id')
      .where('tokenHash', '=', hashOfToken(token))
      .where(sql<boolean>`proved_at > now() - make_interval(mins => ${goodForMinutes})`)
      .executeTakeFirst(),
  )
  return session !== undefined
}

/** Refuses what a stolen session must not do by itself. */
export async function assertConfirmed(control: ControlDb<IdentityTables>, token: string): Promise<void> {
  if (!(await isConfirmed(control, token))) throw new DomainError('confirmation_required')
}

/** The session's person has just shown who he is. */
export async function markConfirmed(tx: ControlTx<IdentityTables>, token: string): Promise<void> {
  await tx
    .updateTable('control.sessions')
    .set({ provedAt: sql`now()` })
    .where('tokenHash', '=', hashOfToken(token))
    .execute()
}
