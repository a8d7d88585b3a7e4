-- What the platform itself does again and again, by UTC. Beside the tenants' schedules, whose rows go with their tenant.
create table control.platform_schedules (
  name         text not null primary key check (name ~ '^[a-z][a-z0-9-]{1,59}$'),
  cron         text not null,
  job          text not null,
  next_at      timestamptz not null,
  last_due_at  timestamptz
);

grant select, insert (name, cron, job, next_at), update (cron, job, next_at, last_due_at), delete
  on control.platform_schedules to tenantry_control;
