import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { assertRoom, hasRoom } from './change-account.ts'
import { type Outcome, type Posted, Refused } from './outcomes.ts'
import { assertOpen, assertSound, type NewTransaction, post } from './post-transaction.ts'
import { decideOnce, type Request, settleRequest } from './requests.ts'

export interface NewHold extends Request {
  accountId: string
  amountMinor: number
  memo?: string | null
  /** ISO time; from then on it keeps no room any more. */
  expiresAt: string
  /** For how many days it was asked, where the time was reckoned from them. */
  days?: number
}

export interface Hold {
  id: string
  accountId: string
  amountMinor: number
  memo: string | null
  state: 'pending' | 'posted' | 'voided' | 'expired'
  transactionId: string | null
  expiresAt: string
  createdAt: string
}

/** Keeps room under an account's limit. Refused as a debit would be. Throws `not_found`. */
export async function placeHold(tx: AnyTenantTx, asked: NewHold): Promise<Outcome<{ holdId: string }>> {
  const { id, accountId, amountMinor, memo = null, expiresAt } = asked
  return decideOnce(tx, asked, async () => {
    const takeRoom = () =>
      tx
        .raw(
          sql`update core.ledger_accounts set debits_pending = debits_pending + ${amountMinor}::bigint
               where tenant_id = ${tx.tenantId} and id = ${accountId} and owner_id is not null
                 and ${hasRoom(amountMinor)} returning id`,
        )
        .execute()
    if ((await takeRoom()).length === 0) {
      await assertRoom(tx, accountId, { amountMinor })
      await takeRoom()
    }
    const actorId = tx.actor.kind === 'member' ? tx.actor.memberId : null
    await tx
      .raw(
        sql`insert into core.ledger_holds (tenant_id, id, account_id, amount_minor, memo, actor_id, expires_at)
            values (${tx.tenantId}, ${id}, ${accountId}, ${amountMinor}, ${memo}, ${actorId}, ${expiresAt})`,
      )
      .execute()
    await settleRequest(tx, id, 'accepted', { holdId: id })
    return { holdId: id }
  })
}

/**
 * Posts what was held, or less. The transaction debits the hold's account; what is not used of it is free again. Refused
 * with `hold_ended` where it was posted, voided or has expired. Throws `not_found`.
 */
export async function postHold(
  tx: AnyTenantTx,
  holdId: string,
  asked: Omit<NewTransaction, 'override'>,
): Promise<Outcome<Posted>> {
  assertSound(asked.lines)
  const request = { holdId, ...asked }
  return decideOnce(tx, request, async (books) => {
    assertOpen(books, asked.effectiveOn)
    const hold = await lockPendingHold(tx, holdId)
    const debit = asked.lines.find(({ account }) => 'id' in account && account.id === hold.accountId)
    if (!debit || debit.side !== 'debit' || debit.amountMinor > hold.amountMinor) {
      throw new DomainError('invalid_input', { field: 'amountMinor' })
    }
    // The room is there: it was kept.
    const posted = await post(tx, asked, { unlimited: true, reason: null, hold })
    await endHold(tx, holdId, 'posted', asked.id)
    return posted
  })
}

/** Gives the room back. Throws `conflict` where the hold has ended already, `not_found`. */
export async function voidHold(tx: AnyTenantTx, holdId: string): Promise<void> {
  try {
    const { accountId, amountMinor } = await lockPendingHold(tx, holdId)
    await endHold(tx, holdId, 'voided', null)
    await releaseRoom(tx, accountId, amountMinor)
  } catch (error) {
    if (error instanceof Refused) throw new DomainError('conflict')
    throw error
  }
}

/** Ends holds whose time is up, a hundred at most. Answers how many. */
export async function expireHolds(tx: AnyTenantTx): Promise<number> {
  const expired = await tx
    .raw<{ accountId: string; amountMinor: number }>(
      sql`update core.ledger_holds set state = 'expired', ended_at = now()
           where tenant_id = ${tx.tenantId} and id in (
                 select id from core.ledger_holds
                  where tenant_id = ${tx.tenantId} and state = 'pending' and expires_at <= now()
                  order by id limit 100 for update skip locked)
           returning account_id, amount_minor`,
    )
    .execute()
  const byAccount = expired.toSorted((a, b) => a.accountId.localeCompare(b.accountId))
  for (const { accountId, amountMinor } of byAccount) await releaseRoom(tx, accountId, amountMinor)
  return expired.length
}

/** An account's holds, the newest first. */
export function listHolds(db: AnyTenantReader, accountId: string): Promise<Hold[]> {
  return db
    .raw<Hold>(
      sql`select id, account_id, amount_minor, memo, state, transaction_id, expires_at, created_at
            from core.ledger_holds
           where tenant_id = ${db.tenantId} and account_id = ${accountId}
           order by created_at desc, id limit 200`,
    )
    .execute()
}

async function lockPendingHold(
  tx: AnyTenantTx,
  holdId: string,
): Promise<{ accountId: string; amountMinor: number }> {
  const [hold] = await tx
    .raw<{ accountId: string; amountMinor: number; pending: boolean }>(
      sql`select account_id, amount_minor, state = 'pending' and expires_at > now() as pending
            from core.ledger_holds where tenant_id = ${tx.tenantId} and id = ${holdId} for update`,
    )
    .execute()
  if (!hold) throw new DomainError('not_found')
  if (!hold.pending) throw new Refused({ code: 'hold_ended' })
  return hold
}

async function endHold(
  tx: AnyTenantTx,
  holdId: string,
  state: 'posted' | 'voided',
  transactionId: string | null,
): Promise<void> {
  await tx
    .raw(
      sql`update core.ledger_holds set state = ${state}, transaction_id = ${transactionId}, ended_at = now()
           where tenant_id = ${tx.tenantId} and id = ${holdId}`,
    )
    .execute()
}

async function releaseRoom(tx: AnyTenantTx, accountId: string, amountMinor: number): Promise<void> {
  await tx
    .raw(
      sql`update core.ledger_accounts set debits_pending = debits_pending - ${amountMinor}::bigint
           where tenant_id = ${tx.tenantId} and id = ${accountId}`,
    )
    .execute()
}
