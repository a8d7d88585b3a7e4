-- How a shop reminds by itself. It has no row until somebody says so: nobody is written to unasked.
create table store.reminder_rules (
  tenant_id    uuid not null,
  automatic    boolean not null,
  -- So many days after the oldest unpaid day, a customer is reminded once for each.
  steps        integer[] not null check (cardinality(steps) between 1 and 10),
  -- The hour of the shop's clocks at which it happens.
  at_hour      smallint not null check (at_hour between 0 and 23),
  -- Nobody is reminded again before so many days have passed.
  pause_days   smallint not null check (pause_days between 1 and 60),
  -- What is overdue by less is not worth a message.
  least_minor  bigint not null check (least_minor >= 0),
  version      integer not null default 1,
  updated_at   timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('store.reminder_rules');
grant select, insert (tenant_id, automatic, steps, at_hour, pause_days, least_minor),
  update (automatic, steps, at_hour, pause_days, least_minor, version, updated_at)
  on store.reminder_rules to tenantry_app;
