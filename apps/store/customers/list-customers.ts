import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { today } from '../days.ts'
import { readSettings } from '../settings/settings.ts'
import {
  type CustomerRow,
  currentCustomers,
  customerColumns,
  customerOwner,
  customersWithAccounts,
} from './customer-rows.ts'
import { fits, livesAt } from './customer-tokens.ts'
import type { CustomerSort, CustomerSummary } from './customers.contract.ts'

interface Asked {
  q?: string | undefined
  sort?: CustomerSort | undefined
  tower?: number | undefined
  floor?: number | undefined
  owing?: boolean | undefined
  archived?: boolean | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

/** What each order sorts by; the id makes it total. Who lives nowhere comes last on a walk. */
const keys = {
  name: () => sql`c.sort_name`,
  balance: () =>
    sql`lpad((9007199254740991 - coalesce(a.debits_posted - a.credits_posted, 0))::text, 17, '0') collate "C"`,
  // A walk through one tower goes by the apartments there, whatever others somebody has.
  place: ({ tower, floor }: Asked) => sql`coalesce((select min(o.number) from store.occupancies o
      where o.tenant_id = c.tenant_id and o.customer_id = c.id
        and ${tower === undefined ? sql`true` : sql`o.tower = ${tower}`}
        and ${floor === undefined ? sql`true` : sql`o.floor = ${floor}`}), '~')`,
}

/** A page of customers with what they owe. */
export async function listCustomers(db: AnyTenantReader, asked: Asked) {
  const { q = '', sort = 'name', limit = 50, cursor, owing, archived = false } = asked
  const standpoint = { tenantId: db.tenantId, currency: db.tenant.currency, today: today(db.tenant.timeZone) }
  const after = cursor ? decodeCursor(cursor, sort, ['text', 'uuid']) : undefined
  const key = keys[sort](asked)
  // Who is on the page is found first, so that apartments and dues are read of nobody else.
  const page = sql<CustomerRow & { sortKey: string }>`with page as materialized (
        select c.id, ${key} as sort_key from ${customersWithAccounts(standpoint)}
         where c.tenant_id = ${db.tenantId} and ${archived ? sql`c.archived_at is not null` : sql`c.archived_at is null`}
           and ${fits(db.tenantId, q)} and ${livesAt(db.tenantId, { tower: asked.tower, floor: asked.floor })}
           and ${owing ? owesAnything(db.tenantId) : sql`true`}
           and ${after ? sql`(${key}, c.id) > (${after[0]}, ${after[1]}::uuid)` : sql`true`}
         order by sort_key, c.id limit ${limit + 1})
     select customer.*, page.sort_key
       from page cross join lateral (
         select ${customerColumns(standpoint)} from ${customersWithAccounts(standpoint)}
          where c.tenant_id = ${db.tenantId} and c.id = page.id offset 0) customer
      order by page.sort_key, page.id`
  const [rows, settings] = await Promise.all([db.raw(page).execute(), readSettings(db)])
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map((row) => summaryOf(row, settings.largeBalanceMinor)),
    next: last ? encodeCursor([sort, last.sortKey, last.id]) : null,
  }
}

/** Customers who are not archived, without pages; so many at most. */
export async function listCurrentCustomers(db: AnyTenantReader, most: number): Promise<CustomerSummary[]> {
  const standpoint = { tenantId: db.tenantId, currency: db.tenant.currency, today: today(db.tenant.timeZone) }
  const [rows, settings] = await Promise.all([
    db
      .raw(sql<CustomerRow>`${currentCustomers(standpoint)} order by c.updated_at desc, c.id limit ${most}`)
      .execute(),
    readSettings(db),
  ])
  return rows.map((row) => summaryOf(row, settings.largeBalanceMinor))
}

/** In whatever currency. */
function owesAnything(tenantId: string) {
  return sql`exists (select from core.ledger_accounts owed
      where owed.tenant_id = ${tenantId} and owed.owner_kind = ${customerOwner} and owed.owner_id = c.id
        and owed.debits_posted > owed.credits_posted)`
}

export function summaryOf(customer: CustomerRow, largeBalanceMinor: number | null): CustomerSummary {
  const { id, name, phone, apartments, balanceMinor, availableMinor, others } = customer
  const { overdueMinor, onHold, archived } = customer
  const owesMuch = largeBalanceMinor !== null && balanceMinor >= largeBalanceMinor
  return {
    id,
    name,
    phone,
    apartments,
    balanceMinor,
    availableMinor,
    others,
    overdueMinor,
    onHold,
    owesMuch,
    archived,
  }
}
