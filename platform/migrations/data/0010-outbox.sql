-- Work that was asked for in a transaction and outlives it. Inserted with what it follows from, so that both are there or
-- neither; what is done is marked in the transaction of its effect, so that it happens once, whatever dies in between.
create table core.outbox_jobs (
  tenant_id   uuid not null,
  id          uuid not null,
  name        text not null check (name ~ '^[a-z][a-z0-9-]{1,59}$'),
  -- Ids and small facts; the work reads the rest when it is done.
  payload     jsonb not null,
  created_at  timestamptz not null default now(),
  -- Not before; later after each failure.
  due_at      timestamptz not null default now(),
  attempts    integer not null default 0,
  done_at     timestamptz,
  -- Given up; `reason` says why, in words without anybody's data.
  failed_at   timestamptz,
  reason      text check (length(reason) <= 500),
  primary key (tenant_id, id),
  check (done_at is null or failed_at is null)
);

select fence.protect('core.outbox_jobs');
grant select, insert (tenant_id, id, name, payload, due_at), update (due_at, attempts, done_at, failed_at, reason), delete
  on core.outbox_jobs to tenantry_app;

create index outbox_jobs_waiting on core.outbox_jobs (tenant_id, due_at, id) where done_at is null and failed_at is null;
create index outbox_jobs_done on core.outbox_jobs (tenant_id, done_at) where done_at is not null;
create index outbox_jobs_failed on core.outbox_jobs (tenant_id, failed_at) where failed_at is not null;

-- What happened, as hints for whoever watches: kind, id and version, never contents. `xid` keeps an order that no reader
-- can miss a part of: what is below the oldest running transaction is complete.
create table core.outbox_events (
  tenant_id       uuid not null,
  id              uuid not null,
  xid             xid8 not null default pg_current_xact_id(),
  kind            text not null check (kind ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
  entity_id       uuid not null,
  entity_version  integer,
  created_at      timestamptz not null default now(),
  primary key (tenant_id, id)
);

select fence.protect('core.outbox_events');
grant select, insert (tenant_id, id, kind, entity_id, entity_version), delete on core.outbox_events to tenantry_app;

create index outbox_events_order on core.outbox_events (tenant_id, xid, id);
create index outbox_events_created_at on core.outbox_events (tenant_id, created_at);
