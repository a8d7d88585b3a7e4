-- expand
-- Operators say which plan a tenant is made on and where its rows are to be; whoever registers himself gets the defaults.
alter table control.registrations
  add column plan       text not null default 'trial' check (length(plan) between 1 and 40),
  add column placement  text not null default 'pool' check (placement in ('pool', 'silo'));

grant insert (plan, placement) on control.registrations to tenantry_control;
