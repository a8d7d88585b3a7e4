create table store.customers (
  tenant_id        uuid not null,
  id               uuid not null,
  name             text not null check (length(name) between 1 and 120),
  -- Folded: what lists are sorted by.
  sort_name        text not null collate "C" check (length(sort_name) <= 240),
  -- E.164: `+919820012345`.
  phone            text check (phone ~ '^\+[0-9]{6,15}$'),
  language         text not null default 'en' check (language ~ '^[a-z]{2}$'),
  -- Null: as the shop says.
  due_days         integer check (due_days between 0 and 365),
  notes            text check (length(notes) <= 2000),
  -- May reminders be sent on WhatsApp, and since when, by whose word.
  consent          text not null default 'unknown' check (consent in ('unknown', 'given', 'withdrawn')),
  consent_at       timestamptz,
  consent_source   text check (length(consent_source) <= 60),
  disputed         boolean not null default false,
  -- He said he would pay by then.
  promised_on      date,
  archived_at      timestamptz,
  version          integer not null default 1,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (tenant_id, id)
);

create index customers_sort_name on store.customers (tenant_id, sort_name, id) where archived_at is null;
create index customers_phone on store.customers (tenant_id, phone) where phone is not null;

select fence.protect('store.customers');
grant select,
  insert (tenant_id, id, name, sort_name, phone, language, due_days, notes, consent, consent_at, consent_source),
  update (name, sort_name, phone, language, due_days, notes, consent, consent_at, consent_source, disputed, promised_on,
          archived_at, version, updated_at)
  on store.customers to tenantry_app;

-- Who lives where. A number can be several people's, and people have several; it is text, and its zeros count.
create table store.occupancies (
  tenant_id    uuid not null,
  customer_id  uuid not null,
  number       text not null collate "C" check (number ~ '^[0-9]{3,10}$'),
  tower        integer not null,
  floor        integer not null,
  unit         integer not null,
  created_at   timestamptz not null default now(),
  primary key (tenant_id, customer_id, number),
  foreign key (tenant_id, customer_id) references store.customers (tenant_id, id) on delete restrict
);

create index occupancies_place on store.occupancies (tenant_id, tower, floor, unit);
create index occupancies_number on store.occupancies (tenant_id, number);

select fence.protect('store.occupancies');
grant select, insert (tenant_id, customer_id, number, tower, floor, unit), delete on store.occupancies to tenantry_app;

-- What a customer is found by: the words of the name, the apartments, the phone's digits. Any beginning of one fits.
create table store.customer_tokens (
  tenant_id    uuid not null,
  token        text not null collate "C" check (length(token) between 1 and 60),
  customer_id  uuid not null,
  primary key (tenant_id, token, customer_id),
  foreign key (tenant_id, customer_id) references store.customers (tenant_id, id) on delete restrict
);

create index customer_tokens_customer on store.customer_tokens (tenant_id, customer_id);

select fence.protect('store.customer_tokens');
grant select, insert (tenant_id, token, customer_id), delete on store.customer_tokens to tenantry_app;

-- The number a customer is given for a purchase or a payment.
create table store.receipts (
  tenant_id       uuid not null,
  transaction_id  uuid not null,
  customer_id     uuid not null,
  number          text not null check (length(number) <= 40),
  created_at      timestamptz not null default now(),
  primary key (tenant_id, transaction_id),
  unique (tenant_id, number),
  foreign key (tenant_id, customer_id) references store.customers (tenant_id, id) on delete restrict,
  foreign key (tenant_id, transaction_id) references core.ledger_transactions (tenant_id, id) on delete restrict
);

create index receipts_customer on store.receipts (tenant_id, customer_id);

select fence.protect('store.receipts');
grant select, insert (tenant_id, transaction_id, customer_id, number) on store.receipts to tenantry_app;
