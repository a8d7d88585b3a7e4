-- An operator asks for a tenant to be suspended or resumed. The web login may ask and see what became of it; whoever holds
-- the admin login does it, as with registrations.
create table control.tenant_requests (
  id           uuid not null primary key,
  tenant_id    uuid not null references control.tenants (id) on delete cascade,
  operator_id  uuid not null references control.operators (id) on delete restrict,
  act          text not null check (act in ('suspend', 'resume')),
  reason       text not null check (length(trim(reason)) between 3 and 500),
  state        text not null default 'asked' check (state in ('asked', 'done', 'refused')),
  attempts     integer not null default 0,
  due_at       timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  finished_at  timestamptz
);

grant select, insert (id, tenant_id, operator_id, act, reason), update (state, attempts, due_at, finished_at)
  on control.tenant_requests to tenantry_control;

-- One change of a tenant at a time.
create unique index tenant_requests_open on control.tenant_requests (tenant_id) where state = 'asked';
create index tenant_requests_due_at on control.tenant_requests (due_at) where state = 'asked';
create index tenant_requests_tenant on control.tenant_requests (tenant_id, created_at);
create index tenant_requests_operator on control.tenant_requests (operator_id);
