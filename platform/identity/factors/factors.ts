import type { AnyControlReader, AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Holder, lockHolder } from './holder.ts'
import { countRecoveryCodes, deleteRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts'

/** A factor that counts, as its holder sees it. */
interface Factor {
  id: string
  kind: 'totp' | 'passkey'
  name: string
  createdAt: string
  usedAt: string | null
}

/** How a holder may show his second factor. All false: he has none. */
interface FactorWays {
  code: boolean
  passkey: boolean
  recoveryCode: boolean
}

export function listFactors(db: AnyControlReader, holder: Holder): Promise<Factor[]> {
  return db
    .raw<Factor>(
      sql`select id, kind, name, created_at, used_at from control.factors
           where holder_kind = ${holder.kind} and holder_id = ${holder.id} and confirmed_at is not null
           order by created_at`,
    )
    .execute()
}

export async function findFactorWays(db: AnyControlReader, holder: Holder): Promise<FactorWays> {
  const factors = await listFactors(db, holder)
  return {
    code: factors.some(({ kind }) => kind === 'totp'),
    passkey: factors.some(({ kind }) => kind === 'passkey'),
    recoveryCode: factors.length > 0 && (await countRecoveryCodes(db, holder)) > 0,
  }
}

/** Has the holder a second factor, so that a password alone lets nobody in? */
export async function hasFactor(db: AnyControlReader, holder: Holder): Promise<boolean> {
  return (await listFactors(db, holder)).length > 0
}

/** The recovery codes that come with a holder's first factor; undefined where he has some already. */
export async function makeFirstRecoveryCodes(
  tx: AnyControlTx,
  holder: Holder,
): Promise<string[] | undefined> {
  if ((await countRecoveryCodes(tx, holder)) > 0) return undefined
  return replaceRecoveryCodes(tx, holder)
}

export async function renameFactor(
  tx: AnyControlTx,
  holder: Holder,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const renamed = await tx
    .raw(
      sql`update control.factors set name = ${name}
           where id = ${id} and holder_kind = ${holder.kind} and holder_id = ${holder.id}
             and confirmed_at is not null returning id`,
    )
    .execute()
  if (renamed.length === 0) throw new DomainError('not_found')
}

/**
 * Takes one factor away; with the last one the recovery codes go too. Where a second factor is `required` the last one
 * stays: of two removals at once the second waits, and then finds that it would be the last.
 */
export async function removeFactor(
  tx: AnyControlTx,
  holder: Holder,
  { id, required }: { id: string; required: boolean },
): Promise<void> {
  await lockHolder(tx, holder)
  const factors = await listFactors(tx, holder)
  if (!factors.some((factor) => factor.id === id)) throw new DomainError('not_found')
  if (required && factors.length === 1) throw new DomainError('last_factor')
  await tx.raw(sql`delete from control.factors where id = ${id}`).execute()
  if (factors.length === 1) await deleteRecoveryCodes(tx, holder)
}

/** Takes away all that a holder could show, so that he begins anew: for whoever has lost it all. */
export async function removeAllFactors(tx: AnyControlTx, holder: Holder): Promise<void> {
  await lockHolder(tx, holder)
  await tx
    .raw(sql`delete from control.factors where holder_kind = ${holder.kind} and holder_id = ${holder.id}`)
    .execute()
  await deleteRecoveryCodes(tx, holder)
}
