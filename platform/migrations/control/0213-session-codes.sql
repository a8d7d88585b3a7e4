-- Somebody signed in on the platform's host goes on to a tenant's own host, whose cookies are its own: he takes a code along
-- that works once, for a minute, in the browser that asked for it there. Only hashes are kept. A code ends with the session
-- that it was given to.
create table control.session_codes (
  code_hash       bytea not null primary key check (length(code_hash) = 32),
  session_hash    bytea not null references control.sessions (token_hash) on delete cascade,
  tenant_id       uuid not null references control.tenants (id) on delete cascade,
  -- Where it may be used.
  host            text not null,
  -- Of what that browser keeps for itself.
  challenge_hash  bytea not null check (length(challenge_hash) = 32),
  expires_at      timestamptz not null
);

grant select, insert (code_hash, session_hash, tenant_id, host, challenge_hash, expires_at), delete
  on control.session_codes to tenantry_control;

create index session_codes_session on control.session_codes (session_hash);
create index session_codes_tenant on control.session_codes (tenant_id);
create index session_codes_expires_at on control.session_codes (expires_at);
