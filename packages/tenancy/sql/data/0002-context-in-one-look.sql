-- Every statement asks for its tenant, so it counts that one table is looked into and not two: the key says itself how
-- the contexts begin that are signed with it in this database.
alter table fence.keys add column context_start text;
update fence.keys k set context_start = k.key_id || '.' || i.database_id from fence.identity i;
alter table fence.keys alter column context_start set not null;

-- The tenant of this transaction, taken from its signed context: `key.database.tenant.expiry.mac`, where the mac, 64
-- digits, covers all that stands before it. Raises where there is none, so that a forgotten context is an error and never
-- an empty answer. The expiry is judged by this server's clock.
create or replace function fence.tenant() returns uuid
  language plpgsql stable security definer parallel safe
  set search_path = pg_catalog, pg_temp
as $$
declare
  context    text := current_setting('fence.context', true);
  part       text[];
  inner_pad  bytea;
  outer_pad  bytea;
begin
  if context is null or context = '' then
    raise exception 'no tenant context' using errcode = 'TF001';
  end if;
  part := string_to_array(context, '.');
  if array_length(part, 1) is distinct from 5 then
    raise exception 'malformed tenant context' using errcode = 'TF002';
  end if;
  select k.inner_pad, k.outer_pad into inner_pad, outer_pad
    from fence.keys k where k.context_start = part[1] || '.' || part[2];
  if not found then
    raise exception 'tenant context of another database' using errcode = 'TF003';
  end if;
  if encode(sha256(outer_pad || sha256(inner_pad || convert_to(left(context, -65), 'UTF8'))), 'hex') <> part[5] then
    raise exception 'forged tenant context' using errcode = 'TF004';
  end if;
  if part[4]::bigint < extract(epoch from clock_timestamp()) then
    raise exception 'expired tenant context' using errcode = 'TF005';
  end if;
  return part[3]::uuid;
end
$$;
