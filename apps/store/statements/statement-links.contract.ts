import { type Static, Type } from 'typebox'
import { Currency, idOf, LocalDate, Money, nullable, oneOf } from '#contract/formats.ts'
import { AFile, Nothing, route, strictObject } from '#contract/route.ts'
import { CustomerId } from '../customers/customers.contract.ts'
import { linkFields, newLinkOf, pageHead, PageLine, PageToken } from '../links/links.contract.ts'

/** A link as the shop knows it afterwards: its address is told once, when it is made. */
const StatementLink = strictObject({
  id: idOf('statement link'),
  currency: Type.String(),
  /** Null: from the account's beginning. */
  from: nullable(LocalDate),
  /** Null: to the day on which it is looked at. */
  to: nullable(LocalDate),
  ...linkFields,
})
export type StatementLink = Static<typeof StatementLink>

const params = strictObject({ customerId: CustomerId })

export const listStatementLinks = route({
  method: 'GET',
  url: '/customers/:customerId/statement-links',
  permission: 'customer.read',
  health: false,
  params,
  reply: strictObject({ items: Type.Array(StatementLink) }),
})

/** Makes a page on which this customer sees his account over these days. */
export const addStatementLink = route({
  method: 'POST',
  url: '/customers/:customerId/statement-links',
  permission: 'payment.write',
  health: false,
  creates: true,
  params,
  body: strictObject({
    /** The shop's, where it is not said. */
    currency: Type.Optional(Currency),
    from: Type.Optional(nullable(LocalDate)),
    to: Type.Optional(nullable(LocalDate)),
    /** How long it can be opened; as long as payment links, where it is not said. */
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
  }),
  reply: newLinkOf('statement link'),
})

/** From now on the page says that its link is over. */
export const revokeStatementLink = route({
  method: 'DELETE',
  url: '/statement-links/:statementLinkId',
  permission: 'payment.write',
  health: false,
  params: strictObject({ statementLinkId: idOf('statement link') }),
  reply: Nothing,
})

/** What a customer sees who opens his statement. */
export const StatementPage = strictObject({
  ...pageHead,
  from: nullable(LocalDate),
  to: LocalDate,
  openingMinor: Money,
  /** What was taken on credit and what was paid, over all these days. */
  debitsMinor: Money,
  creditsMinor: Money,
  /** Negative: it is money in the customer's favour. */
  closingMinor: Money,
  /** The newest first, a hundred at a time. */
  lines: Type.Array(PageLine),
  next: nullable(Type.String()),
})
export type StatementPage = Static<typeof StatementPage>

/**
 * What the page shows. A token that is unknown, over, taken back or another shop's is refused with `link_over`, always in the
 * same words.
 */
export const lookAtStatementPage = route({
  method: 'POST',
  url: '/statement-page/look',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({
    token: PageToken,
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$' })),
  }),
  reply: StatementPage,
})

/** The same on paper, the oldest line first. */
export const getStatementPageFile = route({
  method: 'POST',
  url: '/statement-page/file',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ token: PageToken, language: oneOf('en', 'hi') }),
  reply: AFile,
})
