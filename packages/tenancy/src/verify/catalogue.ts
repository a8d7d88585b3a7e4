/**
 * The named queries that lints are written with. Parameters: web login, admin login, global tables, the kernel's SQL.
 *
 * `fenced`: the groups that serve tenants and every login in them (who may act as such a login is not bound by it). `reach`: these and all roles they can become or
 * inherit from, with PUBLIC as 0. `granted`: what of a relation is open to any of them.
 */
export const catalogue = `
with recursive given as (
  select $1::text as web_login, $2::text as admin_login, $3::text[] as global_tables, $4::text as kernel_sql
),
-- PostgreSQL 15 has no options on a membership: there every one can be inherited and set.
membership as (
  select m.roleid, m.member,
         coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true) or
         coalesce((to_jsonb(m) ->> 'set_option')::boolean, true) as usable
    from pg_auth_members m
),
fenced as (
  select r.oid from pg_roles r, given
   where r.rolname in ('tenantry_app', 'tenantry_control', given.web_login)
  union
  select m.member from fenced f join pg_roles r on r.oid = f.oid and not r.rolcanlogin
    join membership m on m.roleid = f.oid and m.usable
),
-- Also by admin option alone: who may grant a role can give it to himself.
become as (
  select oid from fenced
  union
  select m.roleid from become b join membership m on m.member = b.oid
),
reach as (select oid from become union all select 0::oid),
own_schemas as (
  select n.oid, n.nspname as name, n.nspowner as owner, n.nspacl as acl
    from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
),
relations as (
  select c.oid, format('%I.%I', n.name, c.relname) as name, c.relkind as kind, c.relowner as owner, c.relacl as acl,
         c.relrowsecurity as secured, c.relforcerowsecurity as forced, c.relispartition as is_partition,
         c.reloptions as options, t.attnum as tenant_column, t.attnotnull as tenant_required
    from pg_class c
    join own_schemas n on n.oid = c.relnamespace
    left join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
   where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
     and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
tenant_tables as (
  select * from relations where kind in ('r', 'p') and tenant_column is not null
),
granted as (
  select r.oid, r.name, r.kind, null as column_name, x.privilege_type as privilege, x.grantee
    from relations r cross join aclexplode(r.acl) x
   where x.grantee in (select oid from reach)
  union all
  select r.oid, r.name, r.kind, a.attname, x.privilege_type, x.grantee
    from relations r
    join pg_attribute a on a.attrelid = r.oid and not a.attisdropped
    cross join aclexplode(a.attacl) x
   where x.grantee in (select oid from reach)
),
routines as (
  select p.oid, format('%s.%s(%s)', n.name, p.proname, pg_get_function_identity_arguments(p.oid)) as name,
         p.proowner as owner, p.prosecdef as definer, p.proconfig as settings, p.prosrc as body, n.name as schema,
         coalesce(p.proacl, acldefault('f', p.proowner)) as acl
    from pg_proc p join own_schemas n on n.oid = p.pronamespace
   where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
),
role_names as (
  select oid, rolname as name from pg_roles union all select 0, 'PUBLIC'
)
`
