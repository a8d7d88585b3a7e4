-- A deactivated member keeps his work and may not enter. `roles_changed_at` is null until somebody changes his roles:
-- a session that is older gets a new id at its next request.
alter table control.members
  add column status            text not null default 'active' check (status in ('active', 'deactivated')),
  add column version           integer not null default 1,
  add column roles_changed_at  timestamptz;

grant update (status, version, roles_changed_at) on control.members to tenantry_control;

-- `replaced_at`: another session took this one's place; requests that were under way may still end with it.
alter table control.sessions
  add column id           uuid not null default gen_random_uuid() unique,
  add column replaced_at  timestamptz,
  add column device       text check (length(device) <= 200),
  add column network      text check (length(network) <= 64);

grant insert (device, network), update (replaced_at) on control.sessions to tenantry_control;
