import type pg from 'pg'
import { catalogue } from '../catalogue.ts'

export interface ProbeColumn {
  name: string
  /** As `format_type` writes it, of a domain its base type. */
  type: string
  /** `typcategory` of the catalogue: S text, N number, B boolean, D time, A array, E enum, … */
  category: string
  labels: string[] | null
  element: string | null
  required: boolean
  /** The expression of its default. */
  default: string | null
  /** Filled in by the database alone: generated or identity. */
  computed: boolean
  mayInsert: boolean
  mayUpdate: boolean
  maySelect: boolean
}

export interface ProbeCheck {
  name: string
  expression: string
  columns: string[]
}

interface ProbeReference {
  columns: string[]
  table: string
  to: string[]
}

/** A table or view as the probes need to know it, with what the fenced login may do to it. */
export interface ProbeTable {
  name: string
  /** pg_class.relkind: r table, p partitioned table, v view. */
  kind: 'r' | 'p' | 'v'
  hasTenant: boolean
  columns: ProbeColumn[]
  checks: ProbeCheck[]
  references: ProbeReference[]
  may: { select: boolean; insert: boolean; update: boolean; delete: boolean }
}

/** Every table and view of the database outside of the system's schemas. */
export async function readTables(admin: pg.Client, webLogin: string): Promise<ProbeTable[]> {
  const { rows } = await admin.query<{ table: ProbeTable }>(`${catalogue}${tablesQuery}`, [
    webLogin,
    '',
    [],
    '',
  ])
  return rows.map(({ table }) => table)
}

/** Orders tables so that each comes after those its required columns refer to; what is in a circle comes last. */
export function inOrderOfReference(tables: readonly ProbeTable[]): ProbeTable[] {
  const ordered: ProbeTable[] = []
  let left = [...tables]
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name))
    const free = left.filter(
      (table) => !parentsOf(table).some((parent) => parent !== table.name && names.has(parent)),
    )
    if (free.length === 0) return [...ordered, ...left]
    ordered.push(...free)
    left = left.filter((table) => !free.includes(table))
  }
  return ordered
}

function parentsOf(table: ProbeTable): string[] {
  return table.references.map((reference) => reference.table)
}

const tablesQuery = `
select json_build_object(
    'name', r.name, 'kind', r.kind, 'hasTenant', r.tenant_column is not null,
    'columns', (
      select json_agg(json_build_object(
          'name', a.attname, 'type', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), a.atttypmod),
          'category', t.typcategory, 'required', a.attnotnull, 'default', pg_get_expr(f.adbin, r.oid),
          'computed', a.attgenerated <> '' or a.attidentity <> '',
          'element', case when t.typcategory = 'A' then format_type(t.typelem, null) end,
          'labels', (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid),
          'mayInsert', has_column_privilege(given.web_login, r.oid, a.attnum, 'INSERT'),
          'mayUpdate', has_column_privilege(given.web_login, r.oid, a.attnum, 'UPDATE'),
          'maySelect', has_column_privilege(given.web_login, r.oid, a.attnum, 'SELECT')) order by a.attnum)
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef f on f.adrelid = r.oid and f.adnum = a.attnum
       where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped),
    'checks', (
      select coalesce(json_agg(json_build_object('name', k.conname, 'expression', pg_get_expr(k.conbin, r.oid),
          'columns', (select coalesce(json_agg(attname), '[]') from pg_attribute where attrelid = r.oid and attnum = any (k.conkey)))
          order by k.conname), '[]')
        from pg_constraint k where k.conrelid = r.oid and k.contype = 'c'),
    'references', (
      select coalesce(json_agg(json_build_object('table', p.name,
          'columns', (select json_agg(a.attname order by n.i) from unnest(k.conkey) with ordinality n(num, i)
                        join pg_attribute a on a.attrelid = r.oid and a.attnum = n.num),
          'to', (select json_agg(a.attname order by n.i) from unnest(k.confkey) with ordinality n(num, i)
                   join pg_attribute a on a.attrelid = p.oid and a.attnum = n.num))), '[]')
        from pg_constraint k join relations p on p.oid = k.confrelid where k.conrelid = r.oid and k.contype = 'f'),
    'may', json_build_object(
      'select', has_any_column_privilege(given.web_login, r.oid, 'SELECT'),
      'insert', has_any_column_privilege(given.web_login, r.oid, 'INSERT'),
      'update', has_any_column_privilege(given.web_login, r.oid, 'UPDATE'),
      'delete', has_table_privilege(given.web_login, r.oid, 'DELETE'))) as table
  from relations r, given where r.kind in ('r', 'p', 'v') order by r.name`
