import { newId } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { checkLedger } from './check-ledger.ts'
import { openShops } from './test/shop.ts'

const { shop } = openShops()

interface Row {
  tenantId: string
  accountId: string
}

const ofAccount = ({ tenantId, accountId }: Row) => sql`where tenant_id = ${tenantId} and id = ${accountId}`
const ofDues = ({ tenantId, accountId }: Row) =>
  sql`where tenant_id = ${tenantId} and account_id = ${accountId}`

const breakages: [what: string, faults: string[], change: (row: Row) => RawBuilder<unknown>][] = [
  [
    'a counter that was changed',
    ['counters'],
    (row) => sql`update core.ledger_accounts set debits_posted = 400 ${ofAccount(row)}`,
  ],
  [
    'a version that was skipped',
    ['versions'],
    (row) => sql`update core.ledger_accounts set version = 7 ${ofAccount(row)}`,
  ],
  [
    'room that no hold keeps',
    ['pending'],
    (row) => sql`update core.ledger_accounts set debits_pending = 1 ${ofAccount(row)}`,
  ],
  [
    'a due that is not the entries’',
    ['dues'],
    (row) => sql`update core.ledger_dues set debit_minor = 1 ${ofDues(row)}`,
  ],
  [
    'a due that was settled out of turn',
    ['open_dues', 'open_days', 'oldest_dues'],
    (row) => sql`update core.ledger_dues set open_minor = 0 ${ofDues(row)}`,
  ],
  [
    'a day of which something else is open than its accounts say',
    ['open_days'],
    ({ tenantId }) =>
      sql`update core.ledger_open_days set open_minor = open_minor + 1 where tenant_id = ${tenantId}
             and (due_on, split) = (select due_on, split from core.ledger_open_days where tenant_id = ${tenantId} limit 1)`,
  ],
  [
    'a day that was not added up',
    ['days'],
    ({ tenantId }) =>
      sql`insert into core.ledger_days (tenant_id, day, currency, account_kind, transaction_kind, split,
                                        debits_minor, credits_minor, entries)
          values (${tenantId}, '2001-01-01', 'INR', 'receivable', 'purchase', 0, 1, 0, 1)`,
  ],
  [
    'a transaction of one side',
    ['unbalanced'],
    ({ tenantId }) =>
      sql`insert into core.ledger_transactions (tenant_id, id, kind, effective_on, source)
          values (${tenantId}, ${newId()}, 'purchase', '2026-11-20', 'test')`,
  ],
]

test.each(breakages)('the check finds %s', async (_what, faults, change) => {
  const accountId = await shop.customer()
  await shop.buy(accountId, 500)
  const found = shop.write(async (tx) => {
    await tx.raw(change({ tenantId: tx.tenantId, accountId })).execute()
    const findings = await checkLedger(tx)
    throw Object.assign(new Error('undone'), { faults: findings.map(({ fault }) => fault) })
  })
  await expect(found).rejects.toMatchObject({ message: 'undone', faults })
})
