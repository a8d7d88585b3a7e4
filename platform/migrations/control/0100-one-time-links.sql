-- When its person showed that letters to the address reach him; null: not yet.
alter table control.accounts add column email_verified_at timestamptz;

grant update (email, email_verified_at) on control.accounts to tenantry_control;

-- Links that travel by mail, each for one act. A row is made for whatever address is asked for, known or not, so that
-- asking takes the same for both. Whether a mail goes out is found when it is due, and only then there is a token, whose
-- hash is kept.
create table control.one_time_links (
  id            uuid not null primary key,
  kind          text not null check (kind in ('reset_password', 'verify_email', 'change_email')),
  tenant_id     uuid not null references control.tenants (id) on delete cascade,
  -- Null until the mail is due, where the address alone was given.
  account_id    uuid references control.accounts (id) on delete cascade,
  -- Where the mail goes.
  email         text not null check (length(email) <= 254),
  -- The address that `email` took the place of, for the notice to it.
  former_email  text check (length(former_email) <= 254),
  token_hash    bytea unique check (length(token_hash) = 32),
  created_at    timestamptz not null default now(),
  expires_at    timestamptz,
  used_at       timestamptz
);

grant select, insert (id, kind, tenant_id, account_id, email),
  update (account_id, former_email, token_hash, expires_at, used_at), delete
  on control.one_time_links to tenantry_control;

create index one_time_links_account on control.one_time_links (account_id, kind);
create index one_time_links_tenant on control.one_time_links (tenant_id);
create index one_time_links_created_at on control.one_time_links (created_at);
