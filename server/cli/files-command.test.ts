import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { filesOfPatient, type PatientFiles, storedPaths } from '#platform/files/test/clinic-files.ts'
import { dataEventsOf } from '#test/audit-events.ts'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { masterKey, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { runCommand } from './test/run-command.ts'

const deployment = openDeployment()
let owner: Visitor
let ada: PatientFiles
const kept: string[] = []
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  ada = await filesOfPatient(owner)
  for (const at of [1, 2, 3, 4, 5]) kept.push((await ada.keep(`${at}.txt`, `content ${at}`)).id)
})

const environment = () => ({
  DATABASE_URL: deployment.databaseUrl,
  DATABASE_ADMIN_URL: deployment.adminUrl,
  TENANTRY_MASTER_KEY: masterKey.toString('hex'),
  TENANTRY_DATA: deployment.dataFolder,
})

const files = (...line: string[]) => runCommand(['files', ...line], { environment: environment() })

async function generations() {
  const { id, placement } = deployment.tenant('acme')
  const rows = await queryAsAdmin<{ key_generation: number }>(
    deployment,
    { database: placement.database, role: 'tenantry_maintenance' },
    `select key_generation from core.file_objects where tenant_id = $1 and state = 'stored' order by id`,
    [id],
  )
  return rows.map(({ key_generation }) => key_generation)
}

const contents = () => Promise.all(kept.map(async (id) => (await owner.get(`${ada.url}/${id}/content`)).body))
const whole = [1, 2, 3, 4, 5].map((at) => `content ${at}`)

test('a rotation seals every file with a new key, and is in the audit', async () => {
  const done = await files('rotate-key', 'acme', '--json')
  expect(JSON.parse(done.printed)).toEqual({
    slug: 'acme',
    generation: 2,
    sealed: 5,
    wentOn: false,
    failed: [],
  })
  expect(await generations()).toEqual([2, 2, 2, 2, 2])
  expect(await contents()).toEqual(whole)
  const events = await dataEventsOf(deployment, 'acme')
  expect(events).toContainEqual(expect.objectContaining({ action: 'files.key.rotate' }))
})

test('killed at any file, the same command goes on, makes no second key and leaves every file whole', async () => {
  for (const killAfter of [0, 3]) {
    const before = Math.max(...(await generations()))
    await killedAfter(killAfter)
    const left = (await generations()).filter((each) => each === before).length
    expect(left).toBeGreaterThan(0)
    expect(await contents()).toEqual(whole)
    const done = JSON.parse((await files('rotate-key', 'acme', '--json')).printed)
    expect(done).toEqual({ slug: 'acme', generation: before + 1, sealed: left, wentOn: true, failed: [] })
    expect(new Set(await generations())).toEqual(new Set([before + 1]))
    expect(await contents()).toEqual(whole)
  }
  const own = `tenants/${deployment.tenant('acme').id}/documents`
  const lying = (await storedPaths(deployment)).filter((path) => path.startsWith(own))
  // One more for each that was being sealed: its row is there, and the next tidying removes it.
  expect(lying.length).toBeLessThanOrEqual(8)
})

/** Runs the rotation in a process that is killed as soon as so many files are sealed anew. */
async function killedAfter(count: number) {
  const next = Math.max(...(await generations())) + 1
  const program = join(import.meta.dirname, '..', 'main.ts')
  const child = spawn(process.execPath, [program, 'files', 'rotate-key', 'acme'], {
    env: { ...process.env, ...environment(), NODE_OPTIONS: '', TENANTRY_CRASH_AT: `seal anew#${count + 1}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  expect((await generations()).filter((each) => each === next)).toHaveLength(count)
}

test('a file that cannot be read keeps nobody else’s from being sealed, and is named', async () => {
  const owned = `tenants/${deployment.tenant('acme').id}/`
  const before = new Set(await storedPaths(deployment))
  const { id } = await ada.keep('Broken.txt', 'about to be broken')
  const path = (await storedPaths(deployment)).find((each) => each.startsWith(owned) && !before.has(each))!
  const file = join(deployment.dataFolder, 'files', path)
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0, 40))
  const done = await files('rotate-key', 'acme')
  expect(done.exitCode).toBe(3)
  expect(done.printed).toContain(`1 could not be read and stay as they are: ${path.split('/').at(-1)}`)
  expect(await contents()).toEqual(whole)
  await owner.delete(`${ada.url}/${id}`)
})

test('keys are not destroyed unless it is said twice, and then once and for all', async () => {
  for (const confirm of [[], ['--confirm', 'globex']]) {
    const refused = await files('destroy-key', 'acme', '--reason', 'has left', ...confirm)
    expect([refused.exitCode, refused.told]).toEqual([1, expect.stringContaining('--confirm acme')])
  }
  expect((await files('destroy-key', 'acme', '--confirm', 'acme')).exitCode).toBe(2)
  expect(await contents()).toEqual(whole)

  const line = ['destroy-key', 'acme', '--reason', 'has left', '--confirm', 'acme']
  expect((await files(...line)).printed).toContain('keys of acme are destroyed')
  expect((await files(...line)).printed).toBe('The keys of acme were destroyed before.\n')
  expect((await owner.get(`${ada.url}/${kept[0]}/content`)).statusCode).toBe(410)
  expect((await ada.upload('New.txt', 'x')).statusCode).toBe(410)
  const events = await dataEventsOf(deployment, 'acme')
  expect(events).toContainEqual(
    expect.objectContaining({ action: 'files.key.destroy', detail: { reason: 'has left' } }),
  )
  const again = await files('rotate-key', 'acme')
  expect([again.exitCode, again.told]).toEqual([1, expect.stringContaining('nothing left to seal')])
})

test('a tenant that has no key yet gets none after its keys were destroyed', async () => {
  await files('destroy-key', 'globex', '--reason', 'never came', '--confirm', 'globex')
  const bob = await filesOfPatient(await deployment.signIn('globex', 'owner'), 'Bob')
  expect((await bob.upload('First.txt', 'x')).statusCode).toBe(410)
  expect((await files('destroy-key', 'nobody', '--reason', 'x', '--confirm', 'nobody')).told).toContain(
    'There is no tenant "nobody"',
  )
})
