-- What a person shows beside a password. Members' accounts and operators share the table, as holders of two kinds. A code
-- generator's `secret` is sealed for its row; `last_step` is the newest step of 30 seconds whose code was used. One that
-- was never confirmed by a code counts for nothing.
create table control.factors (
  id             uuid not null primary key,
  holder_kind    text not null check (holder_kind in ('account', 'operator')),
  holder_id      uuid not null,
  kind           text not null check (kind in ('totp', 'passkey')),
  name           text not null check (length(name) between 1 and 60),
  secret         bytea,
  last_step      bigint,
  credential_id  text unique check (length(credential_id) <= 1400),
  public_key     bytea,
  counter        bigint check (counter >= 0),
  transports     text[],
  created_at     timestamptz not null default now(),
  confirmed_at   timestamptz,
  used_at        timestamptz,
  check (case kind
           when 'totp' then secret is not null and credential_id is null
           else secret is null and credential_id is not null and public_key is not null and counter is not null
                and confirmed_at is not null
         end)
);

grant select,
  insert (id, holder_kind, holder_id, kind, name, secret, credential_id, public_key, counter, transports, confirmed_at),
  update (name, last_step, counter, confirmed_at, used_at), delete
  on control.factors to tenantry_control;

create index factors_holder on control.factors (holder_kind, holder_id);
create unique index factors_one_totp on control.factors (holder_kind, holder_id)
  where kind = 'totp' and confirmed_at is not null;

-- Ways in for whoever lost the factor: each opens once, and only its hash is here.
create table control.recovery_codes (
  holder_kind  text not null check (holder_kind in ('account', 'operator')),
  holder_id    uuid not null,
  code_hash    bytea not null check (length(code_hash) = 32),
  created_at   timestamptz not null default now(),
  used_at      timestamptz,
  primary key (holder_kind, holder_id, code_hash)
);

grant select, insert (holder_kind, holder_id, code_hash), update (used_at), delete
  on control.recovery_codes to tenantry_control;
