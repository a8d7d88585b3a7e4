import type { Lint } from '../lint.ts'

/** Objects that row security does not bind, or that act as somebody else. */
export const objectLints: readonly Lint[] = [
  {
    id: 'L13',
    finds: 'view without security_invoker',
    reason: 'A view reads as its owner, past the policies of whoever asks it.',
    on: 'both',
    query: `select r.name as object, 'is a view that reads as its owner' as sentence
      from relations r
     where r.kind = 'v' and exists (select from granted g where g.oid = r.oid)
       and not exists (select from unnest(r.options) o where o ~* '^security_invoker=(true|on|yes|1)$') order by 1`,
  },
  {
    id: 'L14',
    finds: 'materialised view or foreign table readable',
    reason: 'A materialised view has no policies at all; a foreign table has those of another server.',
    on: 'both',
    query: `select r.name as object, format('is a %s that can be reached', case r.kind when 'm' then 'materialised view'
             else 'foreign table' end) as sentence
      from relations r where r.kind in ('m', 'f') and exists (select from granted g where g.oid = r.oid) order by 1`,
  },
  {
    id: 'L15',
    finds: 'SECURITY DEFINER function that is not allow-listed',
    reason: 'It acts as its owner: whoever may call it has the owner’s eyes.',
    on: 'both',
    query: `select f.name as object, 'runs as its owner and can be called' as sentence
      from routines f
     where f.definer and exists (select from aclexplode(f.acl) x where x.grantee in (select oid from reach)) order by 1`,
  },
  {
    id: 'L21',
    finds: 'dangerous extension, language or foreign server',
    reason: 'These open files, other servers or the operating system from SQL.',
    on: 'both',
    query: `select format('extension %s', extname) as object, 'must not be installed beside tenants’ rows' as sentence
      from pg_extension
     where extname in ('dblink', 'lo', 'adminpack', 'pg_execute_server_program', 'plsh', 'pageinspect', 'pg_surgery')
        or extname ~ '_fdw$'
    union all
    select format('language %s', lanname), 'is not trusted: its functions reach the operating system'
      from pg_language where not lanpltrusted and lanname not in ('internal', 'c')
    union all
    select format('foreign server %s', srvname), 'leads out of this database' from pg_foreign_server
     order by 1`,
  },
  {
    id: 'L24',
    finds: 'SECURITY DEFINER function unpinned, owned wrongly or open to PUBLIC',
    reason:
      'An unpinned search_path lets the caller decide what the function’s names mean; its owner decides what it may see.',
    on: 'both',
    query: `select f.name as object, concat_ws(' and ',
             case when not pinned then 'does not pin its search_path to end in pg_temp' end,
             case when r.name <> 'tenantry_owner' then format('is owned by %s', r.name) end,
             case when open then 'may be executed by PUBLIC' end) as sentence
      from (select *, exists (select from unnest(settings) s where s ~ '^search_path=.*pg_temp"?$') as pinned,
                   exists (select from aclexplode(acl) x where x.grantee = 0) as open
              from routines where definer) f
      join role_names r on r.oid = f.owner
     where not pinned or open or r.name <> 'tenantry_owner' order by 1`,
  },
  {
    id: 'L28',
    finds: 'object not owned by tenantry_owner',
    reason: 'The owner can switch row security off; it is a group that nobody logs in as.',
    on: 'both',
    // The job queue's library makes its own tables, as the group of the queue, where no login that serves tenants may look.
    query: `select o.object, format('is owned by %s', r.name) as sentence
      from (select own.name as object, own.owner, c.relnamespace as schema
              from relations own join pg_class c on c.oid = own.oid
            union all select own.name, own.owner, p.pronamespace from routines own join pg_proc p on p.oid = own.oid
            union all select format('schema %s', name), owner, null from own_schemas where name <> 'public') o
      join role_names r on r.oid = o.owner
     where r.name <> 'tenantry_owner'
       and not (r.name = 'tenantry_jobs' and o.schema is not null and not exists (
                 select from own_schemas n cross join aclexplode(n.acl) x
                  where n.oid = o.schema and x.grantee in (select oid from reach)))
     order by 1`,
  },
  {
    id: 'L32',
    finds: 'rewrite rule on a table',
    reason: 'A rule’s statements run as the table’s owner, out of sight of who asked.',
    on: 'both',
    query: `select r.name as object, format('has the rule %s', w.rulename) as sentence
      from pg_rewrite w join relations r on r.oid = w.ev_class where r.kind in ('r', 'p') order by 1`,
  },
]
