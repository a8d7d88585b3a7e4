create schema store;
grant usage on schema store to tenantry_app, tenantry_maintenance;

-- How a shop works. It has no row until somebody changes something; what is not said is the product's default.
create table store.settings (
  tenant_id            uuid not null,
  due_days             integer not null check (due_days between 0 and 365),
  -- For new customers; null: no limit.
  credit_limit_minor   bigint check (credit_limit_minor >= 0),
  -- From this balance on a customer is marked as owing much.
  large_balance_minor  bigint check (large_balance_minor > 0),
  apartment_mask       text not null check (apartment_mask ~ '^T{1,4}F{1,3}U{1,3}$'),
  ground_floor         boolean not null,
  towers               integer check (towers between 1 and 9999),
  floors               integer check (floors between 1 and 999),
  units                integer check (units between 1 and 999),
  strict_apartments    boolean not null,
  receipt_prefix       text not null check (receipt_prefix ~ '^[A-Z]{1,6}$'),
  upi_id               text check (length(upi_id) between 3 and 100),
  upi_name             text check (length(upi_name) between 1 and 50),
  dark_from            time,
  dark_until           time,
  version              integer not null default 1,
  updated_at           timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('store.settings');
grant select, insert (tenant_id, due_days, credit_limit_minor, large_balance_minor, apartment_mask, ground_floor, towers,
                      floors, units, strict_apartments, receipt_prefix, upi_id, upi_name, dark_from, dark_until),
  update (due_days, credit_limit_minor, large_balance_minor, apartment_mask, ground_floor, towers, floors, units,
          strict_apartments, receipt_prefix, upi_id, upi_name, dark_from, dark_until, version, updated_at)
  on store.settings to tenantry_app;
