import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { openDeployment } from '../../test/open-deployment.ts'
import { databaseNames } from '../admin.ts'
import { kernelAllowances } from './allowances.ts'
import { kernelSql } from './kernel-sql.ts'
import type { DatabaseKind } from './lint.ts'
import { lints, runLints } from './run-lints.ts'

/** One deliberate breakage: what is done, and the object that the lint must name. */
interface Breakage {
  lint: string
  /** The object, as the lint must report it. */
  object: string
  on: 'pool' | 'control'
  sql: string
  /** Default: as the owner, whom the admin may become. */
  as?: 'admin' | 'superuser'
}

const onPool = (lint: string, object: string, sql: string, as?: Breakage['as']): Breakage => ({
  lint,
  object,
  on: 'pool',
  sql,
  ...(as && { as }),
})
const onControl = (lint: string, object: string, sql: string): Breakage => ({
  lint,
  object,
  on: 'control',
  sql,
})

const definer = (name: string, rest: string) =>
  `create function notes.${name}() returns int language sql security definer ${rest} as $$ select 1 $$;`
const pinned = 'set search_path = pg_catalog, pg_temp'

const breakages: Breakage[] = [
  onPool('L01', 'notes.notes', 'alter table notes.notes disable row level security'),
  onPool(
    'L01',
    'notes.extra',
    'create table notes.extra (tenant_id uuid not null, id uuid, primary key (tenant_id, id))',
  ),
  onPool('L02', 'notes.notes', 'alter table notes.notes no force row level security'),
  onPool('L03', 'notes.notes', 'drop policy tenant_fence on notes.notes'),
  onPool(
    'L04',
    'notes.settings',
    'create table notes.settings (id uuid primary key); grant select on notes.settings to tenantry_app',
  ),
  onPool('L04', 'notes.colours', 'grant update (label) on notes.colours to tenantry_app'),
  onPool('L05', 'notes.notes', 'alter policy tenant_fence on notes.notes using (true)'),
  onPool('L05', 'notes.notes', 'alter policy tenant_fence on notes.notes with check (true)'),
  onPool('L05', 'notes.notes', `alter policy tenant_fence on notes.notes using (tenant_id is not null)`),
  onPool(
    'L05',
    'notes.notes',
    `drop policy tenant_fence on notes.notes; create policy reading on notes.notes for select to public using (body <> '')`,
  ),
  onPool(
    'L06',
    'notes.notes',
    `create policy also on notes.notes for select to tenantry_app using (tenant_id = (select fence.tenant()))`,
  ),
  onPool(
    'L07',
    'notes.notes wrong',
    `alter table notes.folders add constraint one unique (id);
     alter table notes.notes add constraint wrong foreign key (folder_id) references notes.folders (id) on delete cascade`,
  ),
  onPool('L08', 'notes.folders once', 'create unique index once on notes.folders (title)'),
  onPool('L08', 'notes.folders late', 'create unique index late on notes.folders (title, tenant_id)'),
  onPool(
    'L09',
    'notes.notes no',
    'alter table notes.notes add column no bigint generated always as identity',
  ),
  onPool(
    'L09',
    'notes.numbers',
    'create sequence notes.numbers; grant usage on sequence notes.numbers to tenantry_app',
  ),
  onPool('L10', 'strong', 'create role strong login createdb; grant tenantry_app to strong', 'admin'),
  onPool('L10', 'tenantry_web', 'alter role tenantry_web bypassrls', 'superuser'),
  onPool(
    'L11',
    'tenantry_web',
    'grant create on schema notes to tenantry_web; alter table notes.notes owner to tenantry_web',
    'superuser',
  ),
  onPool('L11', 'tenantry_owner', 'grant tenantry_owner to tenantry_web', 'admin'),
  onPool('L12', 'notes.notes', 'grant truncate on notes.notes to tenantry_app'),
  onPool('L12', 'notes.notes', 'grant references (id) on notes.notes to public'),
  onControl('L12', 'control.tenants', 'grant trigger on control.tenants to tenantry_control'),
  onPool(
    'L13',
    'notes.titles',
    'create view notes.titles as select title from notes.folders; grant select on notes.titles to tenantry_app',
  ),
  onPool(
    'L14',
    'notes.counts',
    `create materialized view notes.counts as select count(*) from notes.colours;
     grant select on notes.counts to tenantry_app`,
  ),
  onPool('L15', 'notes.peek()', definer('peek', pinned)),
  onPool('L16', 'notes.notes', 'alter table notes.notes alter tenant_id set default gen_random_uuid()'),
  onPool('L16', 'notes.loose', 'create table notes.loose (tenant_id uuid, id uuid primary key)'),
  onPool('L17', 'notes.loose', 'create table notes.loose (tenant_id uuid not null, id uuid primary key)'),
  onPool('L18', 'notes', 'grant create on schema notes to public'),
  onPool('L19', 'database $current', 'grant temporary on database $current to public', 'admin'),
  onPool('L19', 'database $current', 'grant temporary on database $current to tenantry_app', 'admin'),
  onPool(
    'L20',
    'notes.parted_1',
    `create table notes.parted (tenant_id uuid not null, id uuid, primary key (tenant_id, id)) partition by hash (tenant_id);
     create table notes.parted_1 partition of notes.parted for values with (modulus 1, remainder 0);
     grant select on notes.parted_1 to tenantry_app`,
  ),
  onPool('L21', 'extension lo', 'create extension lo', 'admin'),
  onPool('L22', 'pg_read_all_data', 'grant pg_read_all_data to tenantry_web', 'superuser'),
  onPool(
    'L23',
    'notes.notes by_price',
    'alter table notes.notes add price numeric; create index by_price on notes.notes (tenant_id, price)',
  ),
  onPool('L23', 'notes.folders by_lower', 'create index by_lower on notes.folders (tenant_id, lower(title))'),
  onPool(
    'L23',
    'notes.notes by_tags',
    'alter table notes.notes add tags text[]; create index by_tags on notes.notes using gin (tags)',
  ),
  onPool('L24', 'fence.tenant()', 'alter function fence.tenant() reset all'),
  onPool('L24', 'fence.tenant()', 'alter function fence.tenant() set search_path = public'),
  onPool('L24', 'fence.tenant()', 'grant execute on function fence.tenant() to public'),
  onPool(
    'L25',
    'notes.notes',
    `alter policy tenant_fence on notes.notes using (tenant_id = (select fence.tenant()) or body = 'shared')`,
  ),
  onPool(
    'L25',
    'notes.notes',
    'alter policy maintenance on notes.notes to tenantry_maintenance, tenantry_app',
  ),
  onPool('L25', 'notes.notes', 'drop policy maintenance on notes.notes'),
  onPool('L26', 'tenantry_maintenance', 'grant tenantry_maintenance to tenantry_web', 'admin'),
  onPool('L26', 'login auditor', 'create role auditor login; grant tenantry_maintenance to auditor', 'admin'),
  onPool(
    'L26',
    'role stranger',
    'create role stranger login; grant connect on database $current to stranger',
    'admin',
  ),
  onControl('L27', 'update control.tenants', 'grant update (status) on control.tenants to tenantry_control'),
  onPool('L28', 'notes.mine', 'create table notes.mine (id int)', 'superuser'),
  { ...onControl('L28', 'schema mine', 'create schema mine'), as: 'admin' },
  {
    ...onControl(
      'L28',
      'control.queued',
      'create table control.queued (id int); alter table control.queued owner to tenantry_jobs',
    ),
    as: 'superuser',
  },
  onPool('L29', 'role tenantry_web', `alter role tenantry_web set fence.context = 'x'`, 'superuser'),
  onPool('L29', 'database $current', `alter database $current set search_path = public`, 'admin'),
  onPool(
    'L30',
    'notes.notes vague',
    `alter table notes.notes add constraint vague foreign key (tenant_id, folder_id) references notes.folders (tenant_id, id)`,
  ),
  onPool('L31', 'notes.notes', 'grant update on notes.notes to tenantry_app'),
  onPool('L31', 'notes.notes', 'grant update (tenant_id) on notes.notes to tenantry_app'),
  onPool('L32', 'notes.notes', 'create rule quietly as on delete to notes.notes do instead nothing'),
  onPool(
    'L33',
    'schema notes',
    'alter default privileges in schema notes grant select on tables to tenantry_app',
  ),
  onPool(
    'L34',
    'fence.tenant()',
    `create or replace function fence.tenant() returns uuid language sql stable security definer
     set search_path = pg_catalog, pg_temp as $$ select current_setting('fence.context')::uuid $$`,
  ),
]

const deployment = openDeployment()
const superuserUrl = inject('superuserUrl')

/** Lints of one database after `sql`, all in a transaction that is rolled back: nobody else sees the breakage. */
async function lintAfter({ on, sql, as }: Pick<Breakage, 'on' | 'sql' | 'as'>) {
  const names = databaseNames(deployment.adminUrl)
  const database = on === 'control' ? names.control : names.pool
  const url = new URL(as === 'superuser' ? superuserUrl : deployment.adminUrl)
  url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query('begin')
    if (!as) await client.query('set local role tenantry_owner')
    await client.query(sql.replaceAll('$current', database))
    await client.query('reset role')
    const kind: DatabaseKind = on
    const { findings } = await runLints(client, database, kind, {
      webLogin: 'tenantry_web',
      adminLogin: new URL(deployment.adminUrl).username,
      globalTables: ['notes.colours'],
      kernelSql: (await kernelSql())[on === 'control' ? 'control' : 'data'],
      allowances: kernelAllowances,
    })
    return findings.map(({ check, object }) => ({ check, object: object.replaceAll(database, '$current') }))
  } finally {
    await client.query('rollback')
    await client.end()
  }
}

test.each(['pool', 'control'] as const)('a freshly migrated %s has no findings', async (on) => {
  expect(await lintAfter({ on, sql: '' })).toEqual([])
})

test.for(breakages)('$lint reports: $sql', async (breakage, { skip }) => {
  skip(breakage.as === 'superuser' && !superuserUrl, 'no superuser of this server was given')
  expect(await lintAfter(breakage)).toContainEqual({ check: breakage.lint, object: breakage.object })
})

test('every lint has been seen to fail', () => {
  expect([...new Set(breakages.map(({ lint }) => lint))].sort()).toEqual(lints.map(({ id }) => id))
})
