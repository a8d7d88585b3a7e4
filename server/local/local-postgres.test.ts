import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rows, openDataFolders } from './test/data-folders.ts'

const { newFolder, usedFolder, start } = openDataFolders()

test('the first start makes an admin that may create, and a web login that may nothing', async () => {
  const folder = newFolder()
  const postgres = await start(folder)
  const logins = await rows(
    postgres.adminUrl,
    `select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication from pg_roles
     where rolname like 'tenantry%' order by 1`,
  )
  const nothing = { rolsuper: false, rolbypassrls: false, rolreplication: false }
  expect(logins).toEqual([
    { rolname: 'tenantry_admin', ...nothing, rolcreatedb: true, rolcreaterole: true },
    { rolname: 'tenantry_web', ...nothing, rolcreatedb: false, rolcreaterole: false },
  ])
  await expect(rows(postgres.databaseUrl, 'select 1')).rejects.toThrow(/permission denied for database/)
  // For folders that a crash has left.
  expect(await rows(postgres.adminUrl, `select count(*) > 0 as seen from pg_ls_dir('base')`)).toEqual([
    { seen: true },
  ])
  await expect(rows(postgres.databaseUrl.replace(/:[^:]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
    /password/,
  )
  expect(statSync(join(folder, 'postgres/logins.json')).mode & 0o777).toBe(0o600)
})

test('values stay out of the log and out of other connections’ sight', async () => {
  const postgres = await start(usedFolder())
  const settings = await rows(
    postgres.adminUrl,
    `select name, setting from pg_settings where name in ('log_min_error_statement', 'log_parameter_max_length_on_error',
       'track_activity_query_size', 'wal_level', 'password_encryption', 'listen_addresses') order by 1`,
  )
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    listen_addresses: '127.0.0.1',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    password_encryption: 'scram-sha-256',
    track_activity_query_size: '100',
    wal_level: 'logical',
  })
})

test('text is sorted and folded alike on every system', async () => {
  const postgres = await start(usedFolder())
  const [database] = await rows(
    postgres.adminUrl,
    `select datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding, upper('ñandú') as upper
     from pg_database where datname = current_database()`,
  )
  expect(database).toEqual({ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', upper: 'ÑANDÚ' })
})

test('a second start keeps the data, the logins and the port', async () => {
  const folder = usedFolder()
  const first = await start(folder)
  await rows(first.adminUrl, 'create table kept as select 7 as n')
  await first.stop()
  const second = await start(folder)
  expect(second.adminUrl).toBe(first.adminUrl)
  expect(await rows(second.adminUrl, 'select n from kept')).toEqual([{ n: 7 }])
  expect(readFileSync(join(folder, 'postgres/postgres.log'), 'utf8')).not.toContain('not properly shut down')
})

test('a data folder of another major version is named and left as it was', async () => {
  const folder = newFolder()
  const cluster = join(folder, 'postgres/cluster')
  mkdirSync(cluster, { recursive: true })
  writeFileSync(join(cluster, 'PG_VERSION'), '15\n')
  writeFileSync(join(cluster, 'postmaster.pid'), '1\n')
  await expect(start(folder)).rejects.toMatchObject({
    code: 'other_version',
    message: expect.stringMatching(/made by PostgreSQL 15 and this Tenantry brings 18; nothing was touched/),
  })
  expect(readdirSync(cluster).sort()).toEqual(['PG_VERSION', 'postmaster.pid'])
  expect(readFileSync(join(cluster, 'postmaster.pid'), 'utf8')).toBe('1\n')
  rmSync(cluster, { recursive: true })
})

test('a taken port that was asked for is an error, one that was remembered is replaced', async () => {
  const folder = usedFolder()
  const first = await start(folder)
  const { port } = first
  await first.stop()
  const stranger = createServer().listen(port, '127.0.0.1')
  await once(stranger, 'listening')
  await expect(start(folder, [], { port })).rejects.toMatchObject({
    code: 'port_taken',
    message: expect.stringContaining(`Port ${port}`),
  })
  const second = await start(folder)
  expect(second.port).not.toBe(port)
  expect(await rows(second.adminUrl, 'select 1 as n')).toEqual([{ n: 1 }])
  stranger.close()
})

test('a process id of a stranger in postmaster.pid does not keep it from starting', async () => {
  const folder = usedFolder()
  const first = await start(folder)
  await first.stop()
  const cluster = join(folder, 'postgres/cluster')
  writeFileSync(
    join(cluster, 'postmaster.pid'),
    `${process.ppid}\n${cluster}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`,
  )
  const second = await start(folder)
  expect(await rows(second.adminUrl, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a first start that was killed half way is begun anew', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'postgres/cluster.new/base'), { recursive: true })
  writeFileSync(join(folder, 'postgres/cluster.new/PG_VERSION'), '18\n')
  const postgres = await start(folder)
  expect(await rows(postgres.adminUrl, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(existsSync(join(folder, 'postgres/cluster.new'))).toBe(false)
})

test('a lost file of passwords is made again for the same data', async () => {
  const folder = usedFolder()
  const first = await start(folder)
  await rows(first.adminUrl, 'create table kept as select 7 as n')
  await first.stop()
  rmSync(join(folder, 'postgres/logins.json'))
  const second = await start(folder)
  expect(second.adminUrl).not.toBe(first.adminUrl)
  expect(await rows(second.adminUrl, 'select n from kept')).toEqual([{ n: 7 }])
})

test('a data folder that cannot be made is named', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'file'), '')
  await expect(start(join(folder, 'file'))).rejects.toMatchObject({ code: 'not_writable' })
})
