import { randomBytes } from 'node:crypto'
import { type ControlDb, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { SessionOrigin } from '../sessions.ts'

type Tx = ControlTx<IdentityTables>

/** A refresh token that nobody uses is over after a day, and what came from one sign-in after a month. */
const hoursUnused = 24
const daysLongest = 30

/** A program signed in for a member, and its next refresh token. */
export interface Grant {
  familyId: string
  accountId: string
  roles: readonly string[]
  refreshToken: string
}

interface NewFamily {
  tenantId: string
  accountId: string
  origin: SessionOrigin
}

/** Begins what a program is given for a password. */
export async function startFamily(tx: Tx, { tenantId, accountId, origin }: NewFamily): Promise<Grant> {
  await deleteSomeOldFamilies(tx)
  const id = newId()
  const { device, network, shown } = origin
  await tx
    .insertInto('control.token_families')
    .values({
      id,
      tenantId,
      accountId,
      device,
      network,
      factorAt: shown === 'both' ? sql`now()` : null,
      expiresAt: sql`now() + make_interval(days => ${daysLongest})`,
    })
    .execute()
  return grantNext(tx, id)
}

/**
 * Gives the next refresh token for this one, which is used up. Who comes with a used one is a thief, or the one who was
 * robbed: the whole family ends, and signing in again tells them apart.
 */
export async function refreshFamily(
  control: ControlDb<IdentityTables>,
  tenantId: string,
  refreshToken: string,
): Promise<Grant> {
  const tokenHash = hashOfToken(refreshToken)
  const grant = await control.run(async (tx) => {
    const [used] = await tx
      .raw<{ familyId: string }>(
        sql`update control.refresh_tokens token set used_at = now()
              from control.token_families family
             where token.token_hash = ${tokenHash} and token.used_at is null and token.expires_at > now()
               and family.id = token.family_id and family.tenant_id = ${tenantId} and family.expires_at > now()
            returning token.family_id`,
      )
      .execute()
    if (used) return grantNext(tx, used.familyId)
    await tx
      .raw(
        sql`delete from control.token_families family using control.refresh_tokens token
             where token.token_hash = ${tokenHash} and token.used_at is not null
               and family.id = token.family_id and family.tenant_id = ${tenantId}`,
      )
      .execute()
    return undefined
  })
  // Outside of the transaction, whose end of the family must stay.
  if (!grant) throw new DomainError('invalid_token')
  return grant
}

/** Ends a family with any of its tokens, used or not. One that is none is over already. */
export async function endFamily(tx: Tx, tenantId: string, refreshToken: string): Promise<void> {
  await tx
    .raw(
      sql`delete from control.token_families family using control.refresh_tokens token
           where token.token_hash = ${hashOfToken(refreshToken)}
             and family.id = token.family_id and family.tenant_id = ${tenantId}`,
    )
    .execute()
}

/** Signs a person's programs out, in whichever tenants they are. */
export async function endFamiliesOf(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('control.token_families').where('accountId', '=', accountId).execute()
}

/** Nothing is given to whoever is no active member now, or has to choose a password first. */
async function grantNext(tx: Tx, familyId: string): Promise<Grant> {
  const refreshToken = randomBytes(32).toString('base64url')
  await tx
    .insertInto('control.refresh_tokens')
    .values({
      tokenHash: hashOfToken(refreshToken),
      familyId,
      expiresAt: sql`now() + make_interval(hours => ${hoursUnused})`,
    })
    .execute()
  const found = await tx
    .selectFrom('control.token_families as family')
    .innerJoin('control.accounts as account', 'account.id', 'family.accountId')
    .innerJoin('control.members as member', (join) =>
      join
        .onRef('member.tenantId', '=', 'family.tenantId')
        .onRef('member.accountId', '=', 'family.accountId')
        .on('member.status', '=', 'active'),
    )
    .select(['family.accountId', 'member.roles', 'account.temporaryUntil'])
    .where('family.id', '=', familyId)
    .executeTakeFirst()
  if (!found) throw new DomainError('invalid_token')
  if (found.temporaryUntil) throw new DomainError('password_change_required')
  return { familyId, accountId: found.accountId, roles: found.roles, refreshToken }
}

async function deleteSomeOldFamilies(tx: Tx) {
  await tx
    .raw(
      sql`delete from control.token_families where id in (
            select id from control.token_families where expires_at <= now()
            order by expires_at limit 20)`,
    )
    .execute()
}
