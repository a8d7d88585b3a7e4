import { type AnyTenantReader, type AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError, KeptRefusal } from '#platform/http/domain-error.ts'
import type { Outcome, Posted } from '#platform/ledger/outcomes.ts'
import { type Line, type NewTransaction, postTransaction } from '#platform/ledger/post-transaction.ts'
import { reverseTransaction } from '#platform/ledger/reverse-transaction.ts'
import { post } from '#platform/outbox/outbox.ts'
import { type NumberSeries, takeNumbers } from '#platform/numbers/series.ts'
import { customerOwner, lockCustomer, openReceivable, openReceivableToPay } from '../customers/customers.ts'
import { addDays, today } from '../days.ts'
import { readSettings } from '../settings/settings.ts'
import type { Entry } from './counter.contract.ts'
import { paymentSeries, purchaseSeries } from './receipt-series.ts'

// What other areas of the store say of accounts.
export { type CustomerStatement, customerStatement, findStatement } from './statement.ts'

interface Given {
  id: string
  amountMinor: number
  currency?: string
  memo?: string | null
  effectiveOn?: string
}

interface Sale {
  customerId: string
  entry: Given & { dueOn?: string; override?: { reason: string } }
  mayOverride: boolean
}

/** Gives credit: the customer owes, and is to pay by the due day. */
export async function addPurchase(tx: AnyTenantTx, { customerId, entry, mayOverride }: Sale): Promise<Entry> {
  if (entry.override && !mayOverride) throw new DomainError('forbidden', { field: 'override' })
  const { dueDays } = await sellableCustomer(tx, customerId)
  const settings = await readSettings(tx)
  const { id, override, amountMinor } = entry
  const { currency, effectiveOn } = settled(tx, entry)
  const dueOn = entry.dueOn ?? addDays(effectiveOn, dueDays ?? settings.dueDays)
  if (dueOn < effectiveOn) throw new DomainError('invalid_input', { field: 'dueOn' })
  const accountId = await openReceivable(tx, customerId, { currency, settings })
  const outcome = await postTransaction(tx, {
    id,
    kind: 'purchase',
    effectiveOn,
    memo: entry.memo ?? null,
    source: 'counter',
    lines: purchaseLines(accountId, { amountMinor, currency, dueOn }),
    filledIn: leftOpen(entry),
    ...(override && { override }),
  })
  return entryOf(tx, outcome, { customerId, currency, series: purchaseSeries, effectiveOn })
}

export function purchaseLines(
  accountId: string,
  { amountMinor, currency, dueOn }: { amountMinor: number; currency: string; dueOn: string },
): Line[] {
  return [
    { account: { id: accountId }, side: 'debit', amountMinor, currency, dueOn },
    { account: { system: 'sales' }, side: 'credit', amountMinor, currency },
  ]
}

/** Takes a payment, in cash, by UPI or to the bank. */
export async function addPayment(
  tx: AnyTenantTx,
  { customerId, entry }: { customerId: string; entry: Given & { method: 'cash' | 'upi' | 'bank' } },
): Promise<Entry> {
  return credit(tx, { customerId, entry, kind: 'payment', against: entry.method, series: paymentSeries })
}

/** Gives a debt up, or a part of it; what is written off is seen as such and not as a payment. */
export async function writeOff(
  tx: AnyTenantTx,
  { customerId, entry }: { customerId: string; entry: Given & { reason: string } },
): Promise<Entry> {
  const { reason, ...given } = entry
  const written = await credit(tx, {
    customerId,
    entry: given,
    kind: 'write_off',
    against: 'write_off',
    series: null,
    reason,
  })
  // Only a debt can be given up: beyond it nothing is, and the transaction ends without a trace.
  if (!written.replayed && written.balanceMinor < 0) {
    throw new DomainError('invalid_input', { field: 'amountMinor' })
  }
  return written
}

interface Credit {
  customerId: string
  entry: Given
  kind: string
  against: string
  series: NumberSeries | null
  reason?: string
}

async function credit(tx: AnyTenantTx, asked: Credit): Promise<Entry> {
  const { customerId, entry, kind, against, series, reason } = asked
  await lockCustomer(tx, customerId)
  const { id, amountMinor, memo = null } = entry
  const { currency, effectiveOn } = settled(tx, entry)
  const settings = await readSettings(tx)
  const accountId = await openReceivableToPay(tx, customerId, { currency, settings })
  const transaction: NewTransaction = {
    id,
    kind,
    effectiveOn,
    memo,
    source: 'counter',
    filledIn: leftOpen(entry),
    lines: [
      { account: { system: against }, side: 'debit', amountMinor, currency },
      { account: { id: accountId }, side: 'credit', amountMinor, currency },
    ],
    ...(reason !== undefined && { override: { reason } }),
  }
  const outcome = await postTransaction(tx, transaction)
  return entryOf(tx, outcome, { customerId, currency, series, effectiveOn })
}

/** Takes an entry back. The customer is whose account it was posted to. */
export async function reverseEntry(
  tx: AnyTenantTx,
  { entryId, id, reason }: { entryId: string; id: string; reason: string },
): Promise<Entry> {
  const { customerId, currency } = await customerOfEntry(tx, entryId)
  const effectiveOn = today(tx.tenant.timeZone)
  const asked = { id, reversesId: entryId, reason, effectiveOn, source: 'counter', filledIn: ['effectiveOn'] }
  const outcome = await reverseTransaction(tx, asked)
  return entryOf(tx, outcome, { customerId, currency, series: null, effectiveOn })
}

interface Receipt {
  customerId: string
  currency: string
  /** Null: it gets no number. */
  series: NumberSeries | null
  effectiveOn: string
}

/** What is answered for a posting, with its receipt's number; a refusal is kept, and answered as one. */
export async function entryOf(tx: AnyTenantTx, outcome: Outcome<Posted>, receipt: Receipt): Promise<Entry> {
  const { customerId, currency, series, effectiveOn } = receipt
  if (!outcome.accepted) {
    const { code, ...figures } = outcome.refusal
    throw new KeptRefusal(code, { figures: { ...figures, currency } })
  }
  const { transactionId: id, balances } = outcome.answer
  const balanceMinor = balances[0]!.balanceMinor
  if (outcome.replayed) {
    return { id, receipt: await findReceipt(tx, id), customerId, currency, balanceMinor, replayed: true }
  }
  const year = effectiveOn.slice(0, 4)
  const number = series && (await giveReceipt(tx, id, { customerId, series, year }))
  changed(tx, { entity: 'entry', id, after: { customerId, receipt: number, balanceMinor } })
  await post(tx, { kind: 'customer.changed', entityId: customerId })
  return { id, receipt: number, customerId, currency, balanceMinor, replayed: false }
}

/** Whose account a transaction is on. Throws `not_found`. */
async function customerOfEntry(
  db: AnyTenantReader,
  entryId: string,
): Promise<{ customerId: string; currency: string }> {
  const [row] = await db
    .raw<{ customerId: string; currency: string }>(
      sql`select account.owner_id as customer_id, account.currency
            from core.ledger_entries entry
            join core.ledger_accounts account
              on account.tenant_id = entry.tenant_id and account.id = entry.account_id
           where entry.tenant_id = ${db.tenantId} and entry.transaction_id = ${entryId}
             and account.owner_kind = ${customerOwner}`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  return row
}

/** Throws `not_found`, and `customer_archived` for somebody who buys no more. */
export async function sellableCustomer(tx: AnyTenantTx, id: string): Promise<{ dueDays: number | null }> {
  const customer = await lockCustomer(tx, id)
  if (customer.archived) throw new DomainError('customer_archived')
  return customer
}

/** The days that nobody has given: they are filled in by today and by rules that may be changed. */
export function leftOpen(given: { effectiveOn?: string; dueOn?: string }): string[] {
  return (['effectiveOn', 'dueOn'] as const).filter((day) => given[day] === undefined)
}

function settled(tx: AnyTenantTx, { currency = tx.tenant.currency, effectiveOn }: Given) {
  const now = today(tx.tenant.timeZone)
  if (effectiveOn !== undefined && effectiveOn > now) {
    throw new DomainError('invalid_input', { field: 'effectiveOn' })
  }
  return { currency, effectiveOn: effectiveOn ?? now }
}

/** Last of all: the counter's row is locked from here to the end of the transaction. */
async function giveReceipt(
  tx: AnyTenantTx,
  transactionId: string,
  { customerId, series, year }: { customerId: string; series: NumberSeries; year: string },
): Promise<string> {
  const [number] = await takeNumbers(tx, series, year)
  await tx
    .raw(
      sql`insert into store.receipts (tenant_id, transaction_id, customer_id, number)
          values (${tx.tenantId}, ${transactionId}, ${customerId}, ${number})`,
    )
    .execute()
  return number!
}

async function findReceipt(db: AnyTenantReader, transactionId: string): Promise<string | null> {
  const [row] = await db
    .raw<{ number: string }>(
      sql`select number from store.receipts where tenant_id = ${db.tenantId} and transaction_id = ${transactionId}`,
    )
    .execute()
  return row?.number ?? null
}
