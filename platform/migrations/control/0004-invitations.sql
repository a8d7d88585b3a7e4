-- An offer of a place in a tenant. Only the hash of its token is here; who has the token may accept once.
create table control.invitations (
  tenant_id    uuid not null references control.tenants (id) on delete cascade,
  id           uuid not null,
  email        text not null check (length(email) <= 254),
  name         text not null check (length(name) between 1 and 200),
  roles        text[] not null check (cardinality(roles) > 0),
  -- Nobody gives what he has no more: with its sender's membership an invitation is gone.
  invited_by   uuid not null,
  token_hash   bytea not null unique check (length(token_hash) = 32),
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  accepted_at  timestamptz,
  revoked_at   timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, invited_by) references control.members (tenant_id, id) on delete cascade
);

create unique index invitations_open on control.invitations (tenant_id, email)
  where accepted_at is null and revoked_at is null;
create index invitations_invited_by on control.invitations (tenant_id, invited_by);

grant select, insert (tenant_id, id, email, name, roles, invited_by, token_hash, expires_at),
  update (invited_by, token_hash, expires_at, accepted_at, revoked_at)
  on control.invitations to tenantry_control;
