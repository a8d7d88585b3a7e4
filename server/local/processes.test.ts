import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { LocalPostgresError } from './local-postgres-error.ts'
import { isAlive, openDataFolders, rows, until } from './test/data-folders.ts'

const { newFolder, usedFolder, start, startProcess, runProcess } = openDataFolders()

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
