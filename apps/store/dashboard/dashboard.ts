import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { customerOwner } from '../customers/customers.ts'
import { addDays, today } from '../days.ts'
import type { Dashboard } from './dashboard.contract.ts'

const daysShown = 30
const debtorsShown = 8

/**
 * How the shop stands, read in one statement and so as of one instant. Nothing is read of the entries, nor of each account's
 * dues: balances, days and what is open by the day it is due are kept by each posting, and `checkLedger` proves them against
 * the entries. Reads keep one plan for shops of every size, so what grows is added up before anything is joined to it.
 */
export async function readDashboard(db: AnyTenantReader, currency = db.tenant.currency): Promise<Dashboard> {
  const { timeZone } = db.tenant
  const day = today(timeZone)
  const first = addDays(day, 1 - daysShown)
  const [row] = await db
    .raw<Omit<Dashboard, 'today' | 'currency'>>(
      sql`with accounts as materialized (
            select owner_id, currency, debits_posted - credits_posted as balance_minor, oldest_due_on, id
              from core.ledger_accounts
             where tenant_id = ${db.tenantId} and owner_kind = ${customerOwner} and owner_id is not null
               and debits_posted <> credits_posted),
          dues as (
            select ${day}::date - due_on as late, open_minor from core.ledger_open_days
             where tenant_id = ${db.tenantId} and account_kind = 'receivable' and currency = ${currency}),
          moves as (
            select day, transaction_kind, sum(debits_minor - credits_minor)::bigint as moved_minor from core.ledger_days
             where tenant_id = ${db.tenantId} and day between ${first}::date and ${day}::date and currency = ${currency}
               and account_kind = 'receivable' and transaction_kind in ('purchase', 'payment')
             group by day, transaction_kind),
          days as (
            select shown::date as day,
                   coalesce(sum(moved_minor) filter (where transaction_kind = 'purchase'), 0)::bigint as purchases_minor,
                   coalesce(-sum(moved_minor) filter (where transaction_kind = 'payment'), 0)::bigint as payments_minor
              from generate_series(${first}::timestamp, ${day}::timestamp, '1 day') shown
              left join moves on moves.day = shown::date
             group by shown),
          owing as materialized (
            select * from accounts where currency = ${currency} and balance_minor > 0
             order by balance_minor desc, owner_id limit ${debtorsShown}),
          debtors as (
            select c.id, c.name, owing.balance_minor,
                   coalesce((select sum(due.open_minor) from core.ledger_dues due
                              where due.tenant_id = ${db.tenantId} and due.account_id = owing.id and due.open_minor > 0
                                and due.due_on < ${day}::date), 0)::bigint as overdue_minor
              from owing join store.customers c on c.tenant_id = ${db.tenantId} and c.id = owing.owner_id),
          ageing as (
            select coalesce(sum(open_minor) filter (where late <= 0), 0)::bigint as not_due,
                   coalesce(sum(open_minor) filter (where late between -6 and 0), 0)::bigint as due_this_week,
                   coalesce(sum(open_minor) filter (where late > 0), 0)::bigint as overdue,
                   coalesce(sum(open_minor) filter (where late between 1 and 30), 0)::bigint as days1_to30,
                   coalesce(sum(open_minor) filter (where late between 31 and 60), 0)::bigint as days31_to60,
                   coalesce(sum(open_minor) filter (where late between 61 and 90), 0)::bigint as days61_to90,
                   coalesce(sum(open_minor) filter (where late > 90), 0)::bigint as over90
              from dues)
          select coalesce(sum(balance_minor) filter (where balance_minor > 0), 0)::bigint as outstanding_minor,
                 count(*) filter (where balance_minor > 0) as customers_owing,
                 (select due_this_week from ageing) as due_this_week_minor,
                 (select overdue from ageing) as overdue_minor,
                 count(*) filter (where oldest_due_on < ${day}::date) as customers_overdue,
                 (select purchases_minor from days where day = ${day}::date) as purchases_today_minor,
                 (select payments_minor from days where day = ${day}::date) as payments_today_minor,
                 (select json_build_object('notDueMinor', not_due, 'days1To30Minor', days1_to30,
                           'days31To60Minor', days31_to60, 'days61To90Minor', days61_to90, 'over90Minor', over90,
                           'advanceMinor', coalesce(-sum(balance_minor) filter (where balance_minor < 0), 0)::bigint)
                    from ageing) as ageing,
                 coalesce((select json_agg(json_build_object('id', id, 'name', name, 'balanceMinor', balance_minor,
                             'overdueMinor', overdue_minor) order by balance_minor desc, id) from debtors), '[]')
                   as top_debtors,
                 (select json_agg(json_build_object('day', day, 'purchasesMinor', purchases_minor, 'paymentsMinor',
                           payments_minor) order by day) from days) as days,
                 coalesce((select json_agg(other order by other->>'currency')
                             from (select json_build_object('currency', currency, 'outstandingMinor', sum(balance_minor)::bigint)
                                          as other
                                     from accounts where currency <> ${currency} and balance_minor > 0
                                    group by currency) as each), '[]') as others
            from accounts where currency = ${currency}`,
    )
    .execute()
  if (!row) throw new Error('The dashboard answered no row')
  return { today: day, currency, ...row }
}
