import type { AnyTenantReader } from '@tenantry/tenancy'
import { listAccounts } from '#platform/ledger/accounts.ts'
import { readStatement } from '#platform/ledger/statement.ts'
import { customerOwner } from '../customers/customers.ts'
import { receiptsOf } from '../counter/counter.ts'
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

/** A customer's account, the oldest line first, between its opening and its closing balance; a year where no days are said. */
export async function statementReport(
  db: AnyTenantReader,
  customerId: string,
  asked: { from?: string; to?: string; currency?: string },
): Promise<Report> {
  const last = asked.to ?? today(db.tenant.timeZone)
  const { from, to, currency } = periodOf(db, { from: addDays(last, -364), ...asked })
  const accounts = await listAccounts(db, { kind: customerOwner, id: customerId })
  const account = accounts.find((each) => each.currency === currency)
  const about = { name: 'statement', title: 'statement', currency, from, to, columns } as const
  if (!account)
    return { ...about, rows: [line(from, 'opening', 0)], totals: ['closing', null, null, null, 0, 0, 0] }
  const statement = await readStatement(db, { accountId: account.id, from, to, limit: mostLines })
  const receipts = await receiptsOf(
    db,
    statement.lines.map(({ transactionId }) => transactionId),
  )
  const lines = statement.lines
    .toReversed()
    .map((each): Cell[] => [
      each.effectiveOn,
      each.reversesId ? 'reversal' : kindWord(each.kind),
      receipts.get(each.transactionId) ?? null,
      each.memo ?? each.reason,
      each.amountMinor > 0 ? each.amountMinor : null,
      each.amountMinor < 0 ? -each.amountMinor : null,
      each.balanceMinor,
    ])
  const { openingMinor, debitsMinor, creditsMinor, closingMinor } = statement
  return {
    ...about,
    rows: [line(from, 'opening', openingMinor), ...lines],
    totals: ['closing', null, null, null, debitsMinor, creditsMinor, closingMinor],
  }
}

function line(day: string, word: 'opening', balanceMinor: number): Cell[] {
  return [day, word, null, null, null, null, balanceMinor]
}
