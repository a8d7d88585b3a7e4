-- What a session's person has shown. `factor_at`: a second factor, in this session; without it the session of somebody
-- who has one is limited to showing it. `proved_at`: when he last showed that it is he, by whatever means.
alter table control.sessions
  add column proved_at  timestamptz,
  add column factor_at  timestamptz;

grant insert (proved_at, factor_at), update (proved_at, factor_at) on control.sessions to tenantry_control;

-- Of whom a tenant asks a second factor. A tenant without a row asks nobody.
create table control.factor_rules (
  tenant_id   uuid not null primary key references control.tenants (id) on delete cascade,
  roles       text[] not null,
  updated_at  timestamptz not null default now()
);

grant select, insert (tenant_id, roles), update (roles, updated_at) on control.factor_rules to tenantry_control;
