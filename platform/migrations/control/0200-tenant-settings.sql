-- What a tenant says of itself that has to be known before any of its rows is read: on the sign-in page, in the frame, by the
-- session check, by whatever reckons with days. A tenant without a row has changed nothing yet.
create table control.tenant_settings (
  tenant_id     uuid not null primary key references control.tenants (id) on delete cascade,
  name          text not null check (name ~ '\S' and length(name) <= 120),
  locale        text not null check (length(locale) <= 35),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone     text not null check (length(time_zone) <= 64),
  accent        text check (accent ~ '^#[0-9a-f]{6}$'),
  -- 1 is Monday, 7 Sunday (ISO 8601).
  week_start    smallint not null default 1 check (week_start between 1 and 7),
  -- After so long without a request a session is over for this tenant.
  idle_minutes  smallint not null default 30 check (idle_minutes between 5 and 60),
  -- SHA-256 of the logo, which is with the tenant's rows; null: there is none.
  logo          text check (logo ~ '^[0-9a-f]{64}$'),
  version       integer not null default 1,
  updated_at    timestamptz not null default now()
);

grant select,
  insert (tenant_id, name, locale, currency, time_zone, accent, week_start, idle_minutes, logo),
  update (name, locale, currency, time_zone, accent, week_start, idle_minutes, logo, version, updated_at)
  on control.tenant_settings to tenantry_control;

-- The web login may not write the tenants themselves: whoever takes it over must move or resume none. These five words of a
-- tenant are carried over, and nothing else is; the directory hears of it as of any other change.
create function control.carry_tenant_settings() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  update control.tenants
     set name = new.name, locale = new.locale, currency = new.currency, time_zone = new.time_zone, accent = new.accent,
         updated_at = now()
   where id = new.tenant_id
     and (name, locale, currency, time_zone, accent)
         is distinct from (new.name, new.locale, new.currency, new.time_zone, new.accent);
  return null;
end
$$;
revoke execute on function control.carry_tenant_settings() from public;
create trigger carry after insert or update on control.tenant_settings
  for each row execute function control.carry_tenant_settings();
