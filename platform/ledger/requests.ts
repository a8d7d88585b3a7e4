import { createHash } from 'node:crypto'
import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Outcome, type Refusal, Refused } from './outcomes.ts'

/** What a request may need to know before it does anything. */
export interface Books {
  /** Nothing is posted with an effective date up to this day. */
  lockedThrough: string | null
}

export interface Request {
  /** Made by the client before it asks, so that asking again is asking once. */
  id: string
  /**
   * Names of what the client left open and the area has filled in, such as the day: asked again after midnight it is filled in
   * differently, and is the same request all the same.
   */
  filledIn?: readonly string[]
}

/**
 * Does the work once per id. A twin that comes meanwhile waits at the id's row and then finds the outcome; the same id with
 * other words is refused with `idempotency_key_reused`. A `Refused` that the work throws before it has changed anything
 * becomes the outcome and is kept: a retry that comes late cannot succeed.
 */
export async function decideOnce<Answer>(
  tx: AnyTenantTx,
  asked: Request,
  work: (books: Books) => Promise<Answer>,
): Promise<Outcome<Answer>> {
  const { id, filledIn = [] } = asked
  const words = JSON.stringify(asked, (name, value) => (filledIn.includes(name) ? undefined : value))
  const requestHash = createHash('sha256').update(words).digest()
  const [taken] = await tx
    .raw<Books>(
      // Held shared until the end: a period cannot be locked while this posting into it is under way.
      sql`with books as (select locked_through from core.ledger_books where tenant_id = ${tx.tenantId} for share)
          insert into core.ledger_requests (tenant_id, id, request_hash) values (${tx.tenantId}, ${id}, ${requestHash})
          on conflict (tenant_id, id) do nothing
          returning (select locked_through from books) as locked_through`,
    )
    .execute()
  if (!taken) return findOutcome(tx, id, requestHash)
  try {
    const answer = await work(taken)
    return { accepted: true, answer, replayed: false }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await settleRequest(tx, id, 'refused', error.refusal)
    return { accepted: false, refusal: error.refusal, replayed: false }
  }
}

/** Keeps what was decided. For a posting it travels with the entries: see `insertPosting`. */
export async function settleRequest(
  tx: AnyTenantTx,
  id: string,
  outcome: 'accepted' | 'refused',
  answer: unknown,
): Promise<void> {
  await tx
    .raw(
      sql`update core.ledger_requests set outcome = ${outcome}, answer = ${JSON.stringify(answer)}
          where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
}

async function findOutcome<Answer>(
  tx: AnyTenantTx,
  id: string,
  requestHash: Buffer,
): Promise<Outcome<Answer>> {
  const [kept] = await tx
    .raw<{ same: boolean; outcome: 'accepted' | 'refused'; answer: unknown }>(
      sql`select request_hash = ${requestHash} as same, outcome, answer from core.ledger_requests
          where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
  if (!kept) throw new Error('The request is neither new nor known')
  if (!kept.same) throw new DomainError('idempotency_key_reused')
  // Only this module writes answers, as the outcome's type says.
  return kept.outcome === 'accepted'
    ? { accepted: true, answer: kept.answer as Answer, replayed: true }
    : { accepted: false, refusal: kept.answer as Refusal, replayed: true }
}
