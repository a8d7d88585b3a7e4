import type { ControlDb, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { actsAs, changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { normaliseEmail } from '#platform/identity/accounts.ts'
import { assertGoodPassword } from '#platform/identity/password-rules.ts'
import { hashPassword, isCurrentHash, isPassword } from '#platform/identity/passwords.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { SessionOrigin } from '#platform/identity/sessions.ts'
import { endOperatorSession, endOperatorSessions, startOperatorSession } from './operator-sessions.ts'
import type { OperatorTables } from './operators.tables.ts'

type Control = ControlDb<OperatorTables>

/** Finds the operator behind an address and a password. Whoever it is not gets one answer, after the same work. */
export async function authenticateOperator(
  control: Control,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const found = await control.read((db) =>
    db
      .selectFrom('control.operators')
      .select(['id', 'passwordHash', 'disabledAt'])
      .where('email', '=', normaliseEmail(email))
      .executeTakeFirst(),
  )
  const right = await isPassword(password, found?.passwordHash)
  if (!found || !right || found.disabledAt) throw new DomainError('wrong_credentials')
  if (found.passwordHash && !isCurrentHash(found.passwordHash)) {
    const passwordHash = await hashPassword(password)
    await control.run((tx) => setPassword(tx, found.id, passwordHash))
  }
  return found.id
}

/** Begins a session that has yet to show its second factor. The former one of this browser is over. */
export function beginSession(
  control: Control,
  {
    operatorId,
    formerToken,
    origin,
  }: { operatorId: string; formerToken?: string | undefined; origin: SessionOrigin },
): Promise<string> {
  return control.run(async (tx) => {
    const { name, role } = await tx
      .selectFrom('control.operators')
      .select(['name', 'role'])
      .where('id', '=', operatorId)
      .executeTakeFirstOrThrow()
    actsAs(tx, { kind: 'operator', accountId: operatorId, name, roles: [role] })
    if (formerToken) await endOperatorSession(tx, formerToken)
    return startOperatorSession(tx, { operatorId, proven: false, origin })
  })
}

/** Chooses the password by a link, which works once. All former sessions end. Answers whose it is. */
export async function choosePassword(control: Control, token: string, password: string): Promise<string> {
  const person = await control.read((db) => findByLink(db, token))
  if (!person) throw new DomainError('link_over')
  assertGoodPassword(password, {
    field: 'password',
    // Nobody works here without one.
    hasSecondFactor: true,
    context: [person.email, person.name, 'tenantry'],
  })
  const passwordHash = await hashPassword(password)
  return control.run(async (tx) => {
    const used = await tx
      .updateTable('control.operators')
      .set({ passwordHash, linkHash: null, linkExpiresAt: null, updatedAt: sql`now()` })
      .where('linkHash', '=', hashOfToken(token))
      .where('disabledAt', 'is', null)
      .where(sql<boolean>`link_expires_at > now()`)
      .returning('id')
      .executeTakeFirst()
    if (!used) throw new DomainError('link_over')
    changed(tx, { entity: 'operator', id: used.id, detail: { password: 'chosen' } })
    await endOperatorSessions(tx, used.id)
    return used.id
  })
}

/** Whose link it is, while it works. */
export function findByLink(db: Pick<ControlTx<OperatorTables>, 'selectFrom'>, token: string) {
  return db
    .selectFrom('control.operators')
    .select(['email', 'name'])
    .where('linkHash', '=', hashOfToken(token))
    .where('disabledAt', 'is', null)
    .where(sql<boolean>`link_expires_at > now()`)
    .executeTakeFirst()
}

export async function setPassword(
  tx: ControlTx<OperatorTables>,
  id: string,
  passwordHash: string,
): Promise<void> {
  await tx
    .updateTable('control.operators')
    .set({ passwordHash, updatedAt: sql`now()` })
    .where('id', '=', id)
    .execute()
}
