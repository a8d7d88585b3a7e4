-- The outbox of the control database, for what follows from a change of accounts, members and plans. A row with a tenant
-- and without `here` is handed over to that tenant's own outbox, where its work is done.
create table control.outbox_jobs (
  id          uuid not null primary key,
  tenant_id   uuid references control.tenants (id) on delete cascade,
  -- Done in the control database itself.
  here        boolean not null,
  name        text not null check (name ~ '^[a-z][a-z0-9-]{1,59}$'),
  payload     jsonb not null,
  created_at  timestamptz not null default now(),
  due_at      timestamptz not null default now(),
  attempts    integer not null default 0,
  done_at     timestamptz,
  failed_at   timestamptz,
  reason      text check (length(reason) <= 500),
  check (here or tenant_id is not null),
  check (done_at is null or failed_at is null)
);

create index outbox_jobs_waiting on control.outbox_jobs (due_at, id) where done_at is null and failed_at is null;
create index outbox_jobs_done on control.outbox_jobs (done_at) where done_at is not null;
create index outbox_jobs_failed on control.outbox_jobs (failed_at) where failed_at is not null;
create index outbox_jobs_tenant on control.outbox_jobs (tenant_id);

grant select, insert (id, tenant_id, here, name, payload, due_at),
  update (due_at, attempts, done_at, failed_at, reason), delete
  on control.outbox_jobs to tenantry_control;

create table control.outbox_events (
  id              uuid not null primary key,
  tenant_id       uuid references control.tenants (id) on delete cascade,
  xid             xid8 not null default pg_current_xact_id(),
  kind            text not null check (kind ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
  entity_id       uuid not null,
  entity_version  integer,
  created_at      timestamptz not null default now()
);

create index outbox_events_order on control.outbox_events (tenant_id, xid, id);
create index outbox_events_created_at on control.outbox_events (created_at);

grant select, insert (id, tenant_id, kind, entity_id, entity_version), delete
  on control.outbox_events to tenantry_control;

-- Where jobs may wait. A process writes the tenant here before it commits its first job of a minute, so that no database
-- has to be opened only to see that it has none; the relay writes what it saw there when it looked last.
create table control.outbox_sources (
  tenant_id        uuid not null primary key references control.tenants (id) on delete cascade,
  touched_at       timestamptz not null,
  visited_at       timestamptz,
  -- When something there becomes due; null: nothing waits.
  next_at          timestamptz,
  waiting          integer not null default 0,
  oldest_at        timestamptz,
  failed           integer not null default 0
);

create index outbox_sources_next_at on control.outbox_sources (next_at);
create index outbox_sources_touched_at on control.outbox_sources (touched_at);

grant select, insert (tenant_id, touched_at),
  update (touched_at, visited_at, next_at, waiting, oldest_at, failed), delete
  on control.outbox_sources to tenantry_control;
