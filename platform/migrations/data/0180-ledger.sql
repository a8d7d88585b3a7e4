-- Double entry. What has been posted is never changed: transactions and entries can be inserted and nothing else. Counters
-- stand beside, and are checked against the entries.

-- One row a tenant. Each posting holds it shared, so that a period is not locked under one that is under way.
create table core.ledger_books (
  tenant_id       uuid not null,
  -- Nothing is posted with an effective date up to this day.
  locked_through  date,
  updated_at      timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('core.ledger_books');
grant select, insert (tenant_id), update (locked_through, updated_at) on core.ledger_books to tenantry_app;

-- An owned account is somebody's (a customer's receivable): its counters are kept, and its row is locked by each posting.
-- A system account (sales, cash) has no owner and no counters, or everybody would queue at its row.
create table core.ledger_accounts (
  tenant_id           uuid not null,
  id                  uuid not null,
  kind                text not null check (kind ~ '^[a-z][a-z_]{1,39}$'),
  owner_kind          text check (owner_kind ~ '^[a-z][a-z_.]{1,39}$'),
  owner_id            uuid,
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  debits_posted       bigint not null default 0 check (debits_posted >= 0),
  credits_posted      bigint not null default 0 check (credits_posted >= 0),
  -- Held and not posted yet: it counts against the limit.
  debits_pending      bigint not null default 0 check (debits_pending >= 0),
  -- Credits that settle what is due, the oldest first: payments, not reversals of purchases.
  settled_minor       bigint not null default 0,
  credit_limit_minor  bigint check (credit_limit_minor >= 0),
  on_hold             boolean not null default false,
  -- Rises by one with each entry.
  version             bigint not null default 0,
  created_at          timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, owner_kind, owner_id, kind, currency)
);

-- Totals over a tenant's accounts are read from here alone.
create index ledger_accounts_balances on core.ledger_accounts
  (tenant_id, owner_kind, currency) include (debits_posted, credits_posted, id) where owner_id is not null;

select fence.protect('core.ledger_accounts');
grant select, insert (tenant_id, id, kind, owner_kind, owner_id, currency, credit_limit_minor),
  update (debits_posted, credits_posted, debits_pending, settled_minor, credit_limit_minor, on_hold, version)
  on core.ledger_accounts to tenantry_app;

-- What was asked under an id that the client made, and what was answered: asked again, the answer is the same, a refusal
-- too. `outcome` is empty only inside the transaction that decides.
create table core.ledger_requests (
  tenant_id     uuid not null,
  id            uuid not null,
  request_hash  bytea not null check (octet_length(request_hash) = 32),
  outcome       text check (outcome in ('accepted', 'refused')),
  answer        json,
  created_at    timestamptz not null default now(),
  primary key (tenant_id, id)
);

select fence.protect('core.ledger_requests');
grant select, insert (tenant_id, id, request_hash), update (outcome, answer) on core.ledger_requests to tenantry_app;

create table core.ledger_transactions (
  tenant_id        uuid not null,
  id               uuid not null,
  kind             text not null check (kind ~ '^[a-z][a-z_]{1,39}$'),
  -- The day it counts for, in the tenant's zone.
  effective_on     date not null,
  memo             text check (length(memo) <= 500),
  -- The member who did it; null where the system did.
  actor_id         uuid,
  source           text not null check (source ~ '^[a-z][a-z_-]{1,39}$'),
  reverses_id      uuid,
  -- The other half of a conversion between currencies, and its rate.
  linked_id        uuid,
  rate             text check (rate ~ '^[0-9]{1,12}(\.[0-9]{1,12})?$'),
  -- Why a limit was passed, or a reversal made.
  reason           text check (length(reason) <= 500),
  created_at       timestamptz not null default now(),
  primary key (tenant_id, id),
  -- A transaction is reversed at most once.
  unique (tenant_id, reverses_id),
  foreign key (tenant_id, reverses_id) references core.ledger_transactions (tenant_id, id) on delete restrict
);

create index ledger_transactions_effective_on on core.ledger_transactions (tenant_id, effective_on, id);
create index ledger_transactions_linked on core.ledger_transactions (tenant_id, linked_id) where linked_id is not null;

select fence.protect('core.ledger_transactions');
grant select, insert (tenant_id, id, kind, effective_on, memo, actor_id, source, reverses_id, linked_id, rate, reason)
  on core.ledger_transactions to tenantry_app;

create table core.ledger_entries (
  tenant_id        uuid not null,
  transaction_id   uuid not null,
  line             smallint not null check (line >= 1),
  account_id       uuid not null,
  side             text not null check (side in ('debit', 'credit')),
  amount_minor     bigint not null check (amount_minor > 0),
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  -- As its transaction says: here too, so that an account's statement is read from one index.
  effective_on     date not null,
  -- When a debit is to be paid; its reversal bears the same day. Empty on payments.
  due_on           date,
  -- The account's version after this entry; null on system accounts.
  account_version  bigint,
  primary key (tenant_id, transaction_id, line),
  foreign key (tenant_id, transaction_id) references core.ledger_transactions (tenant_id, id) on delete restrict,
  foreign key (tenant_id, account_id) references core.ledger_accounts (tenant_id, id) on delete restrict
);

create unique index ledger_entries_version on core.ledger_entries (tenant_id, account_id, account_version);
create index ledger_entries_statement on core.ledger_entries
  (tenant_id, account_id, effective_on, account_version) include (side, amount_minor, due_on);

select fence.protect('core.ledger_entries');
grant select, insert (tenant_id, transaction_id, line, account_id, side, amount_minor, currency, effective_on, due_on, account_version)
  on core.ledger_entries to tenantry_app;

-- Room kept under a limit for something not posted yet. Ended once: posted, voided or expired.
create table core.ledger_holds (
  tenant_id       uuid not null,
  id              uuid not null,
  account_id      uuid not null,
  amount_minor    bigint not null check (amount_minor > 0),
  memo            text check (length(memo) <= 500),
  actor_id        uuid,
  expires_at      timestamptz not null,
  state           text not null default 'pending' check (state in ('pending', 'posted', 'voided', 'expired')),
  transaction_id  uuid,
  ended_at        timestamptz,
  created_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references core.ledger_accounts (tenant_id, id) on delete restrict,
  foreign key (tenant_id, transaction_id) references core.ledger_transactions (tenant_id, id) on delete restrict
);

create index ledger_holds_account on core.ledger_holds (tenant_id, account_id, created_at);
create index ledger_holds_pending on core.ledger_holds (tenant_id, expires_at) where state = 'pending';
create index ledger_holds_transaction on core.ledger_holds (tenant_id, transaction_id) where transaction_id is not null;

select fence.protect('core.ledger_holds');
grant select, insert (tenant_id, id, account_id, amount_minor, memo, actor_id, expires_at),
  update (state, transaction_id, ended_at) on core.ledger_holds to tenantry_app;

-- An owned account's debits by the day they are due, and what of each is still open when credits settle the oldest first.
create table core.ledger_dues (
  tenant_id    uuid not null,
  account_id   uuid not null,
  due_on       date not null,
  debit_minor  bigint not null,
  open_minor   bigint not null default 0,
  primary key (tenant_id, account_id, due_on),
  foreign key (tenant_id, account_id) references core.ledger_accounts (tenant_id, id) on delete restrict
);

create index ledger_dues_open on core.ledger_dues (tenant_id, due_on) include (account_id, open_minor) where open_minor > 0;

select fence.protect('core.ledger_dues');
grant select, insert (tenant_id, account_id, due_on, debit_minor), update (debit_minor, open_minor)
  on core.ledger_dues to tenantry_app;

-- What a day has moved, by kind of account and of transaction. Split, so that counters that post at the same time seldom
-- wait for one another; whoever reads adds up.
create table core.ledger_days (
  tenant_id         uuid not null,
  day               date not null,
  currency          text not null check (currency ~ '^[A-Z]{3}$'),
  account_kind      text not null check (account_kind ~ '^[a-z][a-z_]{1,39}$'),
  transaction_kind  text not null check (transaction_kind ~ '^[a-z][a-z_]{1,39}$'),
  split             smallint not null check (split >= 0),
  debits_minor      bigint not null,
  credits_minor     bigint not null,
  entries           bigint not null,
  primary key (tenant_id, day, currency, account_kind, transaction_kind, split)
);

select fence.protect('core.ledger_days');
grant select, insert (tenant_id, day, currency, account_kind, transaction_kind, split, debits_minor, credits_minor, entries),
  update (debits_minor, credits_minor, entries) on core.ledger_days to tenantry_app;
