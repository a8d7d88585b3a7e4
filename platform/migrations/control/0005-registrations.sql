-- Somebody asks for a clinic or a shop of his own. The web login may ask and see what became of it; the tenant is made by
-- whoever holds the admin login, and only the making itself, as owner, writes whose it is.
create table control.registrations (
  id           uuid not null primary key,
  -- Who asked has the token and may ask how it goes.
  token_hash   bytea not null unique check (length(token_hash) = 32),
  account_id   uuid not null references control.accounts (id) on delete cascade,
  app          text not null check (app in ('clinic', 'store')),
  slug         text not null check (slug ~ '^[a-z0-9](-?[a-z0-9]){1,39}$'),
  name         text not null check (length(name) between 1 and 120),
  state        text not null default 'asked' check (state in ('asked', 'done', 'refused')),
  attempts     integer not null default 0,
  due_at       timestamptz not null default now(),
  tenant_id    uuid references control.tenants (id) on delete cascade,
  created_at   timestamptz not null default now(),
  finished_at  timestamptz
);

-- Of two who ask for one address at once the second is told so at once.
create unique index registrations_slug on control.registrations (slug) where state = 'asked';
create index registrations_due_at on control.registrations (due_at) where state = 'asked';
create index registrations_account on control.registrations (account_id);
create index registrations_tenant on control.registrations (tenant_id);

grant select, insert (id, token_hash, account_id, app, slug, name), update (state, attempts, due_at, finished_at)
  on control.registrations to tenantry_control;
