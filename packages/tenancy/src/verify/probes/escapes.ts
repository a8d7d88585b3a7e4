import pg from 'pg'
import type { ProbeTable } from './tables.ts'

/** A way out of the fence that needs no tenant's rows: who tries it must be refused. */
export interface Escape {
  /** What it would give. */
  name: string
  sql: string
}

/** Ways out of a data database, as SQL that was injected into the fenced login's connection would try them. */
export function dataEscapes(table: string | undefined): Escape[] {
  return [
    { name: 'read the fence’s keys', sql: 'select inner_pad, outer_pad from fence.keys' },
    {
      name: 'change the database’s identity',
      sql: 'update fence.identity set only_row = only_row where false',
    },
    {
      name: 'add a key',
      sql: `insert into fence.keys (key_id, inner_pad, outer_pad) select 9, '', '' where false`,
    },
    ...sharedEscapes,
    ...(table ? tableEscapes(table) : []),
  ]
}

const sharedEscapes: Escape[] = [
  { name: 'become the owner', sql: 'set role tenantry_owner' },
  { name: 'become maintenance', sql: 'set role tenantry_maintenance' },
  { name: 'become another session', sql: 'set session authorization tenantry_owner' },
  { name: 'give itself a role', sql: 'grant tenantry_maintenance to current_user' },
  { name: 'make a role', sql: 'create role escaped' },
  { name: 'make a schema', sql: 'create schema escaped' },
  { name: 'make a table', sql: 'create table public.escaped (id integer)' },
  { name: 'make a temporary table', sql: 'create temporary table escaped (id integer)' },
  {
    name: 'make a function',
    sql: 'create function public.escaped() returns integer language sql as $$ select 1 $$',
  },
  { name: 'replicate', sql: `select pg_drop_replication_slot('tenantry_verify_escaped')` },
  { name: 'publish tables', sql: 'create publication escaped for all tables' },
  { name: 'run a program', sql: `copy (select 1) to program 'true'` },
  { name: 'read a file', sql: `select pg_read_file('PG_VERSION')` },
  { name: 'import a file', sql: `select lo_import('/etc/hostname')` },
]

function tableEscapes(table: string): Escape[] {
  return [
    { name: 'switch row security off', sql: `alter table ${table} disable row level security` },
    { name: 'drop the policy', sql: `drop policy tenant_fence on ${table}` },
    { name: 'add a policy', sql: `create policy escaped on ${table} using (true)` },
    { name: 'protect a table anew', sql: `select fence.protect('${table}')` },
    {
      name: 'add a trigger',
      sql: `create trigger escaped before insert on ${table} execute function escaped()`,
    },
    { name: 'ask without row security', sql: `set local row_security = off; select 1 from ${table} limit 1` },
  ]
}

/** Ways to more power in the control database: the kernel's tables are not written by a web process. */
export function controlEscapes(tables: readonly ProbeTable[], kernelTables: readonly string[]): Escape[] {
  const closed = tables.filter(
    ({ name }) => kernelTables.includes(name) && name !== 'control.operator_actions',
  )
  return [
    ...sharedEscapes,
    ...tables
      .filter(({ kind }) => kind !== 'v')
      .map(({ name }) => ({ name: `empty ${name}`, sql: `truncate ${name}` })),
    ...closed.flatMap(({ name, columns }) => {
      const column = pg.escapeIdentifier(columns[0]!.name)
      return [
        { name: `change ${name}`, sql: `update ${name} set ${column} = ${column} where false` },
        { name: `delete from ${name}`, sql: `delete from ${name} where false` },
        {
          name: `add to ${name}`,
          sql: `insert into ${name} (${column}) select null::${columns[0]!.type} where false`,
        },
      ]
    }),
    {
      name: 'rewrite the record of operators',
      sql: 'update control.operator_actions set reason = reason where false',
    },
    { name: 'erase the record of operators', sql: 'delete from control.operator_actions where false' },
  ]
}

/** Tries one way out, in a transaction that is rolled back. Answers what is wrong, if anything. */
export async function tryEscape(web: pg.Client, { sql }: Escape): Promise<string | undefined> {
  await web.query('begin')
  try {
    await web.query(sql)
    return 'was not refused'
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    if (error.code === '42501') return undefined
    return `was refused with ${error.code} (${error.message}), not for want of a right`
  } finally {
    await web.query('rollback')
  }
}
