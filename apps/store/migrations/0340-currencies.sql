-- In which currencies a shop gives credit besides its own, and how much a customer may owe whose account in one is new.
create table store.currencies (
  tenant_id           uuid not null,
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  -- Null: no limit.
  credit_limit_minor  bigint check (credit_limit_minor >= 0),
  primary key (tenant_id, currency)
);

select fence.protect('store.currencies');
grant select, delete, insert (tenant_id, currency, credit_limit_minor) on store.currencies to tenantry_app;
