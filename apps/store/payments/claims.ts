import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue, post } from '#platform/outbox/outbox.ts'
import { addPayment } from '../counter/counter.ts'
import { customerOwner } from '../customers/customers.ts'
import type { OpenLink } from '../links/links.ts'
import type { Claim } from './claims.contract.ts'

interface Said {
  id: string
  amountMinor: number
  reference?: string | null
}

/**
 * Keeps a customer's word that he has paid. While one waits, another by the same link is taken for the same. Throws
 * `invalid_input` for a reference that is none, `already_exists` for one that stands for another payment.
 */
export async function makeClaim(tx: AnyTenantTx, link: OpenLink, said: Said): Promise<void> {
  const { id, amountMinor } = said
  const reference = readReference(said.reference)
  const [made] = await tx
    .raw<{ id: string }>(
      sql`insert into store.payment_claims (tenant_id, id, link_id, customer_id, amount_minor, currency, reference)
          values (${tx.tenantId}, ${id}, ${link.id}, ${link.customerId}, ${amountMinor}, ${tx.tenant.currency}, ${reference})
          on conflict do nothing returning id`,
    )
    .execute()
  if (!made) return assertSaidBefore(tx, link, id)
  const { customerId } = link
  changed(tx, { entity: 'payment_claim', id, after: { customerId, amountMinor, reference } })
  await post(tx, { kind: 'claim.changed', entityId: id })
  await enqueue(tx, { name: 'tell-of-claim', payload: { claimId: id } })
}

/**
 * The money is there, as much as was said or another amount: its payment is booked under the claim's own id. Throws
 * `not_found`, and `claim_decided` where it was refused or another amount was booked.
 */
export async function confirmClaim(tx: AnyTenantTx, id: string, receivedMinor: number): Promise<void> {
  const claim = await lockClaim(tx, id)
  if (claim.state === 'confirmed' && claim.receivedMinor === receivedMinor) return
  if (claim.state !== 'open') throw new DomainError('claim_decided')
  const { customerId, currency, reference } = claim
  // Before the claim is closed: books that refuse leave it open.
  const { receipt } = await addPayment(tx, {
    customerId,
    entry: { id, amountMinor: receivedMinor, currency, memo: reference && `UPI ${reference}`, method: 'upi' },
  })
  await decide(tx, id, { state: 'confirmed', reason: null, receivedMinor })
  changed(tx, {
    entity: 'payment_claim',
    id,
    before: claim,
    after: { ...claim, state: 'confirmed', receivedMinor, receipt },
  })
}

/** The money is not there. Throws `not_found`, `claim_decided`. */
export async function refuseClaim(tx: AnyTenantTx, id: string, reason: string): Promise<void> {
  const claim = await lockClaim(tx, id)
  if (claim.state === 'refused' && claim.reason === reason) return
  if (claim.state !== 'open') throw new DomainError('claim_decided')
  await decide(tx, id, { state: 'refused', reason, receivedMinor: null })
  changed(tx, { entity: 'payment_claim', id, before: claim, after: { ...claim, state: 'refused', reason } })
}

/** A page of what customers said: what waits, the oldest first, or what is decided, the newest first. */
export async function listClaims(
  db: AnyTenantReader,
  { decided = false, limit = 50, cursor }: { decided?: boolean; limit?: number; cursor?: string },
): Promise<{ items: Claim[]; next: string | null }> {
  const order = decided ? 'decided' : 'open'
  const after = cursor ? decodeCursor(cursor, `claims ${order}`, ['time', 'uuid']) : undefined
  const state = decided ? sql`claim.state <> 'open'` : sql`claim.state = 'open'`
  const beyond = decided ? sql`<` : sql`>`
  const place = after
    ? sql`(claim.created_at, claim.id) ${beyond} (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : sql`true`
  const direction = decided ? sql`desc` : sql`asc`
  const rows = await selectClaims(
    db,
    sql`${state} and ${place} order by claim.created_at ${direction}, claim.id ${direction} limit ${limit + 1}`,
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(claimOf),
    next: last ? encodeCursor([`claims ${order}`, last.madeAt, last.id]) : null,
  }
}

/** Throws `not_found`. */
export async function getClaim(db: AnyTenantReader, id: string): Promise<Claim> {
  const [row] = await selectClaims(db, sql`claim.id = ${id}`)
  if (!row) throw new DomainError('not_found')
  return claimOf(row)
}

interface Row extends Omit<Claim, 'customer'> {
  customerId: string
  name: string
  apartments: string[]
  /** With its microseconds, which a page's end needs. */
  madeAt: string
}

function selectClaims(db: AnyTenantReader, which: RawBuilder<unknown>): Promise<Row[]> {
  return db
    .raw<Row>(
      sql`select claim.id, claim.customer_id, customer.name, claim.amount_minor, claim.received_minor, claim.currency,
                 claim.reference,
                 claim.state, claim.reason, claim.decided_at, claim.created_at, person.name as decided_by,
                 receipt.number as receipt, coalesce(account.debits_posted - account.credits_posted, 0) as balance_minor,
                 to_char(claim.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as made_at,
                 coalesce((select json_agg(o.number order by o.number) from store.occupancies o
                            where o.tenant_id = claim.tenant_id and o.customer_id = claim.customer_id), '[]') as apartments
            from store.payment_claims claim
            join store.customers customer
              on customer.tenant_id = claim.tenant_id and customer.id = claim.customer_id
            left join core.ledger_accounts account
              on account.tenant_id = claim.tenant_id and account.owner_kind = ${customerOwner}
             and account.owner_id = claim.customer_id and account.kind = 'receivable' and account.currency = claim.currency
            left join store.receipts receipt
              on receipt.tenant_id = claim.tenant_id and receipt.transaction_id = claim.id
            left join core.people person on person.tenant_id = claim.tenant_id and person.id = claim.decided_by
           where claim.tenant_id = ${db.tenantId} and ${which}`,
    )
    .execute()
}

function claimOf({ customerId, name, apartments, madeAt: _, ...claim }: Row): Claim {
  return { ...claim, customer: { id: customerId, name, apartments } }
}

interface Locked {
  customerId: string
  amountMinor: number
  receivedMinor: number | null
  currency: string
  reference: string | null
  state: 'open' | 'confirmed' | 'refused'
  reason: string | null
}

async function lockClaim(tx: AnyTenantTx, id: string): Promise<Locked> {
  const [row] = await tx
    .raw<Locked>(
      sql`select customer_id, amount_minor, received_minor, currency, reference, state, reason from store.payment_claims
           where tenant_id = ${tx.tenantId} and id = ${id} for update`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  return row
}

async function decide(
  tx: AnyTenantTx,
  id: string,
  {
    state,
    reason,
    receivedMinor,
  }: Pick<Locked, 'reason' | 'receivedMinor'> & { state: 'confirmed' | 'refused' },
): Promise<void> {
  const by = tx.actor.kind === 'member' ? tx.actor.memberId : null
  await tx
    .raw(
      sql`update store.payment_claims set state = ${state}, reason = ${reason}, received_minor = ${receivedMinor}, decided_by = ${by}::uuid, decided_at = now()
           where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
  await post(tx, { kind: 'claim.changed', entityId: id })
}

/** Nothing was written, since the same was said before, by this page or by another one of the same link. */
async function assertSaidBefore(tx: AnyTenantTx, link: OpenLink, id: string): Promise<void> {
  const same = await tx
    .raw(
      sql`select id from store.payment_claims
           where tenant_id = ${tx.tenantId} and link_id = ${link.id} and (id = ${id} or state = 'open')`,
    )
    .execute()
  if (same.length === 0) throw new DomainError('already_exists', { field: 'reference' })
}

/** `4321 0987 6543` as the bank writes it. */
function readReference(written: string | null | undefined): string | null {
  const reference = (written ?? '').replace(/[ -]/g, '').toUpperCase()
  if (reference === '') return null
  if (!/^[A-Z0-9]{6,35}$/.test(reference)) throw new DomainError('invalid_input', { field: 'reference' })
  return reference
}
