import { type Static, Type } from 'typebox'
import { Currency, LocalDate, Money, newIdOf, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { EntryId } from '../counter/counter.contract.ts'
import { CustomerId } from '../customers/customers.contract.ts'

const Side = strictObject({
  /** Made by the page: asked again, it is the same entry. */
  id: newIdOf('entry'),
  currency: Currency,
  amountMinor: Type.Integer({ minimum: 1, maximum: 10_000_000_000 }),
})

const Converted = strictObject({
  /** What one unit of the first currency is in the second. */
  rate: Type.String(),
  entries: Type.Array(strictObject({ id: EntryId, currency: Type.String(), balanceMinor: Money })),
  replayed: Type.Boolean(),
})
export type Converted = Static<typeof Converted>

/**
 * What a customer owes in one currency, or a part of it, is owed in another from now on: two linked entries with the rate
 * between their amounts. Refused with `invalid_input` for more than is owed, where both currencies are the same, and where
 * the shop gives no credit in the second.
 */
export const convertDebt = route({
  method: 'POST',
  url: '/customers/:customerId/conversions',
  permission: 'limit.override',
  health: false,
  creates: true,
  params: strictObject({ customerId: CustomerId }),
  body: strictObject({
    from: Side,
    to: Side,
    reason: text(500),
    /** Today, if nothing is said. Not in the future. */
    effectiveOn: Type.Optional(LocalDate),
  }),
  reply: Converted,
})
