-- The same for what happens in the control database: sign-ins, members, roles, tenants. Added to and never changed. It
-- refers to no tenant, because it outlives them; without a tenant it is about the platform itself.
create table control.audit_events (
  tenant_id      uuid,
  id             uuid not null primary key,
  at             timestamptz not null default now(),
  xid            xid8 not null default pg_current_xact_id(),
  actor_kind     text not null check (actor_kind in ('member', 'operator', 'system', 'visitor')),
  actor          text check (length(actor) <= 200),
  actor_name     text check (length(actor_name) <= 200),
  on_behalf_of   text check (length(on_behalf_of) <= 200),
  roles          text[] not null default '{}',
  session_id     uuid,
  ip             text check (length(ip) <= 45),
  action         text not null check (action ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$' and length(action) <= 100),
  entity         text not null check (length(entity) <= 60),
  entity_id      text check (length(entity_id) <= 200),
  patient_id     uuid,
  purpose        text check (length(purpose) <= 60),
  outcome        text not null check (outcome in ('success', 'denied', 'failed')),
  request_id     text check (length(request_id) <= 100),
  detail         jsonb not null default '{}'
);

create index audit_events_tenant on control.audit_events (tenant_id, id);
create index audit_events_order on control.audit_events (tenant_id, xid, id);
create index audit_events_actor on control.audit_events (actor, id);

grant select,
  insert (tenant_id, id, actor_kind, actor, actor_name, on_behalf_of, roles, session_id, ip, action, entity, entity_id,
          patient_id, purpose, outcome, request_id, detail)
  on control.audit_events to tenantry_control;
