-- Whoever runs the platform. Operators have nothing to do with accounts and are nobody's members. The link by which one
-- chooses a password is kept as its hash, works once and not for long.
create table control.operators (
  id               uuid not null primary key,
  email            text not null unique check (length(email) <= 254),
  name             text not null check (length(name) between 1 and 200),
  role             text not null check (role in ('admin', 'support', 'billing', 'read_only')),
  password_hash    text,
  link_hash        bytea unique check (length(link_hash) = 32),
  link_expires_at  timestamptz,
  disabled_at      timestamptz,
  version          integer not null default 1,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  check ((link_hash is null) = (link_expires_at is null))
);

grant select, insert (id, email, name, role, link_hash, link_expires_at),
  update (name, role, password_hash, link_hash, link_expires_at, disabled_at, version, updated_at)
  on control.operators to tenantry_control;

-- Only the hash of the token is here. `factor_at` is null while only the password was right: such a session can show a
-- second factor, or enrol the first one, and do nothing else.
create table control.operator_sessions (
  token_hash       bytea not null primary key check (length(token_hash) = 32),
  id               uuid not null default gen_random_uuid() unique,
  operator_id      uuid not null references control.operators (id) on delete cascade,
  factor_at        timestamptz,
  device           text check (length(device) <= 200),
  network          text check (length(network) <= 64),
  created_at       timestamptz not null default now(),
  seen_at          timestamptz not null default now(),
  idle_expires_at  timestamptz not null,
  expires_at       timestamptz not null
);

grant select, insert (token_hash, operator_id, factor_at, device, network, idle_expires_at, expires_at),
  update (seen_at, idle_expires_at), delete
  on control.operator_sessions to tenantry_control;

create index operator_sessions_operator on control.operator_sessions (operator_id);
create index operator_sessions_expires_at on control.operator_sessions (expires_at);
