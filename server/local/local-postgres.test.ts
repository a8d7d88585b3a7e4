import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from './local-postgres.ts'
import type { LocalPostgresError } from './local-postgres-error.ts'

/** A data folder that was started once and stopped; most tests take a copy. */
let used: string
const folders: string[] = []
const running: LocalPostgres[] = []
const processes: { process: ChildProcess; exit: Promise<unknown[]> }[] = []

beforeAll(async () => {
  used = newFolder()
  folders.pop()
  await start(used)
  await running.pop()?.stop()
})

afterAll(() => rmSync(used, { recursive: true, force: true }))

afterEach(async () => {
  for (const { process, exit } of processes.splice(0)) {
    process.kill('SIGKILL')
    await exit
  }
  for (const postgres of running.splice(0)) await postgres.stop()
  for (const folder of folders.splice(0)) {
    // Whatever a killed process left behind is stopped the way the next start does it.
    if (existsSync(join(folder, 'postgres/cluster/postmaster.pid'))) {
      await start(folder)
      await running.pop()?.stop()
    }
    rmSync(folder, { recursive: true, force: true })
  }
})

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

test('PostgreSQL killed with -9 is started again and says so', async () => {
  const lines: string[] = []
  const postgres = await start(usedFolder(), lines)
  await rows(postgres.adminUrl, 'create table kept as select 7 as n')
  const killed = postgres.pid()
  process.kill(killed ?? 0, 'SIGKILL')
  await until(() => lines.some((line) => line.includes('is back after')))
  expect(lines.some((line) => line.includes('PostgreSQL died (SIGKILL)'))).toBe(true)
  expect(postgres.pid()).not.toBe(killed)
  expect(await rows(postgres.adminUrl, 'select n from kept')).toEqual([{ n: 7 }])
})

test('PostgreSQL that dies again and again is given up with a reason', async () => {
  const folder = usedFolder()
  let reason: LocalPostgresError | undefined
  const postgres = await start(folder, [], { onGivenUp: (error) => (reason = error) })
  const seen = new Set<number>()
  await until(() => {
    const pid = postgres.pid()
    if (pid && !seen.has(pid)) process.kill(pid, 'SIGKILL')
    if (pid) seen.add(pid)
    return reason !== undefined
  })
  expect(reason?.message).toMatch(/died more than 5 times within a minute.*postgres\.log/)
})

test('the server of a killed process is stopped and its data served on', async () => {
  const folder = usedFolder()
  const { process: parent, exit, started } = await startProcess(folder)
  await rows(started.adminUrl, 'create table kept as select 7 as n')
  parent.kill('SIGKILL')
  await exit
  expect(isAlive(started.pid)).toBe(true)

  const lines: string[] = []
  const postgres = await start(folder, lines)
  expect(lines.join()).toContain(`left behind (process ${started.pid})`)
  expect(isAlive(started.pid)).toBe(false)
  expect(await rows(postgres.adminUrl, 'select n from kept')).toEqual([{ n: 7 }])
})

test('both killed at once: the next start waits for the orphaned sessions and recovers', async () => {
  const folder = usedFolder()
  const { process: parent, exit, started } = await startProcess(folder)
  await rows(started.adminUrl, 'create table kept as select 7 as n')
  const session = new pg.Client({ connectionString: started.adminUrl })
  session.on('error', () => {})
  await session.connect()
  const working = session.query('select count(*) from generate_series(1, 1e9)').catch(() => {})
  parent.kill('SIGKILL')
  process.kill(started.pid, 'SIGKILL')
  await exit
  const postgres = await start(folder)
  expect(await rows(postgres.adminUrl, 'select n from kept')).toEqual([{ n: 7 }])
  await working
})

test('of two starts at once one runs and the other names it', async () => {
  const folder = newFolder()
  const [one, two] = await Promise.all([runProcess(folder), runProcess(folder)])
  const [first, second] = one.line.started ? [one, two] : [two, one]
  expect(first.line.started).toBeDefined()
  expect(second.line.failed).toBe('already_running')
  expect(second.line.sentence).toContain(`process ${first.process.pid}`)
  const [exitCode] = await second.exit
  expect(exitCode).toBe(1)
})

test('Ctrl-C in the terminal reaches Tenantry alone, which stops PostgreSQL cleanly', async () => {
  const folder = usedFolder()
  const { process: parent, exit, started } = await startProcess(folder)
  // A terminal sends SIGINT to the whole group in front; the group is the parent's.
  process.kill(-(parent.pid ?? 0), 'SIGINT')
  const [exitCode] = await exit
  expect(exitCode).toBe(0)
  expect(isAlive(started.pid)).toBe(false)
  expect(existsSync(join(folder, 'postgres/cluster/postmaster.pid'))).toBe(false)
  await start(folder)
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

describe.runIf(process.getuid?.() === 0)('root without user namespaces', () => {
  /** Where to find everything but unshare. */
  function pathWithoutUnshare(folder: string) {
    const programs = join(folder, 'bin')
    mkdirSync(programs)
    for (const name of ['id', 'setpriv', 'sh']) symlinkSync(`/usr/bin/${name}`, join(programs, name))
    return { PATH: programs }
  }

  test('runs it as another account', async () => {
    const folder = newFolder()
    const { started } = await startProcess(folder, pathWithoutUnshare(folder))
    expect(await rows(started.adminUrl, 'select 1 as n')).toEqual([{ n: 1 }])
    expect(statSync(`/proc/${started.pid}`).uid).not.toBe(0)
  })

  test('lets that one into a folder that is closed to it, as /root is', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o700)
    const { started } = await startProcess(folder, pathWithoutUnshare(folder))
    expect(await rows(started.adminUrl, 'select 1 as n')).toEqual([{ n: 1 }])
    expect(readFileSync(`/proc/${started.pid}/status`, 'utf8')).toMatch(/^Uid:\t(?!0\t)/m)
  })
})

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-local-'))
  // Where root has to run PostgreSQL as another account, that one enters through here.
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

function usedFolder() {
  const folder = newFolder()
  execFileSync('cp', ['-a', `${used}/.`, folder])
  return folder
}

async function start(
  dataFolder: string,
  lines: string[] = [],
  options: { port?: number; onGivenUp?: (error: LocalPostgresError) => void } = {},
) {
  const report = (line: string) => void lines.push(line)
  const postgres = await startLocalPostgres({
    dataFolder,
    command: 'test',
    report,
    ...options,
  })
  running.push(postgres)
  return postgres
}

interface ProcessLine {
  started?: { pid: number; adminUrl: string; databaseUrl: string }
  failed?: string
  sentence?: string
}

/** A process of its own, in a process group of its own, up to the line that says how its start went. */
async function runProcess(folder: string, environment: NodeJS.ProcessEnv = {}) {
  const script = join(import.meta.dirname, 'local-postgres.process.ts')
  const child = spawn(process.execPath, [script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, ...environment },
  })
  const exit = once(child, 'exit')
  processes.push({ process: child, exit })
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as ProcessLine
    if (line.started || line.failed) return { process: child, exit, line }
  }
  throw new Error('the process ended without a word')
}

async function startProcess(folder: string, environment?: NodeJS.ProcessEnv) {
  const { process, exit, line } = await runProcess(folder, environment)
  if (!line.started) throw new Error(line.sentence)
  return { process, exit, started: line.started }
}

async function rows(connectionString: string, text: string) {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

async function until(condition: () => boolean) {
  const deadline = performance.now() + 30_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited 30 s in vain')
    await wait(10)
  }
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    // Nobody has asked yet how a dead orphan ended: a zombie.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
