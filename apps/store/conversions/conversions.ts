import type { AnyTenantTx } from '@tenantry/tenancy'
import { changed } from '#platform/audit/entries.ts'
import { DomainError, KeptRefusal } from '#platform/http/domain-error.ts'
import { lockAccount } from '#platform/ledger/accounts.ts'
import type { Outcome, Posted } from '#platform/ledger/outcomes.ts'
import { postTransaction } from '#platform/ledger/post-transaction.ts'
import { post } from '#platform/outbox/outbox.ts'
import { leftOpen, sellableCustomer } from '../counter/counter.ts'
import { openReceivable, openReceivableToPay } from '../customers/customers.ts'
import { addDays, today } from '../days.ts'
import { readSettings } from '../settings/settings.ts'
import type { Converted } from './conversions.contract.ts'
import { rateBetween } from './rate.ts'

interface Side {
  id: string
  currency: string
  amountMinor: number
}

interface Asked {
  customerId: string
  from: Side
  to: Side
  reason: string
  effectiveOn?: string
}

/**
 * Moves a debt, or a part of it, from one currency to another. Each currency balances by itself, against what the shop has in
 * exchange. The customer owes no more than before, so that no limit is asked; why it was done is kept.
 */
export async function convertDebt(tx: AnyTenantTx, asked: Asked): Promise<Converted> {
  const { customerId, from, to, reason } = asked
  const now = today(tx.tenant.timeZone)
  const effectiveOn = asked.effectiveOn ?? now
  if (effectiveOn > now) throw new DomainError('invalid_input', { field: 'effectiveOn' })
  if (from.currency === to.currency) throw new DomainError('invalid_input', { field: 'currency' })
  if (from.id === to.id) throw new DomainError('invalid_input', { field: 'id' })
  const { dueDays } = await sellableCustomer(tx, customerId)
  const settings = await readSettings(tx)
  const rate = rateBetween(from, to)
  if (Number(rate) === 0) throw new DomainError('invalid_input', { field: 'amountMinor' })
  const accounts = {
    from: await openReceivableToPay(tx, customerId, { currency: from.currency, settings }),
    to: await openReceivable(tx, customerId, { currency: to.currency, settings }),
  }
  // In one order for all, so that two conversions of one customer never wait for each other.
  for (const id of Object.values(accounts).toSorted()) await lockAccount(tx, id)
  const about = {
    kind: 'conversion',
    effectiveOn,
    source: 'counter',
    rate,
    override: { reason },
    filledIn: leftOpen(asked),
  }
  const given = await postTransaction(tx, {
    ...about,
    id: from.id,
    linkedId: to.id,
    lines: [
      {
        account: { system: 'exchange' },
        side: 'debit',
        amountMinor: from.amountMinor,
        currency: from.currency,
      },
      {
        account: { id: accounts.from },
        side: 'credit',
        amountMinor: from.amountMinor,
        currency: from.currency,
      },
    ],
  })
  const left = answerOf(given, from.currency)
  // Only a debt can be converted: the transaction ends without a trace.
  if (!given.replayed && left.balanceMinor < 0)
    throw new DomainError('invalid_input', { field: 'amountMinor' })
  const dueOn = addDays(effectiveOn, dueDays ?? settings.dueDays)
  const taken = await postTransaction(tx, {
    ...about,
    id: to.id,
    linkedId: from.id,
    lines: [
      {
        account: { id: accounts.to },
        side: 'debit',
        amountMinor: to.amountMinor,
        currency: to.currency,
        dueOn,
      },
      { account: { system: 'exchange' }, side: 'credit', amountMinor: to.amountMinor, currency: to.currency },
    ],
  })
  const entries = [left, answerOf(taken, to.currency)]
  if (!given.replayed) {
    changed(tx, { entity: 'entry', id: from.id, after: { customerId, from, to, rate } })
    await post(tx, { kind: 'customer.changed', entityId: customerId })
  }
  return { rate, entries, replayed: given.replayed }
}

/** A refusal is kept under its id, and answered as one; the first of the two decides for both. */
function answerOf(outcome: Outcome<Posted>, currency: string) {
  if (!outcome.accepted) {
    const { code, ...figures } = outcome.refusal
    throw new KeptRefusal(code, { figures: { ...figures, currency } })
  }
  const { transactionId: id, balances } = outcome.answer
  return { id, currency, balanceMinor: balances[0]!.balanceMinor }
}
