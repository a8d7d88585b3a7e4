import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { listAccounts } from '#platform/ledger/accounts.ts'
import { listAgeing } from '#platform/ledger/ageing.ts'
import { readStatement } from '#platform/ledger/statement.ts'
import { assertCustomer, customerOwner } from '../customers/customers.ts'
import { today } from '../days.ts'

interface Asked {
  currency?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

const even = {
  notDueMinor: 0,
  days1To30Minor: 0,
  days31To60Minor: 0,
  days61To90Minor: 0,
  over90Minor: 0,
  advanceMinor: 0,
}

/** A customer's account in one currency. Throws `not_found` for a customer that is not there. */
export async function customerStatement(db: AnyTenantReader, customerId: string, asked: Asked) {
  const { currency = db.tenant.currency, from, to, limit = 50, cursor } = asked
  await assertCustomer(db, customerId)
  const accounts = await listAccounts(db, { kind: customerOwner, id: customerId })
  const account = accounts.find((each) => each.currency === currency)
  if (!account) {
    const nothing = { openingMinor: 0, debitsMinor: 0, creditsMinor: 0, closingMinor: 0 }
    return { currency, ...nothing, ageing: even, lines: [], next: null }
  }
  const place = cursor ? decodeCursor(cursor, 'statement', ['text', 'integer']) : undefined
  const statement = await readStatement(db, {
    accountId: account.id,
    limit,
    ...(from && { from }),
    ...(to && { to }),
    ...(place && { before: { effectiveOn: place[0], version: place[1] } }),
  })
  const [ageing] = await listAgeing(
    db,
    { ownerKind: customerOwner, accountIds: [account.id] },
    today(db.tenant.timeZone),
  )
  const receipts = await receiptsOf(
    db,
    statement.lines.map(({ transactionId }) => transactionId),
  )
  const last = statement.more ? statement.lines.at(-1) : undefined
  return {
    currency,
    openingMinor: statement.openingMinor,
    debitsMinor: statement.debitsMinor,
    creditsMinor: statement.creditsMinor,
    closingMinor: statement.closingMinor,
    ageing: ageing ? pick(ageing) : even,
    lines: statement.lines.map((line) => ({
      entryId: line.transactionId,
      kind: line.kind,
      receipt: receipts.get(line.transactionId) ?? null,
      effectiveOn: line.effectiveOn,
      dueOn: line.dueOn,
      memo: line.memo,
      reason: line.reason,
      amountMinor: line.amountMinor,
      balanceMinor: line.balanceMinor,
      reverses: line.reversesId,
      reversedBy: line.reversedById,
      createdAt: line.createdAt,
    })),
    next: last ? encodeCursor(['statement', last.effectiveOn, last.version]) : null,
  }
}

function pick(ageing: typeof even): typeof even {
  const { notDueMinor, days1To30Minor, days31To60Minor, days61To90Minor, over90Minor, advanceMinor } = ageing
  return { notDueMinor, days1To30Minor, days31To60Minor, days61To90Minor, over90Minor, advanceMinor }
}

/** The receipts of transactions, where they have one. */
export async function receiptsOf(db: AnyTenantReader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .raw<{ transactionId: string; number: string }>(
      sql`select transaction_id, number from store.receipts
           where tenant_id = ${db.tenantId} and transaction_id = any(${[...ids]}::uuid[])`,
    )
    .execute()
  return new Map(rows.map(({ transactionId, number }) => [transactionId, number]))
}
