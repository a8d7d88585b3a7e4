-- How a tenant's numbers are written: `PT-3` and 5 digits give PT-3-2026-00001. Without a row they are as the product has them.
create table core.number_series (
  tenant_id   uuid not null,
  -- What is counted: patient, receipt, payment.
  kind        text not null check (kind ~ '^[a-z][a-z-]{0,29}$'),
  prefix      text not null check (prefix ~ '^[A-Z]([A-Z0-9/-]{0,10}[A-Z0-9])?$'),
  digits      smallint not null check (digits between 3 and 8),
  version     integer not null default 1,
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, kind)
);

select fence.protect('core.number_series');
grant select, insert (tenant_id, kind, prefix, digits), update (prefix, digits, version, updated_at)
  on core.number_series to tenantry_app;
