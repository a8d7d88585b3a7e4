-- A person's login. The address is kept as it is compared: NFC, lower case.
create table control.accounts (
  id             uuid not null primary key,
  email          text not null unique check (length(email) <= 254),
  name           text not null check (length(name) between 1 and 200),
  password_hash  text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);

grant select, insert (id, email, name, password_hash), update (name, password_hash, updated_at)
  on control.accounts to tenantry_control;

-- A person's place and roles in one tenant.
create table control.members (
  tenant_id   uuid not null references control.tenants (id) on delete cascade,
  id          uuid not null,
  account_id  uuid not null references control.accounts (id) on delete restrict,
  roles       text[] not null check (cardinality(roles) > 0),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, account_id)
);

create index members_account on control.members (account_id);

grant select, insert (tenant_id, id, account_id, roles), update (roles, updated_at), delete
  on control.members to tenantry_control;

-- An account on a host. Only the hash of the token is here: a copy of this table signs nobody in.
create table control.sessions (
  token_hash       bytea not null primary key check (length(token_hash) = 32),
  account_id       uuid not null references control.accounts (id) on delete cascade,
  host             text not null,
  created_at       timestamptz not null default now(),
  seen_at          timestamptz not null default now(),
  idle_expires_at  timestamptz not null,
  expires_at       timestamptz not null
);

create index sessions_account on control.sessions (account_id);
create index sessions_expires_at on control.sessions (expires_at);

grant select, insert (token_hash, account_id, host, idle_expires_at, expires_at),
  update (seen_at, idle_expires_at), delete
  on control.sessions to tenantry_control;
