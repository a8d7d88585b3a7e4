import type { Lint } from '../lint.ts'

/** Who the web process is, what it can become, and who else can. */
export const roleLints: readonly Lint[] = [
  {
    id: 'L10',
    finds: 'fenced role too strong',
    reason:
      'Row security does not bind a superuser or BYPASSRLS; who makes roles or databases can give himself either.',
    on: 'both',
    query: `select r.rolname::text as object, format('has %s', concat_ws(', ', case when rolsuper then 'SUPERUSER' end,
             case when rolbypassrls then 'BYPASSRLS' end, case when rolcreaterole then 'CREATEROLE' end,
             case when rolcreatedb then 'CREATEDB' end, case when rolreplication then 'REPLICATION' end)) as sentence
      from pg_roles r
     where oid in (select oid from become)
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication) order by 1`,
  },
  {
    id: 'L11',
    finds: 'fenced role owns something, or can become who does',
    reason: 'An owner can switch row security off and rewrite its policies.',
    on: 'both',
    query: `, owners as (
      select owner, name as object from relations
      union all select owner, format('schema %s', name) from own_schemas where name <> 'public'
      union all select owner, name from routines
      union all select datdba, format('database %s', datname) from pg_database where datname = current_database()
    )
    select r.name::text as object, format('owns, or can become the owner of, %s of this database’s objects (%s, …)',
             count(*), min(o.object)) as sentence
      from owners o join become b on b.oid = o.owner join role_names r on r.oid = o.owner group by r.name order by 1`,
  },
  {
    id: 'L22',
    finds: 'fenced role in a predefined role',
    reason: 'pg_read_all_data and its kin reach past grants, some past row security and out to files.',
    on: 'both',
    query: `select r.name::text as object, 'is a predefined role that the fenced login is in' as sentence
      from become b join role_names r on r.oid = b.oid where r.name ~ '^pg_' order by 1`,
  },
  {
    id: 'L26',
    finds: 'maintenance, owner or admin in reach of the web process',
    reason:
      'Maintenance sees all tenants’ rows: its logins are never given to the web process, and no other login comes in.',
    on: 'both',
    query: `select r.name::text as object, 'can be reached from the fenced login' as sentence
      from become b join role_names r on r.oid = b.oid, given
     where r.name in ('tenantry_owner', 'tenantry_maintenance', given.admin_login) and given.admin_login <> given.web_login
    union all
    select format('login %s', l.rolname), format('may act as %s', string_agg(g.rolname, ', ' order by g.rolname))
      from pg_roles l
      join membership m on m.member = l.oid
      join pg_roles g on g.oid = m.roleid and g.rolname in ('tenantry_owner', 'tenantry_maintenance'), given
     where l.rolname <> given.admin_login and l.oid not in (select oid from become) and not l.rolsuper group by l.rolname
    union all
    select format('role %s', r.name), format('may connect to the database %s, which it does not serve', d.datname)
      from pg_database d cross join aclexplode(d.datacl) x join role_names r on r.oid = x.grantee, given
     where d.datname = current_database() and x.privilege_type = 'CONNECT' and x.grantee <> d.datdba and x.grantee <> 0
       and x.grantee not in (select oid from fenced)
       and r.name not in ('tenantry_owner', given.admin_login)
       -- The job queue's login, whose queue is in the control database of its name.
       and r.name <> d.datname || '_worker'
     order by 1`,
  },
  {
    id: 'L29',
    finds: 'setting of a role or database that changes who acts or what names mean',
    reason:
      'A setting given to a role holds before the first query: a default context would be a default tenant.',
    on: 'both',
    query: `select coalesce('role ' || r.rolname, 'database ' || d.datname) as object,
             format('sets %s', c) as sentence
      from pg_db_role_setting s
      left join pg_roles r on r.oid = s.setrole
      left join pg_database d on d.oid = s.setdatabase
     cross join unnest(s.setconfig) c
     where (s.setrole = 0 or s.setrole in (select oid from become)) and (s.setdatabase = 0 or d.datname = current_database())
       and c ~* '^(role|session_authorization|row_security|search_path|fence\\.[a-z_]+|[a-z_]*preload_libraries|dynamic_library_path|session_replication_role)='
     order by 1`,
  },
]
