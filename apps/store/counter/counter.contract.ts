import { type Static, Type } from 'typebox'
import {
  Currency,
  idOf,
  LocalDate,
  Money,
  newIdOf,
  nullable,
  oneOf,
  text,
  Timestamp,
} from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { CustomerId, CustomerSummary } from '../customers/customers.contract.ts'

export const EntryId = idOf('entry')
/** Made by the page before it asks, and kept until there is an answer: asked again, it is the same entry. */
export const NewEntryId = newIdOf('entry')
/** Whole minor units, more than nothing; up to a hundred million rupees. */
export const Amount = Type.Integer({ minimum: 1, maximum: 10_000_000_000 })
const Method = oneOf('cash', 'upi', 'bank')

const Entry = strictObject({
  id: EntryId,
  /** `INV-2026-00001`, `PAY-2026-00001`; null on reversals. */
  receipt: nullable(Type.String()),
  customerId: CustomerId,
  currency: Type.String(),
  balanceMinor: Money,
  /** It had been posted before: this is what was answered then. */
  replayed: Type.Boolean(),
})
export type Entry = Static<typeof Entry>

const params = strictObject({ customerId: CustomerId })
const common = {
  id: NewEntryId,
  amountMinor: Amount,
  /** The shop's own, if nothing is said; refused is one in which it gives no credit. */
  currency: Type.Optional(Currency),
  memo: Type.Optional(nullable(text(500))),
  /** Today, if nothing is said. Not in the future. */
  effectiveOn: Type.Optional(LocalDate),
}

/**
 * Gives credit. Refused with `credit_limit_exceeded` or `account_on_hold`, with the figures; whoever has `limit.override`
 * may go on with a reason. A refusal stays one under its id.
 */
export const addPurchase = route({
  method: 'POST',
  url: '/customers/:customerId/purchases',
  permission: 'sale.write',
  health: false,
  creates: true,
  params,
  body: strictObject({
    ...common,
    dueOn: Type.Optional(LocalDate),
    override: Type.Optional(strictObject({ reason: text(500) })),
  }),
  reply: Entry,
})

/** Takes a payment. Never refused for a balance: what is paid beyond it is an advance. */
export const addPayment = route({
  method: 'POST',
  url: '/customers/:customerId/payments',
  permission: 'payment.write',
  health: false,
  creates: true,
  params,
  body: strictObject({ ...common, method: Method }),
  reply: Entry,
})

/** Gives a customer's debt up. */
export const writeOff = route({
  method: 'POST',
  url: '/customers/:customerId/write-offs',
  permission: 'limit.override',
  health: false,
  creates: true,
  params,
  body: strictObject({ ...common, reason: text(500) }),
  reply: Entry,
})

/** Posts the opposite of an entry. Refused with `already_reversed`, `not_reversible`, `conversion_not_reversible`. */
export const reverseEntry = route({
  method: 'POST',
  url: '/entries/:entryId/reversals',
  permission: 'entry.reverse',
  health: false,
  creates: true,
  params: strictObject({ entryId: EntryId }),
  body: strictObject({ id: newIdOf('entry'), reason: text(500) }),
  reply: Entry,
})

const Hold = strictObject({
  id: idOf('hold'),
  currency: Type.String(),
  amountMinor: Money,
  memo: nullable(Type.String()),
  state: oneOf('pending', 'posted', 'voided', 'expired'),
  expiresAt: Timestamp,
  createdAt: Timestamp,
})

export const listHolds = route({
  method: 'GET',
  url: '/customers/:customerId/holds',
  permission: 'customer.read',
  health: false,
  params,
  reply: strictObject({ items: Type.Array(Hold) }),
})

/** Keeps room under the limit for goods that are put aside, for at most ninety days. */
export const placeHold = route({
  method: 'POST',
  url: '/customers/:customerId/holds',
  permission: 'sale.write',
  health: false,
  creates: true,
  params,
  body: strictObject({
    id: newIdOf('hold'),
    currency: Type.Optional(Currency),
    amountMinor: Amount,
    memo: Type.Optional(nullable(text(500))),
    days: Type.Integer({ minimum: 1, maximum: 90 }),
  }),
  reply: strictObject({ id: idOf('hold') }),
})

/** The goods were taken: posts what was held, or less. */
export const postHold = route({
  method: 'POST',
  url: '/holds/:holdId/purchases',
  permission: 'sale.write',
  health: false,
  creates: true,
  params: strictObject({ holdId: idOf('hold') }),
  body: strictObject({ id: NewEntryId, amountMinor: Amount, memo: Type.Optional(nullable(text(500))) }),
  reply: Entry,
})

export const voidHold = route({
  method: 'DELETE',
  url: '/holds/:holdId',
  permission: 'sale.write',
  health: false,
  params: strictObject({ holdId: idOf('hold') }),
  reply: Nothing,
})

/**
 * The customers all at once, as the counter keeps them for the time without a connection: at most ten thousand,
 * whoever was changed last before the others.
 */
export const listCounterCustomers = route({
  method: 'GET',
  url: '/counter/customers',
  permission: 'sale.write',
  health: false,
  reply: strictObject({
    at: Timestamp,
    /** False: there are more than these. */
    complete: Type.Boolean(),
    items: Type.Array(CustomerSummary),
  }),
})

const StatementLine = strictObject({
  entryId: EntryId,
  kind: Type.String(),
  receipt: nullable(Type.String()),
  effectiveOn: LocalDate,
  dueOn: nullable(LocalDate),
  memo: nullable(Type.String()),
  reason: nullable(Type.String()),
  /** Positive: the customer owes more. */
  amountMinor: Money,
  balanceMinor: Money,
  reverses: nullable(EntryId),
  reversedBy: nullable(EntryId),
  /** Of a conversion: what it was in the other account, and what one unit of the first currency was in the second. */
  converted: nullable(strictObject({ currency: Type.String(), amountMinor: Money })),
  rate: nullable(Type.String()),
  createdAt: Timestamp,
})

const Ageing = strictObject({
  notDueMinor: Money,
  days1To30Minor: Money,
  days31To60Minor: Money,
  days61To90Minor: Money,
  over90Minor: Money,
  advanceMinor: Money,
})

/** The account with a running balance, the newest line first; the ageing is today's. */
export const getStatement = route({
  method: 'GET',
  url: '/customers/:customerId/statement',
  permission: 'customer.read',
  health: false,
  params,
  query: strictObject({
    currency: Type.Optional(Currency),
    from: Type.Optional(LocalDate),
    to: Type.Optional(LocalDate),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$' })),
  }),
  reply: strictObject({
    currency: Type.String(),
    openingMinor: Money,
    debitsMinor: Money,
    creditsMinor: Money,
    closingMinor: Money,
    ageing: Ageing,
    lines: Type.Array(StatementLine),
    next: nullable(Type.String()),
  }),
})
