create schema control;
grant usage on schema control to tenantry_control;

create table control.migrations (
  module      text not null,
  number      integer not null,
  name        text not null,
  checksum    text not null,
  applied_at  timestamptz not null default now(),
  primary key (module, number)
);

-- Data databases. `schema` is what each module has reached there, so that a server can refuse one it does not know.
create table control.databases (
  id          uuid primary key,
  name        text not null unique,
  kind        text not null check (kind in ('pool', 'silo')),
  key_id      integer not null default 1,
  schema      jsonb not null default '{}',
  created_at  timestamptz not null default now()
);
grant select on control.databases to tenantry_control;

create table control.tenants (
  id             uuid primary key,
  no             bigint generated always as identity unique,
  slug           text not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9]){1,39}$'),
  app            text not null,
  name           text not null check (name <> '' and length(name) <= 120),
  status         text not null default 'pending' check (status in ('pending', 'active', 'suspended', 'closed')),
  status_reason  text,
  plan           text not null,
  database_id    uuid references control.databases (id) on delete restrict,
  placement      text not null check (placement in ('pool', 'silo')),
  locale         text not null default 'en-IN',
  currency       text not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
  time_zone      text not null default 'Asia/Kolkata',
  accent         text check (accent ~ '^#[0-9a-f]{6}$'),
  demo           boolean not null default false,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  check (status = 'pending' or database_id is not null)
);
grant select on control.tenants to tenantry_control;

create table control.domains (
  host         text primary key check (host = lower(host)),
  tenant_id    uuid not null references control.tenants (id) on delete cascade,
  verified_at  timestamptz,
  created_at   timestamptz not null default now()
);
create index domains_by_tenant on control.domains (tenant_id);
grant select on control.domains to tenantry_control;

-- Provisioning and other long work, step by step: written before and after each, so that what a crash cut short can be
-- completed.
create table control.operation_steps (
  tenant_id    uuid not null references control.tenants (id) on delete cascade,
  operation    text not null,
  step         text not null,
  started_at   timestamptz not null default now(),
  finished_at  timestamptz,
  primary key (tenant_id, operation, step)
);
grant select on control.operation_steps to tenantry_control;

-- Each time somebody enters a tenant without being its member. Written only, never changed.
create table control.operator_actions (
  id           uuid primary key,
  at           timestamptz not null default now(),
  operator     text not null,
  reason       text not null check (length(trim(reason)) >= 3),
  tenant_id    uuid not null,
  request_id   text
);
create index operator_actions_by_tenant on control.operator_actions (tenant_id, at);
grant select on control.operator_actions to tenantry_control;
grant insert (id, operator, reason, tenant_id, request_id) on control.operator_actions to tenantry_control;

-- Tells every process's directory which tenant to read again. Few rows change, so that the cost of NOTIFY at commit
-- does not matter here.
create function control.announce_tenant() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('tenantry_directory', coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]);
  return null;
end
$$;
create trigger announce after insert or update or delete on control.tenants
  for each row execute function control.announce_tenant('id');
create trigger announce after insert or update or delete on control.domains
  for each row execute function control.announce_tenant('tenant_id');
