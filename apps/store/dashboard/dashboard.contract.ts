import { type Static, Type } from 'typebox'
import { Currency, LocalDate, Money } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { CustomerId } from '../customers/customers.contract.ts'

/** What is owed, by how long it has been due. */
const AgeingSums = strictObject({
  notDueMinor: Money,
  days1To30Minor: Money,
  days31To60Minor: Money,
  days61To90Minor: Money,
  over90Minor: Money,
  advanceMinor: Money,
})

/** How the shop stands at one instant, in one currency. Amounts are minor units. */
export const Dashboard = strictObject({
  /** The day it is in the shop's zone. */
  today: LocalDate,
  currency: Type.String(),
  /** What all who owe, owe together. What others have paid ahead is not taken off. */
  outstandingMinor: Money,
  customersOwing: Type.Integer(),
  /** To be paid from today through the next six days. */
  dueThisWeekMinor: Money,
  /** Whose day has passed. */
  overdueMinor: Money,
  customersOverdue: Type.Integer(),
  /** Less what was taken back today. */
  purchasesTodayMinor: Money,
  paymentsTodayMinor: Money,
  ageing: AgeingSums,
  /** Who owes most, first. */
  topDebtors: Type.Array(
    strictObject({
      id: CustomerId,
      name: Type.String(),
      balanceMinor: Money,
      overdueMinor: Money,
    }),
  ),
  /** The last thirty days, the oldest first. */
  days: Type.Array(strictObject({ day: LocalDate, purchasesMinor: Money, paymentsMinor: Money })),
  /** What is owed in other currencies. */
  others: Type.Array(strictObject({ currency: Type.String(), outstandingMinor: Money })),
})
export type Dashboard = Static<typeof Dashboard>

export const getDashboard = route({
  method: 'GET',
  url: '/dashboard',
  permission: 'report.read',
  health: false,
  /** The shop's own, where none is said. */
  query: strictObject({ currency: Type.Optional(Currency) }),
  reply: Dashboard,
})
