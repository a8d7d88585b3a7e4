import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** What one day moved on the accounts of a kind, by kind of transaction. Reversals are taken off where they were made. */
export interface DayTotal {
  day: string
  currency: string
  transactionKind: string
  debitsMinor: number
  creditsMinor: number
  entries: number
}

/** Day by day, both ends included. Read from what each posting has added up, so it costs days and not entries. */
export function listDayTotals(
  db: AnyTenantReader,
  range: { accountKind: string; from: string; to: string },
): Promise<DayTotal[]> {
  return db
    .raw<DayTotal>(
      sql`select day, currency, transaction_kind, sum(debits_minor)::bigint as debits_minor,
                 sum(credits_minor)::bigint as credits_minor, sum(entries)::bigint as entries
            from core.ledger_days
           where tenant_id = ${db.tenantId} and day between ${range.from} and ${range.to}
             and account_kind = ${range.accountKind}
           group by day, currency, transaction_kind order by day, currency, transaction_kind`,
    )
    .execute()
}

/** What all accounts of one kind of owner come to: what is owed, and what was paid ahead. */
interface Outstanding {
  currency: string
  owedMinor: number
  advanceMinor: number
  accountsOwing: number
}

export function listOutstanding(db: AnyTenantReader, ownerKind: string): Promise<Outstanding[]> {
  return db
    .raw<Outstanding>(
      sql`select currency, coalesce(sum(debits_posted - credits_posted) filter (where debits_posted > credits_posted), 0)::bigint
                   as owed_minor,
                 coalesce(sum(credits_posted - debits_posted) filter (where credits_posted > debits_posted), 0)::bigint
                   as advance_minor,
                 count(*) filter (where debits_posted > credits_posted) as accounts_owing
            from core.ledger_accounts
           where tenant_id = ${db.tenantId} and owner_kind = ${ownerKind} and owner_id is not null
           group by currency order by currency`,
    )
    .execute()
}
