import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { listAccounts, openAccount, setOnHold } from '#platform/ledger/accounts.ts'
import { postTransaction } from '#platform/ledger/post-transaction.ts'
import { addDays, today } from '../days.ts'
import { creditLimitIn, type Settings } from '../settings/settings.ts'
import { customerOwner } from './customer-rows.ts'

interface Wanted {
  currency: string
  settings: Settings
  /** Another limit than that of the shop's settings, should the account be new. */
  creditLimitMinor?: number | null | undefined
}

/** The customer's account in a currency, opened where there is none. Throws `invalid_input` where the shop gives no credit in it. */
export async function openReceivable(
  tx: AnyTenantTx,
  customerId: string,
  { currency, settings, creditLimitMinor = creditLimitIn(tx, settings, currency) }: Wanted,
): Promise<string> {
  if (creditLimitMinor === undefined) throw new DomainError('invalid_input', { field: 'currency' })
  const owner = { kind: customerOwner, id: customerId }
  const id = await openAccount(tx, { owner, kind: 'receivable', currency, creditLimitMinor })
  if (currency !== tx.tenant.currency) await holdLikeOwn(tx, customerId, id)
  return id
}

/** The same; what is owed in a currency that the shop has given up since can still be paid. */
export async function openReceivableToPay(
  tx: AnyTenantTx,
  customerId: string,
  { currency, settings }: Wanted,
): Promise<string> {
  if (creditLimitIn(tx, settings, currency) === undefined) {
    const accounts = await listAccounts(tx, { kind: customerOwner, id: customerId })
    const there = accounts.find((account) => account.currency === currency)
    if (there) return there.id
  }
  return openReceivable(tx, customerId, { currency, settings })
}

/** Who gets no more credit gets none in any currency: neither in one in which he has had no account before. */
async function holdLikeOwn(tx: AnyTenantTx, customerId: string, accountId: string): Promise<void> {
  const accounts = await listAccounts(tx, { kind: customerOwner, id: customerId })
  const own = accounts.find(({ currency }) => currency === tx.tenant.currency)
  const isHeld = accounts.some(({ id, onHold }) => id === accountId && onHold)
  if (own?.onHold && !isHeld) await setOnHold(tx, accountId, true)
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
