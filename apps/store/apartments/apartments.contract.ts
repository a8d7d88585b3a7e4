import { type Static, Type } from 'typebox'
import { Money } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { CustomerId } from '../customers/customers.contract.ts'

const Tower = strictObject({
  tower: Type.Integer(),
  apartments: Type.Integer(),
  customers: Type.Integer(),
  /** What its customers owe, in the shop's currency; what is paid ahead does not lessen it. */
  owedMinor: Money,
  overdueMinor: Money,
})
export type Tower = Static<typeof Tower>

/** An apartment with whoever lives there. A customer of several apartments owes what he owes once, and is at each. */
const LivedIn = strictObject({
  number: Type.String(),
  floor: Type.Integer(),
  unit: Type.Integer(),
  owedMinor: Money,
  overdueMinor: Money,
  /** One of them owes more than the shop calls much. */
  owesMuch: Type.Boolean(),
  customers: Type.Array(strictObject({ id: CustomerId, name: Type.String() })),
})
export type LivedIn = Static<typeof LivedIn>

/** The towers in which customers live. */
export const listTowers = route({
  method: 'GET',
  url: '/towers',
  permission: 'customer.read',
  health: false,
  reply: strictObject({ items: Type.Array(Tower) }),
})

/** The apartments of a tower in which customers live, in the order in which a delivery walks. */
export const listApartments = route({
  method: 'GET',
  url: '/towers/:tower/apartments',
  permission: 'customer.read',
  health: false,
  params: strictObject({ tower: Type.String({ pattern: '^\\d{1,4}$' }) }),
  reply: strictObject({ items: Type.Array(LivedIn) }),
})
