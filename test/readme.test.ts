import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { settings } from '#server/config.ts'
import { serverPort } from '#test/server-port.ts'

// The page a newcomer follows: what it says to type is typed here.

const readme = readFileSync('README.md', 'utf8')
const commands = [...readme.matchAll(/^[ ]*```sh\n([\s\S]*?)```/gm)].flatMap((block) =>
  block[1]!
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
)
const folder = mkdtempSync(join(tmpdir(), 'tenantry-readme-'))
let environment: NodeJS.ProcessEnv
let server: ChildProcess
let said = ''

beforeAll(async () => {
  environment = {
    ...process.env,
    // The embedded PostgreSQL, as a newcomer has it: empty is not set.
    DATABASE_URL: '',
    DATABASE_ADMIN_URL: '',
    TENANTRY_DATA: join(folder, 'data'),
    PORT: String(await serverPort()),
    OWNER_PORT: String(await serverPort()),
  }
  server = spawn('npm', ['start'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (text) => (said += text))
  await vi.waitUntil(() => said.includes('Ctrl-C stops it') || server.exitCode !== null, { timeout: 110_000 })
})

afterAll(async () => {
  // As Ctrl-C does, to npm and all that it started.
  process.kill(-server.pid!, 'SIGINT')
  if (server.exitCode === null) await once(server, 'exit')
  rmSync(folder, { recursive: true, force: true })
})

test('npm start serves the demonstration tenants it names', async () => {
  expect(commands).toContain('npm start')
  expect(said).toContain('Santkrupa Clinic')
  const origin = `http://localhost:${environment.PORT}`
  const paths = [...readme.matchAll(/http:\/\/localhost:8080(\/[a-z/]*)/g)].map((match) => match[1]!)
  expect(paths.length).toBeGreaterThan(2)
  for (const path of paths) {
    const page = await fetch(origin + path)
    expect(page.status, path).toBe(200)
    expect(await page.text(), path).toContain('<div id="root">')
    expect(await (await fetch(`${origin}${path}api/tenant`)).json(), path).toHaveProperty('name')
  }
})

test('every other command does what the page says', async () => {
  writeFileSync(
    join(folder, 'bundle.json'),
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        { resource: { resourceType: 'Patient', id: 'readme-1', name: [{ family: 'Rao', given: ['Asha'] }] } },
      ],
    }),
  )
  const ran: string[] = []
  for (const command of commands.filter((each) => each.startsWith('npx tenantry'))) {
    const real = command.replace('./my-bundles.zip', join(folder, 'bundle.json'))
    const child = spawn('sh', ['-c', real], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
    const [code] = await once(child, 'exit')
    expect(code, `${command}\n${output}`).toBe(0)
    ran.push(command)
  }
  expect(ran.length).toBeGreaterThanOrEqual(4)
  const tenant = await fetch(`http://localhost:${environment.PORT}/clinic/riverside/api/tenant`)
  expect(await tenant.json()).toMatchObject({ name: 'Riverside Clinic' })
})

test('the commands of npm that it names exist', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  for (const [, name] of readme.matchAll(/`?npm (?:run )?(start|test|dev|check|bench)\b/g)) {
    expect(scripts).toHaveProperty(name!)
  }
})

test('its table of settings is the table of settings', () => {
  const rows = Object.values(settings).map(
    ({ name, default: standard, meaning }) =>
      `| \`${name}\` | ${standard && `\`${standard}\``} | ${meaning} |`,
  )
  expect(readme).toContain(['| name | default | meaning |', '|---|---|---|', ...rows].join('\n'))
})
