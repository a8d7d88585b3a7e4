-- Members by name, as their rows are signed and printed. The memberships themselves are in the control database.
create table core.people (
  tenant_id   uuid not null,
  -- The member's.
  id          uuid not null,
  name        text not null check (length(name) between 1 and 200),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, id)
);

select fence.protect('core.people');
grant select, insert (tenant_id, id, name), update (name, updated_at) on core.people to tenantry_app;
