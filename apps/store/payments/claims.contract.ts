import { type Static, Type } from 'typebox'
import { idOf, Money, nullable, oneOf, Paging, text, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { Amount } from '../counter/counter.contract.ts'
import { CustomerId } from '../customers/customers.contract.ts'

/** A customer's word that he has paid, and what the shop made of it. */
export const Claim = strictObject({
  id: idOf('payment claim'),
  customer: strictObject({ id: CustomerId, name: Type.String(), apartments: Type.Array(Type.String()) }),
  /** What he said. */
  amountMinor: Money,
  /** What had come and was booked. */
  receivedMinor: nullable(Money),
  currency: Type.String(),
  /** Of the customer's account, now. */
  balanceMinor: Money,
  reference: nullable(Type.String()),
  state: oneOf('open', 'confirmed', 'refused'),
  reason: nullable(Type.String()),
  /** Of the payment that was booked. */
  receipt: nullable(Type.String()),
  /** By name, where a member decided. */
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(Timestamp),
  createdAt: Timestamp,
})
export type Claim = Static<typeof Claim>

/** What is told of claims, and who may hear it. */
export const claimEvents = {
  'claim.changed': 'customer.read',
} as const

const params = strictObject({ claimId: idOf('payment claim') })

/** Those that wait, the oldest first; those that are decided, the newest first. */
export const listClaims = route({
  method: 'GET',
  url: '/claims',
  permission: 'customer.read',
  health: false,
  query: strictObject({ ...Paging, decided: Type.Optional(Type.Boolean()) }),
  reply: strictObject({
    items: Type.Array(Claim),
    next: nullable(Type.String()),
    can: strictObject({ decide: Type.Boolean() }),
  }),
})

/**
 * The money is there: books what was received as a payment, once, whoever else confirms it at the same time. What is more than
 * was owed is an advance. Refused with `claim_decided` where it was refused before, or another amount was booked.
 */
export const confirmClaim = route({
  method: 'POST',
  url: '/claims/:claimId/confirm',
  permission: 'payment.write',
  health: false,
  params,
  body: strictObject({ receivedMinor: Amount }),
  reply: Claim,
})

/** The money is not there. The customer reads the reason on his page. */
export const refuseClaim = route({
  method: 'POST',
  url: '/claims/:claimId/refuse',
  permission: 'payment.write',
  health: false,
  params,
  body: strictObject({ reason: text(300) }),
  reply: Claim,
})
