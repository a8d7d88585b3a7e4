import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { accountIdOf } from '#platform/ledger/accounts.ts'
import { type AgeingSums, ageingRow } from '#platform/ledger/ageing.ts'
import {
  endPage,
  type Statement,
  type StatementLine,
  type StatementRange,
  type StatementRow,
  statementRow,
} from '#platform/ledger/statement.ts'
import { customerOwner } from '../customers/customers.ts'
import { today } from '../days.ts'

interface Asked {
  currency?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

/** A customer's account in one currency, a page of it. Throws `not_found` for a customer that is not there. */
export async function customerStatement(db: AnyTenantReader, customerId: string, asked: Asked) {
  const { currency = db.tenant.currency, from, to, limit = 50, cursor } = asked
  const place = cursor ? decodeCursor(cursor, 'statement', ['text', 'integer']) : undefined
  const before = place && { effectiveOn: place[0], version: place[1] }
  const found = await findStatement(db, customerId, { currency, from, to, before, limit })
  const last = found.more ? found.lines.at(-1) : undefined
  return {
    currency,
    openingMinor: found.openingMinor,
    debitsMinor: found.debitsMinor,
    creditsMinor: found.creditsMinor,
    closingMinor: found.closingMinor,
    ageing: found.ageing,
    lines: found.lines.map((line) => ({
      entryId: line.transactionId,
      kind: line.kind,
      receipt: line.receipt,
      effectiveOn: line.effectiveOn,
      dueOn: line.dueOn,
      memo: line.memo,
      reason: line.reason,
      amountMinor: line.amountMinor,
      balanceMinor: line.balanceMinor,
      reverses: line.reversesId,
      reversedBy: line.reversedById,
      converted: line.linked && { currency: line.linked.currency, amountMinor: line.linked.amountMinor },
      rate: line.rate,
      createdAt: line.createdAt,
    })),
    next: last ? encodeCursor(['statement', last.effectiveOn, last.version]) : null,
  }
}

export interface CustomerStatement extends Omit<Statement, 'lines'> {
  ageing: AgeingSums
  lines: (StatementLine & { receipt: string | null })[]
}

/**
 * Lines, balances, receipts and ageing in one statement, and so as of one instant; a customer without an account in that
 * currency is even. Throws `not_found`.
 */
export async function findStatement(
  db: AnyTenantReader,
  customerId: string,
  { currency, ...range }: StatementRange & { currency: string },
): Promise<CustomerStatement> {
  const { tenantId } = db
  const owner = { kind: customerOwner, id: customerId }
  const account = accountIdOf(tenantId, { owner, kind: 'receivable', currency })
  const [row] = await db
    .raw<StatementRow & AgeingSums & { receipts: Record<string, string | null> }>(
      sql`select statement.*, ageing.*,
                 coalesce((select json_object_agg(line->>'transactionId', (
                                    select receipt.number from store.receipts receipt
                                     where receipt.tenant_id = ${tenantId}
                                       and receipt.transaction_id = (line->>'transactionId')::uuid))
                             from json_array_elements(statement.lines) line), '{}') as receipts
            from store.customers customer
            cross join (${statementRow(tenantId, account, range)}) statement
            cross join (${ageingRow(tenantId, account, today(db.tenant.timeZone))}) ageing
           where customer.tenant_id = ${tenantId} and customer.id = ${customerId}`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  const { openingMinor, closingMinor, debitsMinor, creditsMinor, lines, more } = endPage(row, range.limit)
  return {
    openingMinor,
    closingMinor,
    debitsMinor,
    creditsMinor,
    ageing: {
      notDueMinor: row.notDueMinor,
      days1To30Minor: row.days1To30Minor,
      days31To60Minor: row.days31To60Minor,
      days61To90Minor: row.days61To90Minor,
      over90Minor: row.over90Minor,
      advanceMinor: row.advanceMinor,
    },
    lines: lines.map((line) => ({ ...line, receipt: row.receipts[line.transactionId] ?? null })),
    more,
  }
}
