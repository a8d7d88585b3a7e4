import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serverPort } from '#test/server-port.ts'

const folders: string[] = []
/** A folder whose databases are made, for tests that are about something else. */
let used: Place
const started: { child: ChildProcess; exit: Promise<unknown[]> }[] = []

beforeAll(async () => {
  used = await newPlace()
  await startServer(used, ['migrate']).exit
})

afterEach(async () => {
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGINT')
    await exit
  }
})

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('it starts from nothing, says so, answers, and is gone without a trace after Ctrl-C', async () => {
  const place = await newPlace()
  const server = startServer(place, ['start', '--no-demo'])
  await server.says('Ctrl-C stops it')
  expect(server.output()).toContain('No tenant yet: npx tenantry tenant create')
  const answers = await Promise.all(
    [`${place.PORT}/healthz`, `${place.PORT}/readyz`, `${place.OWNER_PORT}/healthz`].map(
      async (path) => (await fetch(`http://localhost:${path}`)).status,
    ),
  )
  expect(answers).toEqual([200, 200, 200])

  const postgres = Number(
    readFileSync(join(place.TENANTRY_DATA, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0],
  )
  server.child.kill('SIGINT')
  expect(await server.exit).toEqual([0, null])
  expect(() => process.kill(postgres, 0)).toThrow('ESRCH')
  await expect(fetch(`http://localhost:${place.PORT}/healthz`)).rejects.toThrow('fetch failed')
})

test('a second start on the same folder names the first, which goes on', async () => {
  const place = used
  const first = startServer(place, ['start', '--no-demo'])
  await first.says('Ctrl-C stops it')
  const second = startServer({ ...place, ...(await newPorts()) }, ['start'])
  expect(await second.exit).toEqual([1, null])
  expect(second.output()).toContain(
    `Tenantry already runs on this data folder ("tenantry start", process ${first.child.pid})`,
  )
  expect((await fetch(`http://localhost:${place.PORT}/readyz`)).status).toBe(200)
})

test('commands use the PostgreSQL of the server that runs, and see what it sees', async () => {
  const place = used
  const server = startServer(place, ['start', '--no-demo'])
  await server.says('Ctrl-C stops it')
  const create = startServer(place, ['tenant', 'create', 'acme', '--name', 'Acme Clinic'])
  expect(await create.exit).toEqual([0, null])
  const url = `http://localhost:${place.PORT}/clinic/acme/api/tenant`
  await until(async () => (await fetch(url)).status === 200)
  expect(await (await fetch(url)).json()).toMatchObject({ name: 'Acme Clinic' })
})

test('a taken port is named with the setting that changes it, and nothing is left running', async () => {
  const place = used
  const stranger = createServer().listen(Number(place.PORT), '127.0.0.1')
  await once(stranger, 'listening')
  const server = startServer(place, ['start', '--no-demo'])
  expect(await server.exit).toEqual([1, null])
  expect(server.output()).toMatch(new RegExp(`Port ${place.PORT} is taken.*PORT=`))
  // It is said before anything is made.
  expect(server.output()).not.toContain('PostgreSQL')
  expect(server.output()).not.toContain('    at ')
  stranger.close()
  const again = startServer(place, ['start', '--no-demo'])
  await again.says('Ctrl-C stops it')
})

test('a signal while it starts stops it cleanly', async () => {
  const place = used
  const server = startServer(place, ['start'])
  await server.says('Making')
  server.child.kill('SIGTERM')
  expect(await server.exit).toEqual([0, null])
  const again = startServer(place, ['start', '--no-demo'])
  await again.says('Ctrl-C stops it')
})

test('a lost key is refused before anything is read or made', async () => {
  rmSync(join(used.TENANTRY_DATA, 'master.key'))
  const server = startServer(used, ['start'])
  expect(await server.exit).toEqual([1, null])
  expect(server.output()).toMatch(/master\.key is missing.*put it back/)
})

interface Place {
  TENANTRY_DATA: string
  PORT: string
  OWNER_PORT: string
}

async function newPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-main-'))
  // Where root has to run PostgreSQL as another account, that one enters through here.
  chmodSync(folder, 0o755)
  folders.push(folder)
  return { TENANTRY_DATA: folder, ...(await newPorts()) }
}

async function newPorts() {
  return { PORT: String(await serverPort()), OWNER_PORT: String(await serverPort()) }
}

function startServer(place: Place, args: string[]) {
  // The embedded PostgreSQL is meant, also where the other tests use one that is given.
  const environment = { ...process.env, DATABASE_URL: '', DATABASE_ADMIN_URL: '' }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...environment, ...place },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  // Not before everything it said has arrived.
  const exit = once(child, 'close')
  started.push({ child, exit })
  return {
    child,
    exit,
    output: () => output,
    says: (text: string) =>
      until(() => {
        if (child.exitCode !== null) throw new Error(`it ended: ${output}`)
        return output.includes(text)
      }),
  }
}

async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + 120_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('waited 120 s in vain')
    await wait(20)
  }
}
