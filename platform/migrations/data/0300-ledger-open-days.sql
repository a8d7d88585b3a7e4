-- What all accounts of a kind together have open, by the day it is due: kept by each posting, so that a dashboard reads days
-- and not accounts. Split as the totals of days are; one part alone can be negative, and whoever reads adds up.
create table core.ledger_open_days (
  tenant_id     uuid not null,
  account_kind  text not null check (account_kind ~ '^[a-z][a-z_]{1,39}$'),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  due_on        date not null,
  split         smallint not null check (split >= 0),
  open_minor    bigint not null,
  primary key (tenant_id, account_kind, currency, due_on, split)
);

select fence.protect('core.ledger_open_days');
grant select, insert (tenant_id, account_kind, currency, due_on, split, open_minor), update (open_minor)
  on core.ledger_open_days to tenantry_app;

-- The first day of which something is open; null where nothing is. Who is late is counted by it.
alter table core.ledger_accounts add column oldest_due_on date;
grant update (oldest_due_on) on core.ledger_accounts to tenantry_app;

-- as maintenance
insert into core.ledger_open_days (tenant_id, account_kind, currency, due_on, split, open_minor)
select due.tenant_id, account.kind, account.currency, due.due_on, 0, sum(due.open_minor)
  from core.ledger_dues due
  join core.ledger_accounts account on account.tenant_id = due.tenant_id and account.id = due.account_id
 where due.open_minor > 0
 group by due.tenant_id, account.kind, account.currency, due.due_on;

update core.ledger_accounts account set oldest_due_on = oldest.due_on
  from (select tenant_id, account_id, min(due_on) as due_on from core.ledger_dues where open_minor > 0
         group by tenant_id, account_id) oldest
 where account.tenant_id = oldest.tenant_id and account.id = oldest.account_id;
