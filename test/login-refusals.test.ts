import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFleet, openTenancy } from '@tenantry/tenancy'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '#server/local/local-postgres.ts'
import { readLogins } from '#server/local/logins.ts'

// On a server of its own: what is done to logins here is seen by every database of a server.

const masterKey = Buffer.alloc(32, 7)
let folder: string
let postgres: LocalPostgres
let superuser: pg.Client

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-login-'))
  postgres = await startLocalPostgres({
    dataFolder: folder,
    command: 'test',
    durable: false,
    report: () => {},
  })
  await openFleet({ adminUrl: postgres.adminUrl, masterKey, modules: { control: [], data: [] } }).migrate()
  const password = readLogins(join(folder, 'postgres'))!.superuserPassword
  superuser = new pg.Client({ connectionString: urlOf('postgres', password) })
  await superuser.connect()
  await superuser.query('create role middle')
})
afterEach(() => superuser.query(mend))
afterAll(async () => {
  await superuser?.end()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const mend = `
  alter role tenantry_web nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  drop table if exists public.own;
  drop schema if exists own;
  revoke tenantry_owner, tenantry_maintenance, pg_read_all_data, pg_monitor from tenantry_web;
  revoke middle from tenantry_web;
  revoke tenantry_maintenance from middle;`

function urlOf(login: string, password: string): string {
  const url = new URL(postgres.databaseUrl)
  url.username = login
  url.password = password
  return url.href
}

/** How a process fares that starts with this login. */
async function start(databaseUrl = postgres.databaseUrl): Promise<string> {
  const tenancy = await openTenancy({ databaseUrl, masterKey })
  await tenancy.close()
  return 'started'
}

test('the plain login starts', async () => {
  expect(await start()).toBe('started')
})

test.for([
  ['a superuser', 'alter role tenantry_web superuser', 'is a superuser:'],
  ['BYPASSRLS', 'alter role tenantry_web bypassrls', 'may bypass row security'],
  ['CREATEDB', 'alter role tenantry_web createdb', 'may create databases or roles'],
  ['CREATEROLE', 'alter role tenantry_web createrole', 'may create databases or roles'],
  ['REPLICATION', 'alter role tenantry_web replication', 'may replicate'],
  [
    'the owner of a table',
    'create table public.own (); alter table public.own owner to tenantry_web',
    'owns tables',
  ],
  ['the owner of a schema', 'create schema own authorization tenantry_web', 'owns tables'],
  ['a member of the owner', 'grant tenantry_owner to tenantry_web', 'member of tenantry_owner'],
  ['a member of maintenance', 'grant tenantry_maintenance to tenantry_web', 'member of tenantry_maintenance'],
  [
    'a member of maintenance through another role',
    'grant tenantry_maintenance to middle; grant middle to tenantry_web',
    'member of tenantry_maintenance',
  ],
  [
    'a member of some other owner',
    'create schema own authorization middle; grant middle to tenantry_web',
    'can become who does',
  ],
  ['in pg_read_all_data', 'grant pg_read_all_data to tenantry_web', 'member of pg_read_all_data'],
  ['in pg_monitor', 'grant pg_monitor to tenantry_web', 'member of pg_monitor'],
])('a login that is %s is refused', async ([, sql, sentence]) => {
  await superuser.query(sql!)
  await expect(start()).rejects.toMatchObject({
    code: 'login_too_strong',
    message: expect.stringContaining(sentence!),
  })
  await superuser.query(mend)
  expect(await start()).toBe('started')
})

test('the owner of a data database is refused, though he owns nothing in the control database', async () => {
  await superuser.query('alter database tenantry_pool owner to tenantry_web')
  try {
    await expect(start()).rejects.toMatchObject({ code: 'login_too_strong' })
  } finally {
    await superuser.query('alter database tenantry_pool owner to tenantry_admin')
  }
})

test('the admin’s URL in the place of the fenced one is refused', async () => {
  await expect(start(postgres.adminUrl)).rejects.toMatchObject({ code: 'login_too_strong' })
})
