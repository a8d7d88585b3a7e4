import type { ClientBase } from 'pg'
import { systemAccountId } from '#platform/ledger/accounts.ts'

interface Books {
  tenantId: string
  customers: number
  /** Each is two entries. */
  transactions: number
}

/**
 * Books as years of trade leave them, in bulk: purchases and payments of each customer in turn over two years, and all that
 * postings keep beside the entries. `checkLedger` tells whether it came out as postings would have written it.
 */
export async function seedBooks(client: ClientBase, books: readonly Books[]): Promise<void> {
  await client.query(
    `create temporary table shops as select * from unnest($1::uuid[], $2::integer[], $3::integer[], $4::uuid[], $5::uuid[])
       as shop (tenant_id, customers, transactions, sales, cash)`,
    [
      books.map(({ tenantId }) => tenantId),
      books.map(({ customers }) => customers),
      books.map(({ transactions }) => transactions),
      books.map(({ tenantId }) => systemAccountId(tenantId, 'sales', 'INR')),
      books.map(({ tenantId }) => systemAccountId(tenantId, 'cash', 'INR')),
    ],
  )
  for (const statement of statements) await client.query(statement)
}

const statements = [
  `create temporary table people as
     select tenant_id, no, gen_random_uuid() as customer_id, gen_random_uuid() as account_id
       from shops, generate_series(0, customers - 1) as no`,
  `create temporary table moves as
     select tenant_id, gen_random_uuid() as id, account_id, customer_id, paid, day, amount_minor,
            case when not paid then day + 30 end as due_on,
            row_number() over (partition by account_id order by n) as version
       from (select shops.tenant_id, n, n % customers as no, random() < 0.45 as paid,
                    date '2024-12-01' + (n::bigint * 720 / transactions)::integer as day,
                    (1 + random() * 200000)::bigint as amount_minor
               from shops, generate_series(0, transactions - 1) as n) traded
       join people using (tenant_id, no)`,
  'analyze moves',
  `insert into store.customers (tenant_id, id, name, sort_name)
     select tenant_id, customer_id, 'Customer ' || no, 'customer ' || no from people`,
  `insert into store.occupancies (tenant_id, customer_id, number, tower, floor, unit)
     select tenant_id, customer_id, lpad((1000 + no)::text, 5, '0'), (1000 + no) / 1000, (1000 + no) / 10 % 100, no % 10
       from people`,
  `insert into core.ledger_books (tenant_id) select tenant_id from shops`,
  `insert into core.ledger_accounts (tenant_id, id, kind, currency)
     select tenant_id, sales, 'sales', 'INR' from shops union all select tenant_id, cash, 'cash', 'INR' from shops`,
  `insert into core.ledger_accounts
       (tenant_id, id, kind, owner_kind, owner_id, currency, debits_posted, credits_posted, settled_minor, version)
     select people.tenant_id, account_id, 'receivable', 'store.customer', people.customer_id, 'INR',
            coalesce(debits, 0), coalesce(credits, 0), coalesce(credits, 0), coalesce(version, 0)
       from people
       left join (select account_id, sum(amount_minor) filter (where not paid) as debits,
                         sum(amount_minor) filter (where paid) as credits, count(*) as version
                    from moves group by account_id) moved using (account_id)`,
  `insert into core.ledger_transactions (tenant_id, id, kind, effective_on, source)
     select tenant_id, id, case when paid then 'payment' else 'purchase' end, day, 'counter' from moves`,
  `insert into core.ledger_entries
       (tenant_id, transaction_id, line, account_id, side, amount_minor, currency, effective_on, due_on, account_version)
     select tenant_id, id, 1, account_id, case when paid then 'credit' else 'debit' end, amount_minor, 'INR', day, due_on, version
       from moves
     union all
     select tenant_id, id, 2, case when paid then cash else sales end, case when paid then 'debit' else 'credit' end,
            amount_minor, 'INR', day, null, null
       from moves join shops using (tenant_id)`,
  `insert into core.ledger_days
       (tenant_id, day, currency, account_kind, transaction_kind, split, debits_minor, credits_minor, entries)
     select tenant_id, day, 'INR', account.kind, case when paid then 'payment' else 'purchase' end,
            ascii(right(id::text, 1)) % 8,
            sum(case when account.debited then amount_minor else 0 end),
            sum(case when account.debited then 0 else amount_minor end), count(*)
       from moves, lateral (values ('receivable', not paid), (case when paid then 'cash' else 'sales' end, paid))
            as account (kind, debited)
      group by 1, 2, 4, 5, 6`,
  `insert into core.ledger_dues (tenant_id, account_id, due_on, debit_minor, open_minor)
     select tenant_id, account_id, due_on, debit_minor, greatest(0, least(debit_minor, due - settled_minor))
       from (select due.*, account.settled_minor, sum(debit_minor) over (partition by account_id order by due_on) as due
               from (select tenant_id, account_id, due_on, sum(amount_minor)::bigint as debit_minor
                       from moves where not paid group by 1, 2, 3) due
               join core.ledger_accounts account on account.tenant_id = due.tenant_id and account.id = due.account_id) spread`,
  `insert into core.ledger_open_days (tenant_id, account_kind, currency, due_on, split, open_minor)
     select tenant_id, 'receivable', 'INR', due_on, ascii(right(account_id::text, 1)) % 8, sum(open_minor)
       from core.ledger_dues group by 1, 4, 5`,
  `update core.ledger_accounts account set oldest_due_on = oldest.due_on
     from (select tenant_id, account_id, min(due_on) as due_on from core.ledger_dues where open_minor > 0
            group by tenant_id, account_id) oldest
    where account.tenant_id = oldest.tenant_id and account.id = oldest.account_id`,
  `insert into store.receipts (tenant_id, transaction_id, customer_id, number)
     select tenant_id, id, customer_id, 'INV-' || row_number() over (partition by tenant_id) from moves`,
]
