create schema fence;
grant usage on schema fence to tenantry_app, tenantry_maintenance;

-- Which database this is. Empty in a template, so that a copy starts without an identity of its own.
create table fence.identity (
  only_row     boolean primary key default true check (only_row),
  database_id  uuid not null
);

-- HMAC-SHA-256 keys (RFC 2104) with the padding already applied. Only the owner, whom nobody logs in as, reads them.
create table fence.keys (
  key_id     integer primary key,
  inner_pad  bytea not null check (octet_length(inner_pad) = 64),
  outer_pad  bytea not null check (octet_length(outer_pad) = 64)
);

create table fence.migrations (
  module      text not null,
  number      integer not null,
  name        text not null,
  checksum    text not null,
  expand      boolean not null default false,
  applied_at  timestamptz not null default now(),
  primary key (module, number)
);
grant select on fence.migrations to tenantry_app, tenantry_maintenance;

-- The tenant of this transaction, taken from its signed context: `key.database.tenant.expiry.mac`, where the mac covers
-- all that stands before it. Raises where there is none, so that a forgotten context is an error and never an empty
-- answer. The expiry is judged by this server's clock.
create function fence.tenant() returns uuid
  language plpgsql stable security definer parallel safe
  set search_path = pg_catalog, pg_temp
as $$
declare
  context text := current_setting('fence.context', true);
  part    text[];
  signed  bytea;
  key     fence.keys;
begin
  if context is null or context = '' then
    raise exception 'no tenant context' using errcode = 'TF001';
  end if;
  part := string_to_array(context, '.');
  if array_length(part, 1) is distinct from 5 then
    raise exception 'malformed tenant context' using errcode = 'TF002';
  end if;
  select k.* into key from fence.keys k where k.key_id::text = part[1];
  if not found or not exists (select 1 from fence.identity i where i.database_id::text = part[2]) then
    raise exception 'tenant context of another database' using errcode = 'TF003';
  end if;
  signed := convert_to(part[1] || '.' || part[2] || '.' || part[3] || '.' || part[4], 'UTF8');
  if encode(sha256(key.outer_pad || sha256(key.inner_pad || signed)), 'hex') <> part[5] then
    raise exception 'forged tenant context' using errcode = 'TF004';
  end if;
  if part[4]::bigint < extract(epoch from clock_timestamp()) then
    raise exception 'expired tenant context' using errcode = 'TF005';
  end if;
  return part[3]::uuid;
end
$$;
revoke execute on function fence.tenant() from public;
grant execute on function fence.tenant() to tenantry_app;

-- The identity of this database, for the kernel to check where it has connected.
create function fence.database_id() returns uuid
  language sql stable security definer parallel safe
  set search_path = pg_catalog, pg_temp
as $$ select database_id from fence.identity $$;
revoke execute on function fence.database_id() from public;
grant execute on function fence.database_id() to tenantry_app;

-- The one place where the text of a policy stands. Wrapped in a sub-select the function runs once per statement; bare it
-- ran once per row.
create function fence.protect(target regclass) returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant_fence on %s to tenantry_app
       using (tenant_id = (select fence.tenant())) with check (tenant_id = (select fence.tenant()))', target);
  execute format('create policy maintenance on %s to tenantry_maintenance using (true) with check (true)', target);
  execute format('grant select, insert, update, delete on %s to tenantry_maintenance', target);
end
$$;
revoke execute on function fence.protect(regclass) from public;
