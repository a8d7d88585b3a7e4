import { createHash, randomInt } from 'node:crypto'
import type { AnyControlReader, AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { type Holder, lockHolder } from './holder.ts'

/** So many are made at a time. */
const recoveryCodeCount = 10

// Crockford's letters: none can be taken for another. 25 of them are 125 bits, so that a plain hash is enough
// (ASVS 6.5.2 asks for a password hash below 112).
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const groups = 5
const lettersEach = 5

/** Gives a holder new recovery codes, and takes away the ones before. They are told this once. */
export async function replaceRecoveryCodes(tx: AnyControlTx, holder: Holder): Promise<string[]> {
  await lockHolder(tx, holder)
  await deleteRecoveryCodes(tx, holder)
  const codes = Array.from({ length: recoveryCodeCount }, makeCode)
  await tx
    .raw(
      sql`insert into control.recovery_codes (holder_kind, holder_id, code_hash)
          select ${holder.kind}, ${holder.id}, code_hash from unnest(${codes.map(hashOf)}::bytea[]) code_hash`,
    )
    .execute()
  return codes
}

/** Is it one of the holder's codes that has not been used? It is used up. */
export async function spendRecoveryCode(tx: AnyControlTx, holder: Holder, code: string): Promise<boolean> {
  const used = await tx
    .raw(
      sql`update control.recovery_codes set used_at = now()
           where holder_kind = ${holder.kind} and holder_id = ${holder.id}
             and code_hash = ${hashOf(code)} and used_at is null returning 1`,
    )
    .execute()
  return used.length > 0
}

export async function countRecoveryCodes(db: AnyControlReader, holder: Holder): Promise<number> {
  const [row] = await db
    .raw<{ left: number }>(
      sql`select count(*)::int as left from control.recovery_codes
           where holder_kind = ${holder.kind} and holder_id = ${holder.id} and used_at is null`,
    )
    .execute()
  return row?.left ?? 0
}

export async function deleteRecoveryCodes(tx: AnyControlTx, holder: Holder): Promise<void> {
  await tx
    .raw(
      sql`delete from control.recovery_codes where holder_kind = ${holder.kind} and holder_id = ${holder.id}`,
    )
    .execute()
}

function makeCode() {
  const group = () => Array.from({ length: lettersEach }, () => letters[randomInt(letters.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** As it was meant: without what people put between, and with the letters that Crockford lets stand for digits. */
function hashOf(code: string) {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return createHash('sha256').update(plain).digest()
}
