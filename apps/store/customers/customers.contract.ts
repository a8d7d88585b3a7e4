import { type Static, Type } from 'typebox'
import {
  Currency,
  idOf,
  LocalDate,
  Money,
  nullable,
  oneOf,
  optionalText,
  Paging,
  text,
  Timestamp,
  Version,
} from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

export const CustomerId = idOf('customer')
export type CustomerId = Static<typeof CustomerId>

/** As somebody writes it: `36194`, `36-19-4`, `T36 F19 U4`. */
export const WrittenApartment = Type.String({ minLength: 1, maxLength: 40 })
const WrittenPhone = Type.String({ minLength: 1, maxLength: 30, pattern: '\\d' })

export const Apartment = strictObject({
  number: Type.String(),
  tower: Type.Integer(),
  floor: Type.Integer(),
  unit: Type.Integer(),
})

const Consent = oneOf('unknown', 'given', 'withdrawn')
const Limit = nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

/** One account a currency. Amounts are minor units; a negative balance is money in the customer's favour. */
export const CustomerAccount = strictObject({
  currency: Type.String(),
  balanceMinor: Money,
  pendingMinor: Money,
  creditLimitMinor: nullable(Money),
  /** What may still be taken on credit; null without a limit. */
  availableMinor: nullable(Money),
  onHold: Type.Boolean(),
})

/** An account in another currency than the shop's own. */
const OtherAccount = strictObject({
  currency: Type.String(),
  balanceMinor: Money,
  availableMinor: nullable(Money),
})

/** A line of the list, and what the counter shows before an amount is confirmed. */
export const CustomerSummary = strictObject({
  id: CustomerId,
  name: Type.String(),
  phone: nullable(Type.String()),
  apartments: Type.Array(Apartment),
  /** In the shop's currency. */
  balanceMinor: Money,
  availableMinor: nullable(Money),
  others: Type.Array(OtherAccount),
  /** The part of it whose day has passed. */
  overdueMinor: Money,
  onHold: Type.Boolean(),
  /** Owes more than the shop calls much. */
  owesMuch: Type.Boolean(),
  archived: Type.Boolean(),
})
export type CustomerSummary = Static<typeof CustomerSummary>

export const Customer = strictObject({
  ...CustomerSummary.properties,
  language: Type.String(),
  dueDays: nullable(Type.Integer()),
  /** His own or the shop's. */
  effectiveDueDays: Type.Integer(),
  notes: nullable(Type.String()),
  consent: Consent,
  consentAt: nullable(Timestamp),
  /** Where it was said: `shop`, `import`, `whatsapp`. */
  consentSource: nullable(Type.String()),
  /** He does not agree with what he is said to owe: while it lasts he is not reminded. */
  dispute: nullable(strictObject({ on: LocalDate, reason: nullable(Type.String()) })),
  /** He said he would pay by then, and is not reminded before. */
  promisedOn: nullable(LocalDate),
  accounts: Type.Array(CustomerAccount),
  version: Version,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  can: strictObject({
    edit: Type.Boolean(),
    sell: Type.Boolean(),
    share: Type.Boolean(),
    reverse: Type.Boolean(),
    override: Type.Boolean(),
  }),
})
export type Customer = Static<typeof Customer>

const details = {
  phone: Type.Optional(nullable(WrittenPhone)),
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2}$' })),
  dueDays: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 365 }))),
  notes: Type.Optional(nullable(text(2000))),
  consent: Type.Optional(Consent),
  creditLimitMinor: Type.Optional(Limit),
}

const NewCustomer = strictObject({
  name: text(120),
  apartments: Type.Optional(Type.Array(WrittenApartment, { maxItems: 20 })),
  ...details,
  /** What he owed when the shop began here; negative: what he had paid ahead. */
  openingBalanceMinor: Type.Optional(Money),
  openingOn: Type.Optional(LocalDate),
})
export type NewCustomer = Static<typeof NewCustomer>

const CustomerChange = Type.Object(
  {
    name: Type.Optional(text(120)),
    apartments: Type.Optional(Type.Array(WrittenApartment, { maxItems: 20 })),
    ...details,
    /** In the other currencies in which the shop gives credit. */
    furtherLimits: Type.Optional(
      Type.Array(strictObject({ currency: Currency, creditLimitMinor: Limit }), { maxItems: 5 }),
    ),
    /** In all currencies. */
    onHold: Type.Optional(Type.Boolean()),
    /** Since today, if no day is said; null: it is settled. */
    dispute: Type.Optional(nullable(strictObject({ reason: text(300), on: Type.Optional(LocalDate) }))),
    promisedOn: Type.Optional(nullable(LocalDate)),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type CustomerChange = Static<typeof CustomerChange>

/** What is told of customers, and who may hear it. */
export const customerEvents = {
  'customer.changed': 'customer.read',
} as const

const params = strictObject({ customerId: CustomerId })

export const CustomerSort = oneOf('name', 'balance', 'place')
export type CustomerSort = Static<typeof CustomerSort>

/**
 * Customers page by page. `q` fits the beginning of a word of the name, an apartment or a phone number; several words must
 * all fit. `place` is the order in which a delivery walks: tower, floor, unit.
 */
export const listCustomers = route({
  method: 'GET',
  url: '/customers',
  permission: 'customer.read',
  health: false,
  query: strictObject({
    q: Type.Optional(optionalText(100)),
    sort: Type.Optional(CustomerSort),
    tower: Type.Optional(Type.Integer({ minimum: 0, maximum: 9999 })),
    floor: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    owing: Type.Optional(Type.Boolean()),
    archived: Type.Optional(Type.Boolean()),
    ...Paging,
  }),
  reply: strictObject({ items: Type.Array(CustomerSummary), next: nullable(Type.String()) }),
})

/** Refused with `already_exists` where a customer has this phone; `conflicts` says who. */
export const addCustomer = route({
  method: 'POST',
  url: '/customers',
  permission: 'customer.write',
  health: false,
  creates: true,
  body: NewCustomer,
  reply: Customer,
})

export const getCustomer = route({
  method: 'GET',
  url: '/customers/:customerId',
  permission: 'customer.read',
  health: false,
  params,
  reply: Customer,
})

export const changeCustomer = route({
  method: 'PATCH',
  url: '/customers/:customerId',
  permission: 'customer.write',
  health: false,
  ifMatch: true,
  params,
  body: CustomerChange,
  reply: Customer,
})

/** Out of the lists. Refused with `in_use` while he owes or is owed anything: history is kept for good. */
export const archiveCustomer = route({
  method: 'POST',
  url: '/customers/:customerId/archive',
  permission: 'customer.write',
  health: false,
  params,
  reply: Nothing,
})

export const restoreCustomer = route({
  method: 'POST',
  url: '/customers/:customerId/restore',
  permission: 'customer.write',
  health: false,
  params,
  reply: Nothing,
})
