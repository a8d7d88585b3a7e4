import type { Lint } from '../lint.ts'

/** Indexes that a tenant's query can use behind row security. */
export const indexLints: readonly Lint[] = [
  {
    id: 'L17',
    finds: 'no index leading with tenant_id',
    reason: 'Every query carries the tenant; without such an index it reads all tenants’ rows to find one’s.',
    on: 'data',
    query: `select t.name as object, 'has no index that begins with tenant_id' as sentence
      from tenant_tables t
     where not exists (select from pg_index i where i.indrelid = t.oid and i.indkey[0] = t.tenant_column
                          and i.indisvalid and i.indpred is null) order by 1`,
  },
  {
    id: 'L23',
    finds: 'index that a predicate cannot use behind the fence',
    reason:
      'Only leakproof operators are pushed below row security: of numeric, enum, jsonb, arrays, trigrams, expressions and the like none is.',
    on: 'data',
    query: `, parts as (
      select t.name, t.oid as table_oid, c.relname, i.indexrelid, n as place, i.indkey[n] as attnum, o.opcfamily, o.opcintype
        from pg_index i
        join tenant_tables t on t.oid = i.indrelid
        join pg_class c on c.oid = i.indexrelid
       cross join generate_series(0, i.indnkeyatts - 1) n
        join pg_opclass o on o.oid = i.indclass[n]
       where not i.indisexclusion and i.indkey[n] <> t.tenant_column
    )
    select format('%s %s', p.name, p.relname) as object, string_agg(format('its column %s (%s) cannot be searched by this index',
             pg_get_indexdef(p.indexrelid, p.place + 1, true),
             coalesce(format_type(a.atttypid, a.atttypmod), 'an expression')), ' and ' order by p.place) as sentence
      from parts p left join pg_attribute a on a.attrelid = p.table_oid and a.attnum = p.attnum and p.attnum > 0
     where p.attnum = 0 or exists (
       select from pg_amop s join pg_operator op on op.oid = s.amopopr join pg_proc f on f.oid = op.oprcode
        where s.amopfamily = p.opcfamily and s.amoplefttype = p.opcintype and s.amoppurpose = 's'
          and s.amoprighttype = p.opcintype and not f.proleakproof)
        or not exists (
       select from pg_amop s where s.amopfamily = p.opcfamily and s.amoplefttype = p.opcintype
          and s.amoprighttype = p.opcintype and s.amoppurpose = 's')
     group by 1 order by 1`,
  },
]
