import type { AnyTenantReader } from '@tenantry/tenancy'
import { type CustomerStatement, findStatement } from '../counter/counter.ts'
import { addDays, today } from '../days.ts'
import { kindWord } from './day-book.ts'
import { type AskedDays, periodOf } from './period.ts'
import type { Cell, Report } from './report.ts'
import { type ColumnOf, day, money, text, word } from './report-columns.ts'

type Line = CustomerStatement['lines'][number]

const columnsOf = ({ notes }: { notes: boolean }): readonly ColumnOf<Line>[] => [
  day('day', 'day', ({ effectiveOn }) => effectiveOn),
  word('kind', 'kind', ({ kind, reversesId }) => (reversesId ? 'reversal' : kindWord(kind))),
  text('receipt', 'receipt', ({ receipt }) => receipt),
  text('note', 'memo', ({ memo, reason }) => (notes ? (memo ?? reason) : null)),
  money('debit', 'gave', ({ amountMinor }) => (amountMinor > 0 ? amountMinor : null)),
  money('credit', 'got', ({ amountMinor }) => (amountMinor < 0 ? -amountMinor : null)),
  money('balance', 'balance', ({ balanceMinor }) => balanceMinor),
]

/** More than a customer buys in a lifetime: a statement that leaves lines out would not add up. */
const mostLines = 100_000

/**
 * A customer's account, the oldest line first, between its opening and its closing balance; a year where no days are said.
 * Without `notes` it says nothing of what the shop wrote for itself. Throws `not_found`.
 */
export async function statementReport(
  db: AnyTenantReader,
  customerId: string,
  { notes = true, ...asked }: AskedDays & { notes?: boolean },
): Promise<Report> {
  const last = asked.to ?? today(db.tenant.timeZone)
  const { from, to, currency } = periodOf(db, { ...asked, from: asked.from ?? addDays(last, -364) })
  const statement = await findStatement(db, customerId, { currency, from, to, limit: mostLines })
  const columns = columnsOf({ notes })
  const { openingMinor, debitsMinor, creditsMinor, closingMinor } = statement
  const opening: Cell[] = [from, 'opening', null, null, null, null, openingMinor]
  return {
    name: 'statement',
    title: 'statement',
    currency,
    from,
    to,
    columns,
    rows: [opening, ...statement.lines.toReversed().map((line) => columns.map(({ cell }) => cell(line)))],
    totals: ['closing', null, null, null, debitsMinor, creditsMinor, closingMinor],
  }
}
