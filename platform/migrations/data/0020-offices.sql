-- Where a tenant's people work. A new tenant has one, which bears its name.
create table core.offices (
  tenant_id   uuid not null,
  id          uuid not null,
  name        text not null check (length(name) between 1 and 200),
  address     text not null default '' check (length(address) <= 1000),
  phone       text check (length(phone) <= 40),
  version     integer not null default 1,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, id)
);

select fence.protect('core.offices');
grant select, insert (tenant_id, id, name, address, phone), update (name, address, phone, version, updated_at)
  on core.offices to tenantry_app;
