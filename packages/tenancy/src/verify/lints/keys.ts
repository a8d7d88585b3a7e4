import type { Lint } from '../lint.ts'

/** Keys that name the tenant, so that no row can refer to another tenant's or collide with it. */
export const keyLints: readonly Lint[] = [
  {
    id: 'L07',
    finds: 'foreign key without the tenant',
    reason:
      'Foreign-key checks bypass row security: a row could be attached to another tenant’s, and deleted with it.',
    on: 'data',
    query: `, keys as (
      select k.conname, child.name as child, parent.name as parent,
             k.conkey[1] = child.tenant_column and k.confkey[1] = parent.tenant_column as leads
        from pg_constraint k
        join relations child on child.oid = k.conrelid
        join tenant_tables parent on parent.oid = k.confrelid
       where k.contype = 'f'
    )
    select format('%s %s', child, conname) as object, format('refers to %s without the tenant in front', parent) as sentence
      from keys where leads is not true order by 1`,
  },
  {
    id: 'L08',
    finds: 'unique index without the tenant',
    reason: 'A unique violation tells that a value exists at another tenant’s.',
    on: 'data',
    query: `select format('%s %s', t.name, c.relname) as object, 'is unique over all tenants, not within one' as sentence
      from pg_index i join tenant_tables t on t.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
     where (i.indisunique or i.indisexclusion) and i.indkey[0] is distinct from t.tenant_column order by 1`,
  },
  {
    id: 'L09',
    finds: 'sequence or identity on a tenant table',
    reason: 'A sequence’s numbers tell every tenant how much the others do.',
    on: 'data',
    query: `select format('%s %s', t.name, a.attname) as object, 'takes its values from a sequence' as sentence
      from tenant_tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef f on f.adrelid = t.oid and f.adnum = a.attnum
     where a.attidentity <> '' or pg_get_expr(f.adbin, t.oid) ~ 'nextval\\('
    union all
    select g.name, format('is a sequence that %s may use', string_agg(distinct r.name::text, ', '))
      from granted g join role_names r on r.oid = g.grantee where g.kind = 'S' group by g.name
     order by 1`,
  },
  {
    id: 'L16',
    finds: 'tenant_id nullable',
    reason: 'A row without a tenant belongs to nobody, and invites the fault where "no tenant" means "all".',
    on: 'data',
    query: `select t.name as object, format('has a tenant_id that is %s', concat_ws(' and ',
             case when not t.tenant_required then 'nullable' end,
             case when a.atttypid <> 'uuid'::regtype then 'a ' || format_type(a.atttypid, a.atttypmod) end,
             case when a.atthasdef then 'filled in by a default' end)) as sentence
      from tenant_tables t join pg_attribute a on a.attrelid = t.oid and a.attnum = t.tenant_column
     where not t.tenant_required or a.atttypid <> 'uuid'::regtype or a.atthasdef order by 1`,
  },
  {
    id: 'L30',
    finds: 'foreign key that does not say what a delete does, or sets null',
    reason:
      'What happens on delete is decided where the table is made; SET NULL is refused by a distributed table.',
    on: 'both',
    query: `select format('%s %s', r.name, k.conname) as object, case k.confdeltype when 'a' then 'does not say what happens on delete'
             else 'sets its columns to null or a default on delete' end as sentence
      from pg_constraint k join relations r on r.oid = k.conrelid
     where k.contype = 'f' and k.confdeltype in ('a', 'n', 'd') and k.conparentid = 0 order by 1`,
  },
]
