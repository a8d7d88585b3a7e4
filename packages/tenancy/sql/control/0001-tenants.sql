create schema control;
grant usage on schema control to tenantry_control;

-- `expand`: it only adds, so that the release before it may go on serving.
create table control.migrations (
  module      text not null,
  number      integer not null,
  name        text not null,
  checksum    text not null,
  expand      boolean not null default false,
  applied_at  timestamptz not null default now(),
  primary key (module, number)
);
grant select on control.migrations to tenantry_control;

-- PostgreSQL servers that hold data databases. How to reach one is configuration; the address is for people to read.
create table control.servers (
  name        text primary key check (name ~ '^[a-z][a-z0-9-]{0,30}$'),
  address     text not null,
  created_at  timestamptz not null default now()
);
grant select (name) on control.servers to tenantry_control;

-- Data databases. `making`: recorded, perhaps not there yet. `ready`: a silo made ahead, nobody's. `schema` says what each
-- module has reached there, so that a server can refuse one it does not know; `signature` is one hash over all of it.
-- A database whose migration failed is set aside with its `failure`, and tried again by the next run.
create table control.databases (
  id           uuid primary key,
  server       text not null references control.servers (name) on delete restrict,
  name         text not null,
  kind         text not null check (kind in ('pool', 'silo')),
  state        text not null default 'making' check (state in ('making', 'ready', 'serving')),
  key_id       integer not null default 1,
  schema       jsonb not null default '{}',
  signature    text,
  failure      text,
  failed_at    timestamptz,
  migrated_at  timestamptz,
  created_at   timestamptz not null default now(),
  unique (server, name)
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

-- Provisioning and other long work. What a crash cut short is found here and completed, or undone. `details` is what was
-- given to the steps; it is emptied when they are done. `server` is where the tenant's rows are to be.
create table control.operations (
  id           uuid primary key,
  tenant_id    uuid not null references control.tenants (id) on delete cascade,
  kind         text not null,
  state        text not null default 'running' check (state in ('running', 'undoing', 'done')),
  server       text,
  details      jsonb not null default '{}',
  failure      text,
  started_at   timestamptz not null default now(),
  finished_at  timestamptz
);
create unique index operations_unfinished on control.operations (tenant_id) where state <> 'done';
create index operations_by_tenant on control.operations (tenant_id, started_at);
grant select (id, tenant_id, kind, state, failure, started_at, finished_at) on control.operations to tenantry_control;

-- Step by step: written before and after each.
create table control.operation_steps (
  operation_id  uuid not null references control.operations (id) on delete cascade,
  step          text not null,
  started_at    timestamptz not null default clock_timestamp(),
  finished_at   timestamptz,
  primary key (operation_id, step)
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

-- A database that moved, or whose schema has changed, is news for all tenants in it.
create function control.announce_database() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('tenantry_directory', 'database ' || new.id);
  return null;
end
$$;
create trigger announce after update of server, name, key_id, schema on control.databases
  for each row when ((old.server, old.name, old.key_id, old.schema) is distinct from (new.server, new.name, new.key_id, new.schema))
  execute function control.announce_database();
