import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { openAccount } from '#platform/ledger/accounts.ts'
import { postTransaction } from '#platform/ledger/post-transaction.ts'
import { addDays, today } from '../days.ts'
import { customerOwner } from './customer-rows.ts'

/** The customer's account in a currency, opened where there is none. */
export function openReceivable(
  tx: AnyTenantTx,
  customerId: string,
  { currency, creditLimitMinor }: { currency: string; creditLimitMinor: number | null },
): Promise<string> {
  const owner = { kind: customerOwner, id: customerId }
  return openAccount(tx, { owner, kind: 'receivable', currency, creditLimitMinor })
}

/** What he owed, or had paid ahead, when the shop began here. Refused for a day to come, and for one that is closed. */
export async function postOpening(
  tx: AnyTenantTx,
  accountId: string,
  {
    amountMinor,
    openingOn,
    dueDays,
  }: { amountMinor: number; openingOn: string | undefined; dueDays: number },
): Promise<void> {
  const { currency, timeZone } = tx.tenant
  const now = today(timeZone)
  const effectiveOn = openingOn ?? now
  if (effectiveOn > now) throw new DomainError('invalid_input', { field: 'openingOn' })
  const dueOn = addDays(effectiveOn, dueDays)
  const amount = Math.abs(amountMinor)
  const owes = amountMinor > 0
  const own = { account: { id: accountId }, amountMinor: amount, currency }
  const opening = { account: { system: 'opening' }, amountMinor: amount, currency }
  const outcome = await postTransaction(tx, {
    id: newId(),
    kind: 'opening',
    effectiveOn,
    source: 'customer',
    lines: owes
      ? [
          { ...own, side: 'debit', dueOn },
          { ...opening, side: 'credit' },
        ]
      : [
          { ...opening, side: 'debit' },
          { ...own, side: 'credit' },
        ],
    // What he owes already he owes, whatever his limit is from now on.
    override: { reason: 'opening balance' },
  })
  if (!outcome.accepted) throw new DomainError('period_locked', { field: 'openingOn' })
}
