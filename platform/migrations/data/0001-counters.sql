create schema core;
grant usage on schema core to tenantry_app, tenantry_maintenance;

-- The last number given out, per kind and period: patient 2026, invoice 2026, appointment 20261121.
create table core.counters (
  tenant_id  uuid not null,
  kind       text not null,
  period     text not null,
  value      bigint not null check (value > 0),
  primary key (tenant_id, kind, period)
);

select fence.protect('core.counters');
grant select, insert (tenant_id, kind, period, value), update (value) on core.counters to tenantry_app;
