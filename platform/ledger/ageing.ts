import type { AnyTenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'

/** What is owed by how long it has been due, in minor units. The buckets less the advance are the balance. */
export interface AgeingSums {
  notDueMinor: number
  days1To30Minor: number
  days31To60Minor: number
  days61To90Minor: number
  over90Minor: number
  /** Paid beyond all that was ever due. */
  advanceMinor: number
}

export interface Ageing extends AgeingSums {
  accountId: string
  ownerId: string
  currency: string
  balanceMinor: number
}

/** Which accounts: all of one kind of owner, or some of them. */
interface Scope {
  ownerKind: string
  accountIds?: readonly string[]
}

/** The ageing of today's books on a day, from what is kept open; accounts that are even are left out. */
export function listAgeing(
  db: AnyTenantReader,
  { ownerKind, accountIds }: Scope,
  today: string,
): Promise<Ageing[]> {
  const within = accountIds ? sql`and account.id = any(${[...accountIds]}::uuid[])` : sql``
  return db
    .raw<Ageing>(
      sql`select account.id as account_id, account.owner_id, account.currency, ${buckets(today, sql`due.open_minor`)},
                 greatest(0, account.credits_posted - account.debits_posted) as advance_minor,
                 account.debits_posted - account.credits_posted as balance_minor
            from core.ledger_accounts account
            left join core.ledger_dues due
              on due.tenant_id = account.tenant_id and due.account_id = account.id and due.open_minor > 0
           where account.tenant_id = ${db.tenantId} and account.owner_kind = ${ownerKind} and account.owner_id is not null
             and account.debits_posted <> account.credits_posted ${within}
           group by account.tenant_id, account.id`,
    )
    .execute()
}

/**
 * The ageing of one account as a part of a larger query: one row, also where `account`, an expression for the account's id,
 * finds none.
 */
export function ageingRow(
  tenantId: string,
  account: RawBuilder<unknown>,
  today: string,
): RawBuilder<AgeingSums> {
  return sql<AgeingSums>`select ${buckets(today, sql`open_minor`)},
           coalesce((select greatest(0, credits_posted - debits_posted) from core.ledger_accounts
                      where tenant_id = ${tenantId} and id = ${account}), 0) as advance_minor
      from core.ledger_dues where tenant_id = ${tenantId} and account_id = ${account} and open_minor > 0`
}

/** The ageing as it was on a day, reckoned from the entries up to it: what came later, payments too, does not count. */
export function listAgeingAsOf(
  db: AnyTenantReader,
  { ownerKind, accountIds }: Scope,
  day: string,
): Promise<Ageing[]> {
  const within = accountIds ? sql`and account.id = any(${[...accountIds]}::uuid[])` : sql``
  return db
    .raw<Ageing>(
      sql`with moves as (
            select account.id as account_id, account.owner_id, account.currency, entry.due_on,
                   sum(case entry.side when 'debit' then entry.amount_minor else -entry.amount_minor end)::bigint as amount_minor
              from core.ledger_accounts account
              join core.ledger_entries entry
                on entry.tenant_id = account.tenant_id and entry.account_id = account.id
             where account.tenant_id = ${db.tenantId} and account.owner_kind = ${ownerKind}
               and account.owner_id is not null and entry.effective_on <= ${day}::date ${within}
             group by account.id, account.owner_id, account.currency, entry.due_on),
          spread as (
            select moves.*,
                   coalesce(sum(amount_minor) filter (where due_on is null) over (partition by account_id), 0) as settled,
                   sum(amount_minor) filter (where due_on is not null) over (partition by account_id order by due_on) as due
              from moves),
          left_over as (
            select account_id, owner_id, currency, due_on, amount_minor,
                   case when due_on is not null then greatest(0, least(amount_minor, due + settled)) end as open_minor
              from spread)
          select account_id, owner_id, currency, ${buckets(day, sql`open_minor`)},
                 greatest(0, -sum(amount_minor))::bigint as advance_minor, sum(amount_minor)::bigint as balance_minor
            from left_over group by account_id, owner_id, currency having sum(amount_minor) <> 0`,
    )
    .execute()
}

/** One column a bucket; a debit is not due through its own day. */
function buckets(day: string, open: RawBuilder<unknown>): RawBuilder<unknown> {
  const late = sql`${day}::date - due_on`
  const bucket = (condition: RawBuilder<unknown>) =>
    sql`coalesce(sum(${open}) filter (where ${condition}), 0)::bigint`
  return sql`${bucket(sql`${late} <= 0`)} as not_due_minor,
    ${bucket(sql`${late} between 1 and 30`)} as days1_to30_minor,
    ${bucket(sql`${late} between 31 and 60`)} as days31_to60_minor,
    ${bucket(sql`${late} between 61 and 90`)} as days61_to90_minor,
    ${bucket(sql`${late} > 90`)} as over90_minor`
}
