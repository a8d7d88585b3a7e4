import { type Static, Type } from 'typebox'
import { LocalDate, nullable } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

export const ShopBooks = strictObject({
  /** The last day for which nothing is posted any more; null: all are open. */
  closedThrough: nullable(LocalDate),
  can: strictObject({ edit: Type.Boolean() }),
})
export type ShopBooks = Static<typeof ShopBooks>

export const getShopBooks = route({
  method: 'GET',
  url: '/shop/books',
  permission: 'customer.read',
  health: false,
  reply: ShopBooks,
})

/** Closes the books up to a day that is over, or opens them again. Entries that are under way come first. */
export const closeShopBooks = route({
  method: 'PUT',
  url: '/shop/books',
  permission: 'shop.write',
  health: false,
  body: strictObject({ closedThrough: nullable(LocalDate) }),
  reply: ShopBooks,
})
