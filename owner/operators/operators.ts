import { randomBytes } from 'node:crypto'
import { type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import { sql, type Updateable } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { changed } from '#platform/audit/entries.ts'
import { normaliseEmail } from '#platform/identity/accounts.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { OperatorRole } from '../roles.ts'
import { endOperatorSessions } from './operator-sessions.ts'
import type { OperatorTables } from './operators.tables.ts'

type Reader = ControlReader<OperatorTables>
type Tx = ControlTx<OperatorTables>

const hoursValid = 72

interface NewOperator {
  email: string
  name: string
  role: OperatorRole
}

/** Makes an operator, who chooses a password by the link of this token. It is given out once. */
export async function inviteOperator(tx: Tx, { email, name, role }: NewOperator) {
  const id = newId()
  const address = normaliseEmail(email)
  const known = await findOperatorByEmail(tx, address)
  if (known) throw new DomainError('already_exists', { field: 'email' })
  const token = randomBytes(32).toString('base64url')
  await tx
    .insertInto('control.operators')
    .values({ id, email: address, name, role, linkHash: hashOfToken(token), linkExpiresAt: linkExpiry })
    .execute()
  changed(tx, { entity: 'operator', id, after: { email: address, name, role } })
  return { operator: await getOperator(tx, id), token }
}

/** Gives an operator a new link to choose a password by; the former one is worth nothing any more. */
export async function renewLink(tx: Tx, id: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const { disabledAt } = await getOperator(tx, id)
  if (disabledAt) throw new DomainError('conflict')
  await update(tx, id, { linkHash: hashOfToken(token), linkExpiresAt: linkExpiry })
  return token
}

export async function changeOperatorRole(tx: Tx, id: string, role: OperatorRole): Promise<void> {
  await assertAdminLeft(tx, id, role)
  const { role: former } = await getOperator(tx, id)
  await update(tx, id, { role })
  changed(tx, { entity: 'operator', id, before: { role: former }, after: { role } })
  // With other rights the session gets another id: he signs in again.
  await endOperatorSessions(tx, id)
}

/** From now on he cannot sign in, and what he has open ends. His acts stay on record. */
export async function disableOperator(tx: Tx, id: string): Promise<void> {
  await assertAdminLeft(tx, id, null)
  await update(tx, id, { disabledAt: sql`now()`, linkHash: null, linkExpiresAt: null })
  await endOperatorSessions(tx, id)
}

export async function enableOperator(tx: Tx, id: string): Promise<void> {
  await update(tx, id, { disabledAt: null })
}

/** Everybody, disabled ones last. */
export function listOperators(db: Reader) {
  return selectOperators(db)
    .orderBy('disabledAt', (order) => order.desc().nullsFirst())
    .orderBy('name')
    .limit(500)
    .execute()
}

async function getOperator(db: Reader, id: string) {
  const found = await selectOperators(db).where('id', '=', id).executeTakeFirst()
  if (!found) throw new DomainError('not_found')
  return found
}

export function findOperatorByEmail(db: Reader, email: string) {
  return selectOperators(db).where('email', '=', normaliseEmail(email)).executeTakeFirst()
}

const linkExpiry = sql`now() + make_interval(hours => ${hoursValid})`

function selectOperators(db: Reader) {
  return db
    .selectFrom('control.operators')
    .select(['id', 'email', 'name', 'role', 'disabledAt', 'createdAt'])
    .select([
      sql<boolean>`password_hash is not null`.as('hasPassword'),
      sql<
        string | null
      >`(select max(seen_at) from control.operator_sessions s where s.operator_id = operators.id)`.as(
        'seenAt',
      ),
    ])
}

async function update(tx: Tx, id: string, changes: Updateable<OperatorTables['control.operators']>) {
  const changed = await tx
    .updateTable('control.operators')
    .set({ ...changes, version: sql`version + 1`, updatedAt: sql`now()` })
    .where('id', '=', id)
    .returning('id')
    .execute()
  if (changed.length === 0) throw new DomainError('not_found')
}

/** Somebody must be able to invite the next one. The admins' rows are locked, so that two cannot demote each other. */
async function assertAdminLeft(tx: Tx, id: string, role: OperatorRole | null) {
  if (role === 'admin') return
  const admins = await tx
    .selectFrom('control.operators')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (admins.length === 1 && admins[0]?.id === id) throw new DomainError('last_owner')
}
