-- A page on which one customer sees what he owes and pays. Whoever has its address is let in by the token in it, of which only
-- the hash is kept.
create table store.payment_links (
  tenant_id    uuid not null,
  id           uuid not null,
  customer_id  uuid not null,
  token_hash   bytea not null check (length(token_hash) = 32),
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  -- The member who made it; null where a rule did.
  created_by   uuid,
  created_at   timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, customer_id) references store.customers (tenant_id, id) on delete restrict
);

create index payment_links_customer on store.payment_links (tenant_id, customer_id, id);

select fence.protect('store.payment_links');
grant select, insert (tenant_id, id, customer_id, token_hash, expires_at, created_by), update (revoked_at)
  on store.payment_links to tenantry_app;

-- A customer says that he has paid. Nothing is booked by it: the shop looks whether the money is there.
create table store.payment_claims (
  tenant_id     uuid not null,
  -- Made by the page. The payment that is booked for it has the same id, so that there is one at most.
  id            uuid not null,
  link_id       uuid not null,
  customer_id   uuid not null,
  amount_minor  bigint not null check (amount_minor between 1 and 10000000000),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  -- The bank's number of the payment, as the customer's app shows it.
  reference     text check (reference ~ '^[A-Z0-9]{6,35}$'),
  state         text not null default 'open' check (state in ('open', 'confirmed', 'refused')),
  reason        text check (length(reason) between 1 and 300),
  decided_by    uuid,
  decided_at    timestamptz,
  created_at    timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, link_id) references store.payment_links (tenant_id, id) on delete restrict,
  foreign key (tenant_id, customer_id) references store.customers (tenant_id, id) on delete restrict,
  check ((state = 'open') = (decided_at is null)),
  check ((state = 'refused') = (reason is not null))
);

-- One at a time from each page, and one for each payment of the bank's.
create unique index payment_claims_open on store.payment_claims (tenant_id, link_id) where state = 'open';
create unique index payment_claims_reference on store.payment_claims (tenant_id, reference)
  where reference is not null and state <> 'refused';
create index payment_claims_customer on store.payment_claims (tenant_id, customer_id, created_at);
create index payment_claims_state on store.payment_claims (tenant_id, state, created_at, id);

select fence.protect('store.payment_claims');
grant select, insert (tenant_id, id, link_id, customer_id, amount_minor, currency, reference),
  update (state, reason, decided_by, decided_at)
  on store.payment_claims to tenantry_app;

-- How long such a page can be opened.
alter table store.settings add column payment_link_days integer not null default 14 check (payment_link_days between 1 and 90);
grant insert (payment_link_days), update (payment_link_days) on store.settings to tenantry_app;
