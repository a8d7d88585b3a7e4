-- One thing said to one person by one way: in the app, by e-mail, on WhatsApp. Written with what it follows from; a rule says
-- the same thing to the same person once in a cycle, whoever asks and however often.
create table core.messages (
  tenant_id       uuid not null,
  id              uuid not null,
  rule            text not null check (length(rule) between 1 and 80),
  -- Which time of the rule it is: a day, a due date, the id of what happened.
  cycle           text not null check (length(cycle) between 1 and 80),
  channel         text not null check (channel in ('in_app', 'email', 'whatsapp')),
  -- `member`, or whom an app knows: `store.customer`.
  recipient_kind  text not null check (recipient_kind ~ '^[a-z][a-z_.]{1,39}$'),
  recipient_id    uuid not null,
  recipient_name  text not null default '' check (length(recipient_name) <= 200),
  -- A phone as E.164 or an e-mail address. Null for members: theirs is looked up when it is sent.
  address         text check (length(address) <= 254),
  language        text not null check (language in ('en', 'hi')),
  time_zone       text not null check (length(time_zone) between 1 and 60),
  kind            text not null check (kind ~ '^[a-z][a-z_]{1,39}$'),
  template        text not null check (template ~ '^[a-z][a-z0-9-]{1,59}$'),
  variables       jsonb not null,
  -- What it is about, and the page of the app that shows it.
  subject_kind    text check (subject_kind ~ '^[a-z][a-z_.]{1,39}$'),
  subject_id      uuid,
  path            text check (path ~ '^/' and length(path) <= 300),
  -- The exact text.
  title           text not null check (length(title) between 1 and 300),
  body            text not null check (length(body) between 1 and 4000),
  state           text not null default 'queued' check (state in
                    ('queued', 'attempting', 'unknown', 'sent', 'delivered', 'read', 'failed', 'not_sent', 'skipped')),
  -- Why it is where it is, as a word the pages know: `quiet_hours`, `no_consent`, `needs_template`.
  reason          text check (reason ~ '^[a-z][a-z_]{1,39}$'),
  -- Not before: quiet hours, or a try that comes later.
  due_at          timestamptz,
  attempts        smallint not null default 0,
  provider        text check (provider ~ '^[a-z][a-z_]{1,19}$'),
  -- What the provider calls it, and its own code of what went wrong.
  provider_id     text check (length(provider_id) <= 200),
  error_code      text check (length(error_code) <= 40),
  -- When it was counted against what one person may get.
  counted_at      timestamptz,
  sent_at         timestamptz,
  delivered_at    timestamptz,
  read_at         timestamptz,
  -- The member who sent it from his own phone.
  by_hand_by      uuid,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, rule, recipient_kind, recipient_id, cycle, channel)
);

select fence.protect('core.messages');
grant select,
  insert (tenant_id, id, rule, cycle, channel, recipient_kind, recipient_id, recipient_name, address, language, time_zone, kind,
          template, variables, subject_kind, subject_id, path, title, body, state, delivered_at),
  update (recipient_name, address, variables, title, body, state, reason, due_at, attempts, provider, provider_id, error_code,
          counted_at, sent_at, delivered_at, read_at, by_hand_by, updated_at)
  on core.messages to tenantry_app;

create index messages_bell on core.messages (tenant_id, recipient_id, id) where channel = 'in_app';
create index messages_unread on core.messages (tenant_id, recipient_id) where channel = 'in_app' and read_at is null;
create index messages_outbox on core.messages (tenant_id, id) where channel <> 'in_app';
create index messages_outbox_state on core.messages (tenant_id, state, id) where channel <> 'in_app';
create index messages_subject on core.messages (tenant_id, subject_kind, subject_id, id) where subject_id is not null;
create index messages_counted on core.messages (tenant_id, channel, address, counted_at) where counted_at is not null;
create unique index messages_provider on core.messages (tenant_id, provider, provider_id) where provider_id is not null;

-- Each time a message was given to a provider. Committed before the provider is asked: a row without an end is a try whose
-- outcome nobody knows.
create table core.message_attempts (
  tenant_id    uuid not null,
  id           uuid not null,
  message_id   uuid not null,
  number       smallint not null check (number >= 1),
  provider     text not null check (provider ~ '^[a-z][a-z_]{1,19}$'),
  started_at   timestamptz not null default now(),
  ended_at     timestamptz,
  outcome      text check (outcome in ('accepted', 'refused', 'later', 'unknown')),
  provider_id  text check (length(provider_id) <= 200),
  error_code   text check (length(error_code) <= 40),
  primary key (tenant_id, id),
  unique (tenant_id, message_id, number),
  foreign key (tenant_id, message_id) references core.messages (tenant_id, id) on delete restrict
);

select fence.protect('core.message_attempts');
grant select, insert (tenant_id, id, message_id, number, provider), update (ended_at, outcome, provider_id, error_code)
  on core.message_attempts to tenantry_app;

-- What is known of an address by a channel: may it be written to, and since when by whose word. Its row is locked while a
-- message to it is counted.
create table core.message_contacts (
  tenant_id        uuid not null,
  channel          text not null check (channel in ('email', 'whatsapp')),
  address          text not null check (length(address) between 3 and 254),
  consent          text not null default 'unknown' check (consent in ('unknown', 'given', 'withdrawn')),
  consent_source   text check (length(consent_source) between 1 and 60),
  consent_at       timestamptz,
  -- The provider said that nobody can be reached there.
  unreachable_at   timestamptz,
  last_inbound_at  timestamptz,
  updated_at       timestamptz not null default now(),
  primary key (tenant_id, channel, address)
);

select fence.protect('core.message_contacts');
grant select, insert (tenant_id, channel, address, consent, consent_source, consent_at, last_inbound_at),
  update (consent, consent_source, consent_at, unreachable_at, last_inbound_at, updated_at)
  on core.message_contacts to tenantry_app;

-- Every word of consent there was.
create table core.message_consents (
  tenant_id   uuid not null,
  id          uuid not null,
  channel     text not null check (channel in ('email', 'whatsapp')),
  address     text not null check (length(address) between 3 and 254),
  consent     text not null check (consent in ('given', 'withdrawn')),
  -- `shop`, `whatsapp`: where it was said.
  source      text not null check (length(source) between 1 and 60),
  -- The member who wrote it down; null where the person said it himself.
  actor_id    uuid,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, id)
);

create index message_consents_address on core.message_consents (tenant_id, channel, address, created_at);

select fence.protect('core.message_consents');
grant select, insert (tenant_id, id, channel, address, consent, source, actor_id) on core.message_consents to tenantry_app;

-- What a member wants to be told, and by which way, where it differs from the product's default.
create table core.message_preferences (
  tenant_id   uuid not null,
  member_id   uuid not null,
  kind        text not null check (kind ~ '^[a-z][a-z_]{1,39}$'),
  channel     text not null check (channel in ('in_app', 'email')),
  wanted      boolean not null,
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, member_id, kind, channel)
);

select fence.protect('core.message_preferences');
grant select, insert (tenant_id, member_id, kind, channel, wanted), update (wanted, updated_at)
  on core.message_preferences to tenantry_app;

-- When people are left in peace, and how often one of them may be reminded. No row: the product's defaults.
create table core.message_settings (
  tenant_id    uuid not null,
  -- In the recipient's zone; equal: no quiet hours.
  quiet_from   time not null,
  quiet_until  time not null,
  per_day      smallint not null check (per_day between 1 and 20),
  per_month    smallint not null check (per_month between 1 and 100),
  version      integer not null default 1,
  updated_at   timestamptz not null default now(),
  primary key (tenant_id)
);

select fence.protect('core.message_settings');
grant select, insert (tenant_id, quiet_from, quiet_until, per_day, per_month),
  update (quiet_from, quiet_until, per_day, per_month, version, updated_at)
  on core.message_settings to tenantry_app;

-- A tenant's own words for a template, and the names under which a provider has approved it.
create table core.message_templates (
  tenant_id      uuid not null,
  name           text not null check (name ~ '^[a-z][a-z0-9-]{1,59}$'),
  language       text not null check (language in ('en', 'hi')),
  title          text check (length(title) between 1 and 200),
  body           text check (length(body) between 1 and 1000),
  -- Twilio's ContentSid; Meta's name and language.
  content_sid    text check (content_sid ~ '^HX[0-9a-f]{32}$'),
  meta_name      text check (meta_name ~ '^[a-z0-9_]{1,512}$'),
  meta_language  text check (meta_language ~ '^[a-z]{2,3}(_[A-Z]{2})?$'),
  version        integer not null default 1,
  updated_at     timestamptz not null default now(),
  primary key (tenant_id, name, language)
);

select fence.protect('core.message_templates');
grant select, insert (tenant_id, name, language, title, body, content_sid, meta_name, meta_language),
  update (title, body, content_sid, meta_name, meta_language, version, updated_at)
  on core.message_templates to tenantry_app;
