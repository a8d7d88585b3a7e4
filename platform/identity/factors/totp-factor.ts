import { type AnyControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { type Holder, lockHolder } from './holder.ts'
import { findStep, makeTotpSecret } from './totp.ts'

const placeOf = (rowId: string) => ({ table: 'control.factors', column: 'secret', rowId })

/**
 * Makes a secret for an authenticator app. It counts for nothing until `confirmTotp` has seen a code of it, within a
 * quarter of an hour, and this is the only time that it is told.
 */
export async function beginTotp(tx: AnyControlTx, secrets: Secrets, holder: Holder, name: string) {
  await lockHolder(tx, holder)
  await tx
    .raw(
      sql`delete from control.factors
           where holder_kind = ${holder.kind} and holder_id = ${holder.id}
             and kind = 'totp' and confirmed_at is null`,
    )
    .execute()
  const id = newId()
  const secret = makeTotpSecret()
  await tx
    .raw(
      sql`insert into control.factors (id, holder_kind, holder_id, kind, name, secret)
          values (${id}, ${holder.kind}, ${holder.id}, 'totp', ${name}, ${secrets.seal(placeOf(id), secret)})`,
    )
    .execute()
  return { id, secret }
}

/** Makes an authenticator app count, in the place of the one before. The code is used up by it. */
export async function confirmTotp(
  tx: AnyControlTx,
  secrets: Secrets,
  holder: Holder,
  { id, code }: { id: string; code: string },
): Promise<void> {
  await lockHolder(tx, holder)
  const [row] = await tx
    .raw<TotpRow>(
      sql`select id, secret, extract(epoch from now())::float8 as at from control.factors
           where id = ${id} and holder_kind = ${holder.kind} and holder_id = ${holder.id}
             and kind = 'totp' and confirmed_at is null and created_at > now() - interval '15 minutes'`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  const step = findStep(secrets.open(placeOf(row.id), row.secret), code, row.at)
  if (step === undefined) throw new DomainError('wrong_code', { field: 'code' })
  await tx
    .raw(
      sql`delete from control.factors
           where holder_kind = ${holder.kind} and holder_id = ${holder.id} and kind = 'totp' and id <> ${id}`,
    )
    .execute()
  await tx
    .raw(
      sql`update control.factors set confirmed_at = now(), used_at = now(), last_step = ${step} where id = ${id}`,
    )
    .execute()
}

/** Is it a code of this holder's app that has not been used? It is used up, and so are the codes before it. */
export async function spendTotp(
  tx: AnyControlTx,
  secrets: Secrets,
  holder: Holder,
  code: string,
): Promise<boolean> {
  const [row] = await tx
    .raw<TotpRow>(
      sql`select id, secret, extract(epoch from now())::float8 as at from control.factors
           where holder_kind = ${holder.kind} and holder_id = ${holder.id}
             and kind = 'totp' and confirmed_at is not null`,
    )
    .execute()
  if (!row) return false
  const step = findStep(secrets.open(placeOf(row.id), row.secret), code, row.at)
  if (step === undefined) return false
  // Of two at once with one code the second waits here and then finds the step used.
  const used = await tx
    .raw(
      sql`update control.factors set last_step = ${step}, used_at = now()
           where id = ${row.id} and (last_step is null or last_step < ${step}) returning id`,
    )
    .execute()
  return used.length > 0
}

interface TotpRow {
  id: string
  secret: Buffer
  /** Seconds, by the database's clock. */
  at: number
}
