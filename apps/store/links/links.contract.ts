import { type Static, Type } from 'typebox'
import { idOf, LocalDate, Money, nullable, Timestamp } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'

/** 256 random bits. It stands behind the `#` of the page's address, which browsers send to nobody. */
export const PageToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** A link as the shop knows it afterwards: its address is told once, when it is made. */
export const linkFields = { createdAt: Timestamp, expiresAt: Timestamp, revokedAt: nullable(Timestamp) }

/** A link that was just made, with all that it is handed over by. */
export const newLinkOf = <Entity extends string>(entity: Entity) =>
  strictObject({
    id: idOf(entity),
    url: Type.String(),
    expiresAt: Timestamp,
    /** A QR code of the address, as a path of unit squares. */
    qr: strictObject({ size: Type.Integer(), path: Type.String() }),
    /** What goes with the address, in the customer's language. */
    text: Type.String(),
    /** Opens a chat with the customer in WhatsApp with that text; null without a phone. */
    waLink: nullable(Type.String()),
  })
const NewLink = newLinkOf('link')
/** Of whichever kind. */
export type NewLink = Omit<Static<typeof NewLink>, 'id'> & { id: string }

/** Whose page it is and of which shop: of the customer no more than he is called and where he lives. */
export const pageHead = {
  shop: strictObject({
    name: Type.String(),
    locale: Type.String(),
    timeZone: Type.String(),
    /** `#1f5f8b`; null: the product's own. */
    accent: nullable(Type.String()),
    logoUrl: nullable(Type.String()),
  }),
  customer: strictObject({
    firstName: Type.String(),
    apartments: Type.Array(Type.String()),
    language: Type.String(),
  }),
  currency: Type.String(),
  expiresAt: Timestamp,
}

/** An entry on a customer's own page: what the shop wrote beside it is the shop's. */
export const PageLine = strictObject({
  effectiveOn: LocalDate,
  kind: Type.String(),
  receipt: nullable(Type.String()),
  /** Positive: the customer owes more. */
  amountMinor: Money,
  balanceMinor: Money,
})
