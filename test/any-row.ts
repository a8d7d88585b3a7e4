import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'

export interface Table {
  /** `clinic.patients` */
  name: string
  columns: Column[]
}

interface Column {
  name: string
  type: string
  generated: boolean
  writable: boolean
}

/** Every table of the product's schemas in a data database, from its catalogue. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; columns: Column[] }>(
    `select format('%I.%I', n.nspname, c.relname) as table,
            json_agg(json_build_object(
              'name', a.attname, 'type', format_type(a.atttypid, null),
              'generated', a.attgenerated <> '' or a.attidentity <> '',
              'writable', has_column_privilege('tenantry_app', c.oid, a.attnum, 'insert')) order by a.attnum) as columns
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'm', 'f', 'v') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
      group by 1 order by 1`,
  )
  return rows.map(({ table, columns }) => ({ name: table, columns }))
}

/**
 * Takes the checks, foreign keys and triggers off a copied database, so that a row can be made of any table without
 * knowing what it means. Keys, grants, row security and policies stay as they are.
 */
export async function dropMeaning(client: pg.Client) {
  await client.query(`do $$ declare each record; begin
    for each in select conrelid::regclass as name, conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
        where contype in ('c', 'f', 'x') and conparentid = 0 and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
          and conrelid <> 0 loop
      execute format('alter table %s drop constraint if exists %I cascade', each.name, each.conname);
    end loop;
    for each in select tgrelid::regclass as name, tgname from pg_trigger where not tgisinternal loop
      execute format('drop trigger if exists %I on %s', each.tgname, each.name);
    end loop;
  end $$`)
}

/** Puts a row of a tenant into a table; every text in it holds the tenant's canary. */
export async function insertAnyRow(client: pg.Client, table: Table, tenantId: string) {
  const columns = table.columns.filter(({ generated }) => !generated)
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const places = columns.map(({ type }, index) => `$${index + 1}::text::${type}`).join(', ')
  const values = columns.map(({ name, type }) => (name === 'tenant_id' ? tenantId : anyValue(type, tenantId)))
  await client.query(`insert into ${table.name} (${names}) values (${places})`, values)
}

export const canaryOf = (tenantId: string) =>
  `canary${createHash('sha256').update(tenantId).digest('hex').slice(0, 12)}`

/** Text that PostgreSQL reads as a value of the type. A type it does not know fails the test that asked. */
function anyValue(type: string, tenantId: string): string {
  if (type.endsWith('[]')) return '{}'
  const known: Record<string, string> = {
    uuid: randomUUID(),
    text: canaryOf(tenantId),
    'character varying': canaryOf(tenantId),
    json: JSON.stringify({ canary: canaryOf(tenantId) }),
    jsonb: JSON.stringify({ canary: canaryOf(tenantId) }),
    bytea: '\\x00',
    boolean: 'true',
    smallint: '1',
    integer: '1',
    bigint: '1',
    numeric: '1',
    'double precision': '1',
    date: '2026-01-01',
    'timestamp with time zone': '2026-01-01T00:00:00Z',
    'time without time zone': '08:00',
    interval: '1 hour',
    inet: '192.0.2.1',
    xid8: '1',
    tstzrange: 'empty',
    daterange: 'empty',
  }
  const value = known[type]
  if (value === undefined) throw new Error(`No value is known for the type ${type}: add one to any-row.ts`)
  return value
}
