import { randomBytes } from 'node:crypto'
import type { ControlDb, ControlReader, ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { changed } from '#platform/audit/entries.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { SessionOrigin } from '#platform/identity/sessions.ts'
import type { OperatorRole } from '../roles.ts'
import type { OperatorTables } from './operators.tables.ts'

const idleMinutes = 15
/** Eight hours, however busy. */
export const longestSeconds = 8 * 60 * 60

/** Whoever is signed in to the console. */
export interface Operator {
  id: string
  email: string
  name: string
  role: OperatorRole
  sessionId: string
  /** Has a second factor been shown in this session? Without it nothing else can be done. */
  proven: boolean
}

interface NewSession {
  operatorId: string
  /** After the second factor. */
  proven: boolean
  origin: SessionOrigin
}

/** Starts a session; the token is given out once and only its hash is kept. */
export async function startOperatorSession(
  tx: ControlTx<OperatorTables>,
  { operatorId, proven, origin }: NewSession,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await deleteSomeExpired(tx)
  await tx
    .insertInto('control.operator_sessions')
    .values({
      tokenHash: hashOfToken(token),
      operatorId,
      factorAt: proven ? sql`now()` : null,
      ...origin,
      idleExpiresAt: sql`now() + make_interval(mins => ${idleMinutes})`,
      expiresAt: sql`now() + make_interval(secs => ${longestSeconds})`,
    })
    .execute()
  changed(tx, {
    entity: 'operator',
    id: operatorId,
    after: { signedIn: proven ? 'second factor' : 'password' },
  })
  return token
}

/** Session and operator in one query, judged by the database's clock. It is asked each time: what is ended is over. */
export async function findOperator(
  control: ControlDb<OperatorTables>,
  token: string,
  signal?: AbortSignal,
): Promise<Operator | undefined> {
  const tokenHash = hashOfToken(token)
  const row = await control.read(
    (db) =>
      db
        .selectFrom('control.operator_sessions as session')
        .innerJoin('control.operators as operator', 'operator.id', 'session.operatorId')
        .select([
          'operator.id',
          'operator.email',
          'operator.name',
          'operator.role',
          'session.id as sessionId',
        ])
        .select([
          sql<boolean>`session.factor_at is not null`.as('proven'),
          sql<boolean>`session.seen_at < now() - interval '1 minute'`.as('seenLongAgo'),
        ])
        .where('session.tokenHash', '=', tokenHash)
        .where('operator.disabledAt', 'is', null)
        .where(sql<boolean>`least(session.expires_at, session.idle_expires_at) > now()`)
        .executeTakeFirst(),
    { signal },
  )
  if (!row) return undefined
  const { seenLongAgo, ...operator } = row
  if (seenLongAgo) await keepSession(control, tokenHash)
  return operator
}

export async function endOperatorSession(tx: ControlTx<OperatorTables>, token: string): Promise<void> {
  await tx.deleteFrom('control.operator_sessions').where('tokenHash', '=', hashOfToken(token)).execute()
}

export async function endOperatorSessions(tx: ControlTx<OperatorTables>, operatorId: string): Promise<void> {
  await tx.deleteFrom('control.operator_sessions').where('operatorId', '=', operatorId).execute()
}

/** Ends one session of this operator. Another's is not found. */
export async function endOperatorSessionById(
  tx: ControlTx<OperatorTables>,
  operatorId: string,
  sessionId: string,
): Promise<void> {
  const ended = await tx
    .deleteFrom('control.operator_sessions')
    .where('operatorId', '=', operatorId)
    .where('id', '=', sessionId)
    .returning('id')
    .execute()
  if (ended.length === 0) throw new DomainError('not_found')
}

/** Where an operator is signed in, newest first. */
export async function listOperatorSessions(
  db: ControlReader<OperatorTables>,
  { id, sessionId }: Pick<Operator, 'id' | 'sessionId'>,
) {
  const rows = await db
    .selectFrom('control.operator_sessions')
    .select(['id', 'device', 'network', 'createdAt', 'seenAt'])
    .where('operatorId', '=', id)
    .where('factorAt', 'is not', null)
    .where(sql<boolean>`least(expires_at, idle_expires_at) > now()`)
    .orderBy('createdAt', 'desc')
    .limit(100)
    .execute()
  return rows.map((session) => ({ ...session, current: session.id === sessionId }))
}

function keepSession(control: ControlDb<OperatorTables>, tokenHash: Buffer) {
  return control.run((tx) =>
    tx
      .updateTable('control.operator_sessions')
      .set({ seenAt: sql`now()`, idleExpiresAt: sql`now() + make_interval(mins => ${idleMinutes})` })
      .where('tokenHash', '=', tokenHash)
      .execute(),
  )
}

/** Some of those that are over, whoever's they were, so that they never pile up. */
async function deleteSomeExpired(tx: ControlTx<OperatorTables>) {
  await tx
    .raw(
      sql`delete from control.operator_sessions where token_hash in (
            select token_hash from control.operator_sessions where expires_at <= now()
            order by expires_at limit 20 for update skip locked)`,
    )
    .execute()
}
