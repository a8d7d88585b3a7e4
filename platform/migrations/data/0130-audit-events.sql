-- Who did what, and who read what of whom. Added to and never changed: the application may insert and read, and neither
-- the time nor the transaction of an event is its to choose. One event is about one request, job or command.
create table core.audit_events (
  tenant_id      uuid not null,
  -- UUIDv7: in the order of time, so that pages follow the primary key.
  id             uuid not null,
  at             timestamptz not null default now(),
  -- What is below the oldest running transaction is complete: seals go up to there and miss nothing.
  xid            xid8 not null default pg_current_xact_id(),
  -- The data database in which it was written: transaction ids mean something there only.
  database_id    uuid not null,
  actor_kind     text not null check (actor_kind in ('member', 'operator', 'system', 'visitor')),
  -- An account's id, or the name of what acted by itself.
  actor          text check (length(actor) <= 200),
  -- As the person was called then.
  actor_name     text check (length(actor_name) <= 200),
  on_behalf_of   text check (length(on_behalf_of) <= 200),
  roles          text[] not null default '{}',
  -- Names the sign-in and opens nothing.
  session_id     uuid,
  ip             text check (length(ip) <= 45),
  action         text not null check (action ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$' and length(action) <= 100),
  entity         text not null check (length(entity) <= 60),
  entity_id      text check (length(entity_id) <= 200),
  patient_id     uuid,
  purpose        text check (length(purpose) <= 60),
  outcome        text not null check (outcome in ('success', 'denied', 'failed')),
  request_id     text check (length(request_id) <= 100),
  -- What was changed, with old and new; what was asked for; how often.
  detail         jsonb not null default '{}',
  primary key (tenant_id, id)
);

select fence.protect('core.audit_events');
grant select,
  insert (tenant_id, id, database_id, actor_kind, actor, actor_name, on_behalf_of, roles, session_id, ip, action, entity,
          entity_id, patient_id, purpose, outcome, request_id, detail)
  on core.audit_events to tenantry_app;

create index audit_events_order on core.audit_events (tenant_id, xid, id);
create index audit_events_patient on core.audit_events (tenant_id, patient_id, id) where patient_id is not null;
create index audit_events_actor on core.audit_events (tenant_id, actor, id);
