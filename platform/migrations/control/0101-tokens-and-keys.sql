-- A program signed in for a person: it has a refresh token, gives it up for the next one, and all that came from one
-- sign-in are a family. It ends with the membership.
create table control.token_families (
  id          uuid not null primary key,
  tenant_id   uuid not null,
  account_id  uuid not null references control.accounts (id) on delete cascade,
  device      text check (length(device) <= 200),
  network     text check (length(network) <= 64),
  -- When a second factor was shown beside the password; null: none was.
  factor_at   timestamptz,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  foreign key (tenant_id, account_id) references control.members (tenant_id, account_id) on delete cascade
);

grant select, insert (id, tenant_id, account_id, device, network, factor_at, expires_at), delete
  on control.token_families to tenantry_control;

create index token_families_member on control.token_families (tenant_id, account_id);
create index token_families_account on control.token_families (account_id);
create index token_families_expires_at on control.token_families (expires_at);

-- Used ones stay as long as their family: who comes with one again has stolen it, or was stolen from.
create table control.refresh_tokens (
  token_hash  bytea not null primary key check (length(token_hash) = 32),
  family_id   uuid not null references control.token_families (id) on delete cascade,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  used_at     timestamptz
);

grant select, insert (token_hash, family_id, expires_at), update (used_at)
  on control.refresh_tokens to tenantry_control;

create index refresh_tokens_family on control.refresh_tokens (family_id);

-- A member lets a program in: with these of his permissions, as long as he has them, until a day that is named.
create table control.api_keys (
  tenant_id   uuid not null references control.tenants (id) on delete cascade,
  id          uuid not null,
  member_id   uuid not null,
  name        text not null check (length(name) between 1 and 100),
  -- The key's last characters, for people to tell keys apart.
  hint        text not null check (length(hint) = 4),
  key_hash    bytea not null unique check (length(key_hash) = 32),
  scopes      text[] not null check (cardinality(scopes) > 0),
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  used_at     timestamptz,
  revoked_at  timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, member_id) references control.members (tenant_id, id) on delete cascade
);

grant select, insert (tenant_id, id, member_id, name, hint, key_hash, scopes, expires_at), update (used_at, revoked_at)
  on control.api_keys to tenantry_control;

create index api_keys_member on control.api_keys (tenant_id, member_id);
