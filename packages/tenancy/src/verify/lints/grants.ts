import type { Lint } from '../lint.ts'

/** What the fenced logins may touch, and with which verbs. */
export const grantLints: readonly Lint[] = [
  {
    id: 'L04',
    finds: 'reachable table without tenant_id',
    reason: 'A table without a tenant is one for all tenants: it must be named as global, and only be read.',
    on: 'data',
    query: `select r.name as object, case when r.name = any (given.global_tables) then
             format('is global, and open to %s', string_agg(distinct lower(g.privilege), ', '))
             else 'has no tenant_id, is not listed as global, and can be reached' end as sentence
      from relations r cross join given join granted g on g.oid = r.oid
     where r.kind in ('r', 'p') and r.tenant_column is null
       and (r.name <> all (given.global_tables) or g.privilege <> 'SELECT')
     group by r.name, given.global_tables order by 1`,
  },
  {
    id: 'L12',
    finds: 'the fenced login may TRUNCATE, REFERENCES, TRIGGER or MAINTAIN',
    reason: 'Row security does not apply to TRUNCATE: one statement empties every tenant’s table.',
    on: 'both',
    query: `select g.name as object, format('lets %s %s', string_agg(distinct r.name::text, ', '),
             string_agg(distinct g.privilege, ', ')) as sentence
      from granted g join role_names r on r.oid = g.grantee
     where g.privilege not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') and g.kind <> 'S' group by g.name order by 1`,
  },
  {
    id: 'L18',
    finds: 'PUBLIC or the fenced login may create in a schema or the database',
    reason: 'Who can create an object can shadow a function or a table that others name.',
    on: 'both',
    query: `select n.name as object, format('lets %s create objects', string_agg(distinct r.name::text, ', ')) as sentence
      from own_schemas n cross join aclexplode(n.acl) x join role_names r on r.oid = x.grantee
     where x.privilege_type = 'CREATE' and x.grantee in (select oid from reach) group by n.name
    union all
    select format('database %s', d.datname), format('lets %s create schemas', string_agg(distinct r.name::text, ', '))
      from pg_database d cross join aclexplode(d.datacl) x join role_names r on r.oid = x.grantee
     where d.datname = current_database() and x.privilege_type = 'CREATE' and x.grantee in (select oid from reach)
     group by d.datname order by 1`,
  },
  {
    id: 'L19',
    finds: 'PUBLIC may connect or make temporary tables',
    reason: 'Otherwise one silo’s credentials open the neighbour’s database.',
    on: 'both',
    query: `select format('database %s', d.datname) as object, format('lets %s %s', r.name,
             string_agg(lower(x.privilege_type), ' and ' order by x.privilege_type)) as sentence
      from pg_database d
     cross join aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
      join role_names r on r.oid = x.grantee
     where d.datname = current_database()
       and (x.grantee = 0 or (x.privilege_type = 'TEMPORARY' and x.grantee in (select oid from reach)))
     group by d.datname, r.name order by 1`,
  },
  {
    id: 'L27',
    finds: 'the fenced login may write the kernel’s own tables of the control database',
    reason:
      'Tenants, placements, domains and the ledgers are changed by the admin’s side only; a web process that is taken must not move or resume a tenant.',
    on: 'control',
    query: `, kernel_tables as (
      select m[1] as name from given, regexp_matches(kernel_sql, 'create table (control\\.[a-z_]+)', 'g') m
    )
    select format('%s %s', lower(g.privilege), g.name) as object, format('is granted to %s', string_agg(distinct r.name::text, ', '))
             as sentence
      from granted g join kernel_tables k on k.name = g.name join role_names r on r.oid = g.grantee
     where g.privilege <> 'SELECT' group by g.privilege, g.name order by 1`,
  },
  {
    id: 'L31',
    finds: 'insert or update granted without a column list, or on tenant_id',
    reason:
      'A column list keeps ids, tenants and times from being overwritten; a column added later starts closed.',
    on: 'both',
    query: `select g.name as object, format('lets %s %s every column', string_agg(distinct r.name::text, ', '),
             string_agg(distinct lower(g.privilege), ' and ')) as sentence
      from granted g join role_names r on r.oid = g.grantee
     where g.column_name is null and g.privilege in ('INSERT', 'UPDATE') and g.kind in ('r', 'p') group by g.name
    union all
    select g.name, format('lets %s update tenant_id', string_agg(distinct r.name::text, ', '))
      from granted g join role_names r on r.oid = g.grantee
     where g.column_name = 'tenant_id' and g.privilege = 'UPDATE' group by g.name order by 1`,
  },
  {
    id: 'L33',
    finds: 'default privileges for the fenced login or PUBLIC',
    reason: 'A table made later would be open before anybody wrote a grant for it.',
    on: 'both',
    query: `select coalesce('schema ' || n.nspname, 'objects of ' || o.rolname) as object,
             format('will give %s to %s', string_agg(distinct x.privilege_type, ', '), string_agg(distinct r.name::text, ', '))
               as sentence
      from pg_default_acl d join pg_roles o on o.oid = d.defaclrole
      left join pg_namespace n on n.oid = d.defaclnamespace
     cross join aclexplode(d.defaclacl) x join role_names r on r.oid = x.grantee
     where x.grantee in (select oid from reach) group by 1 order by 1`,
  },
]
