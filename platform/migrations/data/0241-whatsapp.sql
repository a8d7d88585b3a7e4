-- By which account at which provider a tenant sends on WhatsApp. What the provider trusts is sealed.
create table core.whatsapp_senders (
  tenant_id       uuid not null,
  provider        text not null check (provider in ('twilio', 'meta')),
  -- Twilio: the number or the messaging service's id. Meta: the phone number's id.
  sender          text not null check (length(sender) between 3 and 60),
  -- Twilio: the account's id. Meta has none.
  account         text check (length(account) between 3 and 60),
  -- Twilio's auth token, which signs too; Meta's access token.
  secret          bytea not null,
  -- Meta's app secret.
  signing_secret  bytea,
  version         integer not null default 1,
  updated_at      timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('core.whatsapp_senders');
grant select, insert (tenant_id, provider, sender, account, secret, signing_secret),
  update (provider, sender, account, secret, signing_secret, version, updated_at), delete
  on core.whatsapp_senders to tenantry_app;

-- What a provider has told, once each: told again it is known, whatever has come since.
create table core.message_events (
  tenant_id    uuid not null,
  provider     text not null check (provider ~ '^[a-z][a-z_]{1,19}$'),
  provider_id  text not null check (length(provider_id) between 1 and 200),
  -- `sent`, `delivered`, `read`, `failed`, or `inbound` for what a person wrote.
  status       text not null check (status ~ '^[a-z_]{1,20}$'),
  attempt_id   uuid,
  error_code   text check (length(error_code) <= 40),
  received_at  timestamptz not null default now(),
  primary key (tenant_id, provider, provider_id, status)
);

select fence.protect('core.message_events');
grant select, insert (tenant_id, provider, provider_id, status, attempt_id, error_code), delete
  on core.message_events to tenantry_app;

create index message_events_received_at on core.message_events (tenant_id, received_at);

-- The former pattern counted further than PostgreSQL does, and so took no name at all.
alter table core.message_templates
  drop constraint message_templates_meta_name_check,
  add constraint message_templates_meta_name_check check (meta_name ~ '^[a-z0-9_]+$' and length(meta_name) <= 512);
