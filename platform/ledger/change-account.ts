import type { AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { lockAccount } from './accounts.ts'
import { Refused } from './outcomes.ts'
import type { Line } from './post-transaction.ts'

export type OwnedLine = Line & { account: { id: string } }

/** An owned account after a posting. */
export interface ChangedAccount {
  accountId: string
  kind: string
  currency: string
  balanceMinor: number
  /** The first day of which something was open before. */
  oldestDueOn: string | null
  version: number
}

/**
 * Moves the counters of an owned account, in one conditional update: what reads the limit also writes, so that no two can
 * pass it together. The row stays locked until the transaction ends. Throws `Refused`, or `not_found`.
 */
export async function changeOwnedAccount(
  tx: AnyTenantTx,
  line: OwnedLine,
  { unlimited, hold }: { unlimited: boolean; hold?: { accountId: string; amountMinor: number } },
): Promise<ChangedAccount> {
  const { account, side, amountMinor, currency, dueOn } = line
  const debit = side === 'debit' ? amountMinor : 0
  const credit = side === 'credit' ? amountMinor : 0
  // A due line is a debit or its reversal; every other line moves what settles the dues.
  const settled = dueOn === undefined ? credit - debit : 0
  const released = hold?.accountId === account.id ? hold.amountMinor : 0
  const needsRoom = !unlimited && side === 'debit'
  const update = sql<Omit<ChangedAccount, 'accountId'>>`update core.ledger_accounts
         set debits_posted = debits_posted + ${debit}::bigint, credits_posted = credits_posted + ${credit}::bigint,
             settled_minor = settled_minor + ${settled}::bigint,
             debits_pending = debits_pending - ${released}::bigint, version = version + 1
       where tenant_id = ${tx.tenantId} and id = ${account.id} and owner_id is not null
         and currency = ${currency} and ${needsRoom ? hasRoom(debit) : sql`true`}
       returning kind, currency, debits_posted - credits_posted as balance_minor, oldest_due_on, version`
  const change = () => tx.raw(update).execute()
  const [changed] = await change()
  if (changed) return { accountId: account.id, ...changed }
  await assertRoom(tx, account.id, { currency, amountMinor })
  // What stood in the way is gone since; now that the row is locked it cannot come back.
  const [again] = await change()
  if (!again) throw new Error('The account neither takes the debit nor refuses it')
  return { accountId: account.id, ...again }
}

/** The condition under which an account takes a debit. */
export function hasRoom(amountMinor: number): RawBuilder<unknown> {
  return sql`(not on_hold and (credit_limit_minor is null or
    debits_posted + debits_pending - credits_posted + ${amountMinor}::bigint <= credit_limit_minor))`
}

/** Locks an account that took no debit and says why, with the figures that refuse it. Passes where it would take it now. */
export async function assertRoom(
  tx: AnyTenantTx,
  accountId: string,
  wanted: { currency?: string; amountMinor: number },
): Promise<void> {
  const account = await lockAccount(tx, accountId)
  if (wanted.currency !== undefined && account.currency !== wanted.currency) {
    throw new DomainError('invalid_input', { field: 'currency' })
  }
  const { balanceMinor, pendingMinor, creditLimitMinor: limitMinor, availableMinor } = account
  const figures = { balanceMinor, pendingMinor, limitMinor, availableMinor }
  if (account.onHold) throw new Refused({ code: 'account_on_hold', ...figures })
  if (availableMinor !== null && wanted.amountMinor > availableMinor) {
    throw new Refused({ code: 'credit_limit_exceeded', ...figures })
  }
}
