import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anchorFile, openAnchors } from '#platform/audit/anchors.ts'
import { markTouched } from '#platform/audit/marks.ts'
import { sealKeyOf } from '#platform/audit/seal-key.ts'
import { startSealer } from '#platform/audit/sealer.ts'
import { type Deployment, masterKey, startDeployment } from '#test/deployment.ts'
import { startOwnServer } from '#test/own-server.ts'
import { runCommand } from './test/run-command.ts'

let deployment: Deployment
let folder: string
let server: Awaited<ReturnType<typeof startOwnServer>>
beforeAll(async () => {
  server = await startOwnServer()
  deployment = await startDeployment({}, { given: server.given })
  folder = mkdtempSync(join(tmpdir(), 'tenantry-audit-'))
  const { tenancy } = deployment
  const complain = (...said: unknown[]) => expect.unreachable(JSON.stringify(said))
  const marks = markTouched(tenancy, complain)
  const doctor = await deployment.signIn('acme', 'doctor')
  for (let i = 0; i < 5; i++) {
    await doctor.post('/patients', { givenName: 'Zoë "Ada"', confirmedDuplicate: true })
  }
  await doctor.get('/patients')
  await marks.close()
  const anchors = openAnchors(anchorFile(folder))
  const logger = { error: complain }
  const sealer = startSealer({
    tenancy,
    key: sealKeyOf(masterKey),
    anchors,
    logger,
    everyMs: Number.POSITIVE_INFINITY,
  })
  await sealer.pass()
  await sealer.stop()
})
afterAll(async () => {
  await deployment.close()
  await server.stop()
  rmSync(folder, { recursive: true })
})

const run = (line: string[], environment: NodeJS.ProcessEnv = {}) =>
  runCommand(['audit', ...line], {
    environment: {
      DATABASE_URL: deployment.databaseUrl,
      DATABASE_ADMIN_URL: deployment.adminUrl,
      TENANTRY_MASTER_KEY: masterKey.toString('hex'),
      TENANTRY_DATA: folder,
      ...environment,
    },
    folder,
  })

/** No database, no key but the one that is named. */
const elsewhere = {
  DATABASE_URL: '',
  DATABASE_ADMIN_URL: '',
  TENANTRY_MASTER_KEY: '',
  TENANTRY_DATA: '/nowhere',
}

test('an export is verified elsewhere, with the public key alone', async () => {
  const { printed: key } = await run(['key'])
  expect((await run(['export', 'acme', '--output', 'acme.ndjson'])).exitCode).toBe(0)
  const verified = await run(['verify', 'acme.ndjson', '--key', key.trim(), '--json'], elsewhere)
  expect(verified).toMatchObject({ exitCode: 0, told: '' })
  const { data, control } = JSON.parse(verified.printed)
  expect(data).toMatchObject({ faults: [], unsealed: 0, sealed: 6 })
  expect(control).toMatchObject({ faults: [], unsealed: 0 })
})

test('an export that somebody has changed is found out', async () => {
  const { printed: key } = await run(['key'])
  await run(['export', 'acme', '--output', 'changed.ndjson'])
  const file = join(folder, 'changed.ndjson')
  const original = readFileSync(file, 'utf8')
  const verify = () => run(['verify', 'changed.ndjson', '--key', key.trim()], elsewhere)
  writeFileSync(file, original.replace('"action":"patients.list"', '"action":"patients.lost"'))
  expect(await verify()).toMatchObject({
    exitCode: 1,
    printed: expect.stringContaining('events of link 1 were changed'),
  })
  const lines = original.trim().split('\n')
  writeFileSync(file, lines.filter((line) => !line.startsWith('{"type":"seal"')).join('\n'))
  expect(await verify()).toMatchObject({ exitCode: 1, printed: expect.stringContaining('kept outside') })
})

test('another key, no file and no export are said so', async () => {
  const other = await run(['key'], { TENANTRY_MASTER_KEY: 'cd'.repeat(32) })
  await run(['export', 'acme', '--output', 'once.ndjson'])
  expect(await run(['verify', 'once.ndjson', '--key', other.printed.trim()], elsewhere)).toMatchObject({
    exitCode: 1,
  })
  expect(await run(['verify', 'once.ndjson', '--key', 'nonsense'], elsewhere)).toMatchObject({ exitCode: 2 })
  expect(await run(['verify', 'nothing.ndjson', '--key', other.printed.trim()])).toMatchObject({
    exitCode: 2,
  })
  expect(await run(['verify'])).toMatchObject({ exitCode: 2 })
  writeFileSync(join(folder, 'other.ndjson'), 'hello\n')
  expect(await run(['verify', 'other.ndjson', '--key', other.printed.trim()])).toMatchObject({
    exitCode: 2,
    told: expect.stringContaining('line 1'),
  })
})

test('what is in the databases now is verified by the name of the tenant', async () => {
  const { exitCode, printed } = await run(['verify', '--tenant', 'acme'])
  expect(exitCode).toBe(0)
  expect(printed).toContain('data: 1 links over 6 events, 0 not sealed yet, intact')
  expect(await run(['verify', '--tenant', 'nobody'])).toMatchObject({ exitCode: 2 })
})
