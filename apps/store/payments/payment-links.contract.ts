import { type Static, Type } from 'typebox'
import { idOf, Money, newIdOf, nullable, oneOf, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { CustomerId } from '../customers/customers.contract.ts'
import { linkFields, newLinkOf, pageHead, PageLine, PageToken } from '../links/links.contract.ts'

/** A link as the shop knows it afterwards: its address is told once, when it is made. */
const PaymentLink = strictObject({ id: idOf('payment link'), ...linkFields })

const params = strictObject({ customerId: CustomerId })

export const listPaymentLinks = route({
  method: 'GET',
  url: '/customers/:customerId/payment-links',
  permission: 'customer.read',
  health: false,
  params,
  reply: strictObject({ items: Type.Array(PaymentLink) }),
})

/** Makes a page on which this customer sees what he owes and pays, for as long as the shop's settings say. */
export const addPaymentLink = route({
  method: 'POST',
  url: '/customers/:customerId/payment-links',
  permission: 'payment.write',
  health: false,
  creates: true,
  params,
  reply: newLinkOf('payment link'),
})

/** From now on the page says that its link is over. */
export const revokePaymentLink = route({
  method: 'DELETE',
  url: '/payment-links/:paymentLinkId',
  permission: 'payment.write',
  health: false,
  params: strictObject({ paymentLinkId: idOf('payment link') }),
  reply: Nothing,
})

/** What a customer sees who opens his page. */
export const PaymentPage = strictObject({
  ...pageHead,
  /** Negative: it is money in the customer's favour. */
  balanceMinor: Money,
  /** What is owed in other currencies, which UPI does not pay. */
  others: Type.Array(strictObject({ currency: Type.String(), balanceMinor: Money })),
  /** Null where there is nothing to pay, or the shop takes no UPI. */
  upi: nullable(
    strictObject({
      id: Type.String(),
      name: Type.String(),
      uri: Type.String(),
      qr: strictObject({ size: Type.Integer(), path: Type.String() }),
    }),
  ),
  /** The newest first. */
  lines: Type.Array(PageLine),
  /** The last word that he has paid, and what the shop said of it. */
  claim: nullable(
    strictObject({
      amountMinor: Money,
      /** What the shop has booked. */
      receivedMinor: nullable(Money),
      reference: nullable(Type.String()),
      state: oneOf('open', 'confirmed', 'refused'),
      reason: nullable(Type.String()),
      createdAt: Timestamp,
    }),
  ),
})
export type PaymentPage = Static<typeof PaymentPage>

/**
 * What the page shows. A token that is unknown, over, taken back or another shop's is refused with `link_over`, always in the
 * same words.
 */
export const lookAtPaymentPage = route({
  method: 'POST',
  url: '/payment-page/look',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ token: PageToken }),
  reply: PaymentPage,
})

/**
 * The customer says that he has paid; what is booked the shop decides. Said again while it waits, it is the same claim.
 * Refused with `already_exists` where the reference is of another payment that was said or confirmed.
 */
export const claimPayment = route({
  method: 'POST',
  url: '/payment-page/claims',
  permission: 'public',
  health: false,
  body: strictObject({
    token: PageToken,
    id: newIdOf('payment claim'),
    amountMinor: Type.Integer({ minimum: 1, maximum: 10_000_000_000 }),
    /** As the customer's app shows it: spaces do not count. */
    reference: Type.Optional(nullable(Type.String({ maxLength: 60, pattern: '^[A-Za-z0-9 -]*$' }))),
  }),
  reply: PaymentPage,
})
