import { type Static, Type } from 'typebox'
import { Currency, LocalDate, oneOf } from '#contract/formats.ts'
import { AFile, route, strictObject } from '#contract/route.ts'
import { CustomerId } from '../customers/customers.contract.ts'

export const ReportName = oneOf('ageing', 'day-book', 'sales', 'customers', 'apartments')
export type ReportName = Static<typeof ReportName>

const ReportSpan = oneOf('day', 'week', 'month')
export type ReportSpan = Static<typeof ReportSpan>

const Language = oneOf('en', 'hi')
const Format = oneOf('csv', 'pdf')

/** `ageing` is as of the day `to`, `customers` and `apartments` as of today, the others of the days from `from` to `to`, both included. */
const asked = {
  from: Type.Optional(LocalDate),
  /** Today where it is not said. */
  to: Type.Optional(LocalDate),
  /** The shop's where it is not said. */
  currency: Type.Optional(Currency),
  language: Type.Optional(Language),
}

const askedReport = {
  ...asked,
  /** `sales` day by day, where nothing else is said. Weeks begin as the tenant's settings say. */
  by: Type.Optional(ReportSpan),
}

const Cell = Type.Unsafe<string | number | null>({ type: ['string', 'number', 'null'] })

export const ReportTable = strictObject({
  title: Type.String(),
  currency: Type.String(),
  from: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  to: LocalDate,
  columns: Type.Array(
    strictObject({ title: Type.String(), kind: oneOf('text', 'word', 'number', 'day', 'money') }),
  ),
  /** Words of the product are in the language that was asked for; amounts are minor units. */
  rows: Type.Array(Type.Array(Cell)),
  totals: Type.Array(Cell),
  /** There are more rows than are shown; the file has them all. */
  more: Type.Boolean(),
})
export type ReportTable = Static<typeof ReportTable>

const params = strictObject({ report: ReportName })

export const getReport = route({
  method: 'GET',
  url: '/reports/:report',
  permission: 'report.read',
  health: false,
  params,
  query: strictObject(askedReport),
  reply: ReportTable,
})

export const getReportFile = route({
  method: 'GET',
  url: '/reports/:report/file',
  permission: 'report.read',
  health: false,
  params,
  query: strictObject({ ...askedReport, format: Format }),
  reply: AFile,
})

/** A customer's account from one day to another with its running balance, the oldest line first. */
export const getStatementFile = route({
  method: 'GET',
  url: '/customers/:customerId/statement/file',
  permission: 'customer.read',
  health: false,
  params: strictObject({ customerId: CustomerId }),
  query: strictObject({ ...asked, format: Format }),
  reply: AFile,
})
