-- What happens again and again, by the clock of the tenant's zone. Taking a due time and asking for its job are one
-- transaction, so that each due time has one job, however many processes look.
create table control.schedules (
  tenant_id    uuid not null references control.tenants (id) on delete cascade,
  name         text not null check (name ~ '^[a-z][a-z0-9-]{1,59}$'),
  -- minute, hour, day of month, month, day of week
  cron         text not null,
  job          text not null,
  payload      jsonb not null,
  -- The zone that `next_at` was reckoned in; when the tenant's differs, it is reckoned anew.
  time_zone    text not null,
  next_at      timestamptz not null,
  last_due_at  timestamptz,
  created_at   timestamptz not null default now(),
  primary key (tenant_id, name)
);

create index schedules_next_at on control.schedules (next_at);

grant select, insert (tenant_id, name, cron, job, payload, time_zone, next_at),
  update (cron, job, payload, time_zone, next_at, last_due_at), delete
  on control.schedules to tenantry_control;
