-- The keys that a tenant's files and backups are encrypted with, each sealed by the master key. The newest generation is used
-- for what is new. A key that was destroyed stays as a row without a key: what it sealed cannot be opened by anybody again.
create table control.tenant_keys (
  tenant_id     uuid not null references control.tenants (id) on delete cascade,
  generation    integer not null check (generation > 0),
  sealed_key    bytea,
  created_at    timestamptz not null default now(),
  destroyed_at  timestamptz,
  primary key (tenant_id, generation),
  check ((sealed_key is null) = (destroyed_at is not null))
);

grant select, insert (tenant_id, generation, sealed_key), update (sealed_key, destroyed_at)
  on control.tenant_keys to tenantry_control;

-- Links to files name the session that they were made in.
create index sessions_id on control.sessions (id);
