import { type Static, Type } from 'typebox'
import { Currency, nullable, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const Limit = nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
const Count = (most: number) => nullable(Type.Integer({ minimum: 1, maximum: most }))

const fields = {
  /** How long a customer has to pay, unless the customer has days of his own. */
  dueDays: Type.Integer({ minimum: 0, maximum: 365 }),
  /** For new customers, in minor units of the shop's currency; null: no limit. */
  creditLimitMinor: Limit,
  /** In which credit is given besides the shop's own, and the limit of new accounts in each. */
  currencies: Type.Array(strictObject({ currency: Currency, creditLimitMinor: Limit }), { maxItems: 5 }),
  /** From this balance on a customer is marked as owing much; null: nobody is. */
  largeBalanceMinor: nullable(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  /** `TTFFU`: how many digits of an apartment's number are tower, floor and unit. */
  apartmentMask: Type.String({ pattern: '^T{1,4}F{1,3}U{1,3}$' }),
  groundFloor: Type.Boolean(),
  towers: Count(9999),
  floors: Count(999),
  units: Count(999),
  strictApartments: Type.Boolean(),
  upiId: nullable(Type.String({ pattern: '^[A-Za-z0-9._-]{2,64}@[A-Za-z][A-Za-z0-9]{1,34}$' })),
  upiName: nullable(text(50)),
  /** How long the page can be opened that a customer pays on. */
  paymentLinkDays: Type.Integer({ minimum: 1, maximum: 90 }),
  /** Between these times the app is dark, where its user has not decided for himself. */
  darkFrom: nullable(Time),
  darkUntil: nullable(Time),
}

export const ShopSettings = strictObject({
  ...fields,
  version: Type.Integer({ minimum: 0 }),
  currency: Type.String(),
  can: strictObject({ edit: Type.Boolean() }),
})
export type ShopSettings = Static<typeof ShopSettings>

const ShopSettingsChange = strictObject({
  ...(Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])) as {
    [Name in keyof typeof fields]: ReturnType<typeof Type.Optional<(typeof fields)[Name]>>
  }),
  /** What the change was made to: 0 before the first one, when there is nothing that `If-Match` could name. */
  version: Type.Integer({ minimum: 0 }),
})
export type ShopSettingsChange = Static<typeof ShopSettingsChange>

/** How the shop works; the counter needs it. */
export const getShopSettings = route({
  method: 'GET',
  url: '/shop',
  permission: 'customer.read',
  health: false,
  reply: ShopSettings,
})

export const changeShopSettings = route({
  method: 'PATCH',
  url: '/shop',
  permission: 'shop.write',
  health: false,
  body: ShopSettingsChange,
  reply: ShopSettings,
})
