import { type RawBuilder, sql } from 'kysely'
import type { Apartment } from '../apartment-number.ts'

/** The ledger's word for whose accounts these are. */
export const customerOwner = 'store.customer'

/** A customer with what he owes in the shop's currency. */
export interface CustomerRow {
  id: string
  name: string
  phone: string | null
  apartments: Apartment[]
  balanceMinor: number
  availableMinor: number | null
  /** What is owed in other currencies. */
  others: { currency: string; balanceMinor: number; availableMinor: number | null }[]
  overdueMinor: number
  onHold: boolean
  archived: boolean
}

/** Where the shop stands: whose rows, in which currency, on which day. */
interface Standpoint {
  tenantId: string
  currency: string
  today: string
}

/** Columns of `CustomerRow`, from `customersWithAccounts`. */
export function customerColumns({ tenantId, currency, today }: Standpoint): RawBuilder<unknown> {
  return sql`${ownColumns},
    coalesce((select ${apartmentsOf} from store.occupancies o
               where o.tenant_id = ${tenantId} and o.customer_id = c.id), '[]') as apartments,
    ${ownAccount},
    coalesce((select ${othersOf} from core.ledger_accounts other
               where other.tenant_id = ${tenantId} and other.owner_kind = ${customerOwner} and other.owner_id = c.id
                 and other.kind = 'receivable' and other.currency <> ${currency}), '[]') as others,
    case when a.oldest_due_on < ${today}::date then (
           select sum(due.open_minor) from core.ledger_dues due
            where due.tenant_id = ${tenantId} and due.account_id = a.id and due.open_minor > 0
              and due.due_on < ${today}::date)::bigint
         else 0 end as overdue_minor`
}

/**
 * The same rows of everybody who is not archived. For a whole shop each table is read once: looked up by customer, as
 * `customerColumns` does, they are read thousands of times.
 */
export function currentCustomers(standpoint: Standpoint): RawBuilder<CustomerRow> {
  const { tenantId, currency, today } = standpoint
  return sql`with apartments as (
        select o.customer_id, ${apartmentsOf} as apartments from store.occupancies o
         where o.tenant_id = ${tenantId} group by o.customer_id),
      others as (
        select other.owner_id, ${othersOf} as others from core.ledger_accounts other
         where other.tenant_id = ${tenantId} and other.owner_kind = ${customerOwner} and other.kind = 'receivable'
           and other.currency <> ${currency} group by other.owner_id),
      overdue as (
        select due.account_id, sum(due.open_minor)::bigint as overdue_minor from core.ledger_dues due
         where due.tenant_id = ${tenantId} and due.open_minor > 0 and due.due_on < ${today}::date
         group by due.account_id)
    select ${ownColumns}, ${ownAccount},
           coalesce(apartments.apartments, '[]') as apartments,
           coalesce(others.others, '[]') as others,
           coalesce(overdue.overdue_minor, 0) as overdue_minor
      from ${customersWithAccounts(standpoint)}
      left join apartments on apartments.customer_id = c.id
      left join others on others.owner_id = c.id
      left join overdue on overdue.account_id = a.id
     where c.tenant_id = ${tenantId} and c.archived_at is null`
}

/** Customers `c` and their accounts `a`; the caller says which. */
export function customersWithAccounts({ tenantId, currency }: Standpoint): RawBuilder<unknown> {
  return sql`store.customers c
    left join core.ledger_accounts a
      on a.tenant_id = c.tenant_id and a.owner_kind = ${customerOwner} and a.owner_id = c.id and a.kind = 'receivable'
     and a.currency = ${currency} and a.tenant_id = ${tenantId}`
}

const ownColumns = sql`c.id, c.name, c.phone, c.archived_at is not null as archived`

const ownAccount = sql`coalesce(a.debits_posted - a.credits_posted, 0) as balance_minor,
    a.credit_limit_minor - (a.debits_posted - a.credits_posted) - a.debits_pending as available_minor,
    coalesce(a.on_hold, false) as on_hold`

const apartmentsOf = sql`json_agg(json_build_object('number', o.number, 'tower', o.tower, 'floor', o.floor, 'unit', o.unit)
      order by o.number)`

const othersOf = sql`json_agg(json_build_object('currency', other.currency,
        'balanceMinor', other.debits_posted - other.credits_posted,
        'availableMinor', other.credit_limit_minor - (other.debits_posted - other.credits_posted) - other.debits_pending)
      order by other.currency)`
