-- The functions of the control schema are the kernel's own, and `tenantry verify` compares them with what it ships (L34). What
-- the platform lets happen there as the owner has a schema to itself, which no login looks into.
create schema settings;

create function settings.carry() returns trigger
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
revoke execute on function settings.carry() from public;

drop trigger carry on control.tenant_settings;
drop function control.carry_tenant_settings();
create trigger carry after insert or update on control.tenant_settings
  for each row execute function settings.carry();
