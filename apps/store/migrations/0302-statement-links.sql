-- A page on which one customer sees his account over the days that the shop chose. Let in by a token, as to the payment page,
-- of which only the hash is kept.
create table store.statement_links (
  tenant_id    uuid not null,
  id           uuid not null,
  customer_id  uuid not null,
  token_hash   bytea not null check (length(token_hash) = 32),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  -- Null: from the account's beginning, to the day on which it is looked at.
  from_on      date,
  to_on        date check (to_on >= from_on),
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, customer_id) references store.customers (tenant_id, id) on delete restrict
);

create index statement_links_customer on store.statement_links (tenant_id, customer_id, id);

select fence.protect('store.statement_links');
grant select, insert (tenant_id, id, customer_id, token_hash, currency, from_on, to_on, expires_at, created_by),
  update (revoked_at)
  on store.statement_links to tenantry_app;
