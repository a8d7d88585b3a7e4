-- What stands on a tenant's letters, bills and prescriptions beside its name. It has no row until somebody writes something.
create table core.profiles (
  tenant_id            uuid not null,
  legal_name           text not null default '' check (length(legal_name) <= 200),
  email                text check (length(email) <= 254),
  phone                text not null default '' check (length(phone) <= 40),
  address              text not null default '' check (length(address) <= 1000),
  registration_number  text not null default '' check (length(registration_number) <= 60),
  tax_number           text not null default '' check (length(tax_number) <= 30),
  version              integer not null default 1,
  updated_at           timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('core.profiles');
grant select,
  insert (tenant_id, legal_name, email, phone, address, registration_number, tax_number),
  update (legal_name, email, phone, address, registration_number, tax_number, version, updated_at)
  on core.profiles to tenantry_app;
