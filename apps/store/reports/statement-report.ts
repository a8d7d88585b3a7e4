import type { AnyTenantReader } from '@tenantry/tenancy'
import { findStatement } from '../counter/counter.ts'
import { addDays, today } from '../days.ts'
import { kindWord, periodOf } from './find-report.ts'
import { type Cell, type Report, type ReportColumn } from './report.ts'

const columns: readonly ReportColumn[] = [
  { name: 'day', title: 'day', kind: 'day' },
  { name: 'kind', title: 'kind', kind: 'word' },
  { name: 'receipt', title: 'receipt', kind: 'text' },
  { name: 'note', title: 'memo', kind: 'text' },
  { name: 'debit', title: 'gave', kind: 'money' },
  { name: 'credit', title: 'got', kind: 'money' },
  { name: 'balance', title: 'balance', kind: 'money' },
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
  { notes = true, ...asked }: { from?: string; to?: string; currency?: string; notes?: boolean },
): Promise<Report> {
  const last = asked.to ?? today(db.tenant.timeZone)
  const { from, to, currency } = periodOf(db, { from: addDays(last, -364), ...asked })
  const statement = await findStatement(db, customerId, { currency, from, to, limit: mostLines })
  const lines = statement.lines
    .toReversed()
    .map((each): Cell[] => [
      each.effectiveOn,
      each.reversesId ? 'reversal' : kindWord(each.kind),
      each.receipt,
      notes ? (each.memo ?? each.reason) : null,
      each.amountMinor > 0 ? each.amountMinor : null,
      each.amountMinor < 0 ? -each.amountMinor : null,
      each.balanceMinor,
    ])
  const { openingMinor, debitsMinor, creditsMinor, closingMinor } = statement
  return {
    name: 'statement',
    title: 'statement',
    currency,
    from,
    to,
    columns,
    rows: [line(from, 'opening', openingMinor), ...lines],
    totals: ['closing', null, null, null, debitsMinor, creditsMinor, closingMinor],
  }
}

function line(day: string, word: 'opening', balanceMinor: number): Cell[] {
  return [day, word, null, null, null, null, balanceMinor]
}
