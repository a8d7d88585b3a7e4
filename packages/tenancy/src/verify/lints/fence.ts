import type { Lint } from '../lint.ts'

/** What `pg_get_expr` makes of the predicate that `fence.protect` writes. */
const tenantPredicate = '(tenant_id = ( SELECT fence.tenant() AS tenant))'

/** Policies that bind the fenced group: named to it, to one it can become, or to everybody. */
const fencedPolicies = `, fenced_policies as (
  select t.name, p.polname, p.polcmd, p.polpermissive, pg_get_expr(p.polqual, t.oid) as reads,
         coalesce(pg_get_expr(p.polwithcheck, t.oid), pg_get_expr(p.polqual, t.oid)) as writes
    from tenant_tables t join pg_policy p on p.polrelid = t.oid
   where p.polroles && array(select oid from reach)
)
`

/** Row security on every tenant table, with the one policy that the kernel writes. */
export const fenceLints: readonly Lint[] = [
  {
    id: 'L01',
    finds: 'tenant table, row security off',
    reason: 'Without row security a query that forgets its tenant reads and changes everybody’s rows.',
    on: 'data',
    query: `select name as object, 'has row security switched off' as sentence
      from tenant_tables where not secured and not is_partition order by name`,
  },
  {
    id: 'L02',
    finds: 'row security not forced',
    reason: 'A table’s owner is not bound by row security unless it is forced.',
    on: 'data',
    query: `select name as object, 'does not force row security on its owner' as sentence
      from tenant_tables where secured and not forced order by name`,
  },
  {
    id: 'L03',
    finds: 'row security on, but no policy',
    reason: 'Without a policy every query answers nothing, which looks like success.',
    on: 'data',
    query: `${fencedPolicies} select name as object, 'has row security but no policy for the fenced login' as sentence
      from tenant_tables t
     where secured and not exists (select from fenced_policies p where p.name = t.name and p.polpermissive)
     order by name`,
  },
  {
    id: 'L05',
    finds: 'policy true or without the tenant',
    reason:
      'A policy that does not compare the row’s tenant with the context lets other tenants’ rows through.',
    on: 'data',
    query: `${fencedPolicies}, loose as (
      select name, polname, polcmd in ('*', 'r', 'w', 'd') and coalesce(reads, '') !~ 'tenant_id = .*fence\\.tenant\\(\\)'
               as lets_read,
             polcmd in ('*', 'a', 'w') and coalesce(writes, '') !~ 'tenant_id = .*fence\\.tenant\\(\\)' as lets_write
        from fenced_policies where polpermissive
    )
    select name as object, format('has the policy %s, which does not check the tenant of rows that are %s', polname,
             concat_ws(' or ', case when lets_read then 'read' end, case when lets_write then 'written' end)) as sentence
      from loose where lets_read or lets_write order by name, polname`,
  },
  {
    id: 'L06',
    finds: 'several permissive policies',
    reason: 'Permissive policies are ORed, so that a second one widens the fence.',
    on: 'data',
    query: `${fencedPolicies}, commands as (
      select name, polname, command
        from fenced_policies, unnest(array['r', 'a', 'w', 'd']) command
       where polpermissive and polcmd in ('*', command)
    )
    select name as object, format('has several permissive policies: %s',
             string_agg(distinct polname::text, ', ' order by polname::text)) as sentence
      from commands
     where (name, command) in (select name, command from commands group by name, command having count(*) > 1)
     group by name order by name`,
  },
  {
    id: 'L20',
    finds: 'partition reachable without row security',
    reason: 'A partition asked directly is not bound by its parent’s policies.',
    on: 'data',
    query: `select t.name as object, 'is a partition that can be asked directly, past row security' as sentence
      from tenant_tables t
     where is_partition and not secured and exists (select from granted g where g.oid = t.oid) order by t.name`,
  },
  {
    id: 'L25',
    finds: 'policy other than the generated one',
    reason: 'The text of a policy stands in one place, fence.protect; what differs was written by hand.',
    on: 'data',
    query: `, wanted (policy, roles, predicate) as (
      values ('tenant_fence', array['tenantry_app'], '${tenantPredicate}'), ('maintenance', array['tenantry_maintenance'], 'true')
    ), present as (
      select t.name as object, p.polname::text as policy, p.polcmd = '*' and p.polpermissive as whole,
             array(select r.name::text from role_names r where r.oid = any (p.polroles) order by r.name) as roles,
             pg_get_expr(p.polqual, t.oid) as reads, pg_get_expr(p.polwithcheck, t.oid) as writes
        from tenant_tables t join pg_policy p on p.polrelid = t.oid where t.secured
    )
    select t.name as object, format('lacks the policy %s', w.policy) as sentence
      from tenant_tables t, wanted w
     where t.secured and not exists (select from present p where p.object = t.name and p.policy = w.policy)
    union all
    select p.object, format('has the policy %s for %s with the text %s', p.policy, array_to_string(p.roles, ', '),
             concat_ws(' / ', p.reads, p.writes))
      from present p left join wanted w using (policy)
     where (w.policy is null and p.whole)
        or (w.policy is not null and (p.whole, p.roles, p.reads, p.writes)
              is distinct from (true, w.roles, w.predicate, w.predicate))
     order by 1, 2`,
  },
  {
    id: 'L34',
    finds: 'fence function other than the shipped one',
    reason: 'The context is only as good as the function that checks it.',
    on: 'both',
    query: `select name as object, 'has another body than the one this release ships' as sentence
      from routines, given
     where schema in ('fence', 'control') and position(body in kernel_sql) = 0 order by name`,
  },
]
