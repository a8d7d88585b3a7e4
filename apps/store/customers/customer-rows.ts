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
  return sql`c.id, c.name, c.phone, c.archived_at is not null as archived,
    coalesce((select json_agg(json_build_object('number', o.number, 'tower', o.tower, 'floor', o.floor, 'unit', o.unit)
                              order by o.number)
                from store.occupancies o where o.tenant_id = ${tenantId} and o.customer_id = c.id), '[]') as apartments,
    coalesce(a.debits_posted - a.credits_posted, 0) as balance_minor,
    a.credit_limit_minor - (a.debits_posted - a.credits_posted) - a.debits_pending as available_minor,
    coalesce((select json_agg(json_build_object('currency', other.currency,
                       'balanceMinor', other.debits_posted - other.credits_posted,
                       'availableMinor', other.credit_limit_minor - (other.debits_posted - other.credits_posted)
                                         - other.debits_pending) order by other.currency)
                from core.ledger_accounts other
               where other.tenant_id = ${tenantId} and other.owner_kind = ${customerOwner} and other.owner_id = c.id
                 and other.kind = 'receivable' and other.currency <> ${currency}), '[]') as others,
    coalesce(a.on_hold, false) as on_hold,
    case when a.oldest_due_on < ${today}::date then (
           select sum(due.open_minor) from core.ledger_dues due
            where due.tenant_id = ${tenantId} and due.account_id = a.id and due.open_minor > 0
              and due.due_on < ${today}::date)::bigint
         else 0 end as overdue_minor`
}

/** Customers `c` and their accounts `a`; the caller says which. */
export function customersWithAccounts({ tenantId, currency }: Standpoint): RawBuilder<unknown> {
  return sql`store.customers c
    left join core.ledger_accounts a
      on a.tenant_id = c.tenant_id and a.owner_kind = ${customerOwner} and a.owner_id = c.id and a.kind = 'receivable'
     and a.currency = ${currency} and a.tenant_id = ${tenantId}`
}
