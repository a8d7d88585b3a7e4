import { type Static, Type } from 'typebox'
import { LocalDate, Money, nullable, oneOf } from '#contract/formats.ts'
import { AFile, route, strictObject } from '#contract/route.ts'

/** What a column of the file may hold. Tower, floor and unit together are an apartment. */
export const importFields = [
  'name',
  'phone',
  'apartments',
  'tower',
  'floor',
  'unit',
  'openingBalance',
  'creditLimit',
  'dueDays',
  'language',
  'consent',
  'notes',
] as const
export type ImportField = (typeof importFields)[number]

export const lineProblems = [
  'column_missing',
  'missing',
  'too_long',
  'phone_not_mobile',
  'phone_taken',
  'same_as_line',
  'apartment_not_digits',
  'apartment_too_short',
  'apartment_too_long',
  'apartment_no_such_tower',
  'apartment_no_such_floor',
  'apartment_no_such_unit',
  'amount_unreadable',
  'days_unreadable',
  'language_unknown',
  'consent_unreadable',
] as const

const LineProblem = strictObject({
  /** As an editor counts: the header is line 1. */
  line: Type.Integer(),
  field: nullable(oneOf(...importFields)),
  code: oneOf(...lineProblems),
  /** What stands there. */
  value: Type.String(),
  /** The number that may be meant, the line it repeats, the customer who has the phone. */
  hint: nullable(Type.String()),
})
export type LineProblem = Static<typeof LineProblem>

const ImportReport = strictObject({
  columns: Type.Array(
    strictObject({
      header: Type.String(),
      field: nullable(oneOf(...importFields)),
      samples: Type.Array(Type.String()),
    }),
  ),
  lines: Type.Integer(),
  /** To be added, or added. */
  fresh: Type.Integer(),
  /** Customers already: nothing is done to them. */
  known: Type.Integer(),
  /** What the fresh ones owe from before. */
  openingMinor: Money,
  currency: Type.String(),
  problemLines: Type.Integer(),
  /** The first of them. */
  problems: Type.Array(LineProblem),
})
export type ImportReport = Static<typeof ImportReport>

/** The largest file and the longest list that are taken. */
export const importLimits = { bytes: 5_000_000, rows: 20_000 }

const raw = { contentTypes: ['text/csv'], maxBytes: importLimits.bytes } as const
const asked = {
  /** What each column holds, in their order, `-` for nothing: `name,-,phone`. Guessed from the header if it is not said. */
  columns: Type.Optional(Type.String({ pattern: '^(-|[a-zA-Z]+)(,(-|[a-zA-Z]+))*$', maxLength: 2000 })),
  /** A spreadsheet has eaten first zeros: `1051` is `01051`. */
  addZero: Type.Optional(Type.Boolean()),
  /** The day of the opening balances; today if it is not said. */
  openingOn: Type.Optional(LocalDate),
}

/** What importing the file would do; nothing is written. */
export const previewCustomerImport = route({
  method: 'POST',
  url: '/customers/import/preview',
  permission: 'customer.write',
  health: false,
  query: strictObject(asked),
  raw,
  reply: ImportReport,
})

/**
 * Adds the customers of the file, some hundred lines at a time: the same file is sent again with `from` the `next` of the
 * answer, until there is none. Lines that are wrong are left out and told. Who is there already is left alone, so that
 * a file may be sent twice, and again after it was mended.
 */
export const importCustomers = route({
  method: 'POST',
  url: '/customers/import',
  permission: 'customer.write',
  health: false,
  query: strictObject({ ...asked, from: Type.Optional(Type.Integer({ minimum: 1 })) }),
  raw,
  reply: strictObject({ ...ImportReport.properties, next: nullable(Type.Integer()) }),
})

/** The header of such a file, to be filled in. */
export const getImportTemplate = route({
  method: 'GET',
  url: '/customers/import/template',
  permission: 'customer.write',
  health: false,
  reply: AFile,
})

/** All customers with what they owe, as CSV. Importing it elsewhere makes the same customers. */
export const exportCustomers = route({
  method: 'GET',
  url: '/customers/export',
  permission: 'report.read',
  health: false,
  query: strictObject({ archived: Type.Optional(Type.Boolean()) }),
  reply: AFile,
})
