-- What a tenant pays for, and how it stands. A trial ends with its last day in the tenant's own zone; whoever holds the
-- admin login suspends it then. The web login reads.
create table control.subscriptions (
  tenant_id      uuid not null primary key references control.tenants (id) on delete cascade,
  status         text not null check (status in ('trialing', 'active', 'past_due', 'suspended', 'canceled')),
  trial_ends_on  date,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  check (status <> 'trialing' or trial_ends_on is not null)
);

create index subscriptions_trial_ends_on on control.subscriptions (trial_ends_on) where status = 'trialing';

grant select on control.subscriptions to tenantry_control;
