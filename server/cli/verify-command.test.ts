import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeWorkerPool, openFleet, openWorkerPool, type VerifyReport, workerUrl } from '@tenantry/tenancy'
import { beforeAll, expect, test } from 'vitest'
import { makeLogger } from '#platform/http/logger.ts'
import { openQueue } from '#platform/outbox/queue.ts'
import { migrationModules } from '../modules.ts'
import { signReport } from '../verify-signature.ts'
import { openOwnPlace } from './test/own-place.ts'
import { verifyText } from './verify-text.ts'

const place = openOwnPlace('verify')
const run = (line: string[], environment?: NodeJS.ProcessEnv) => place.run(['verify', ...line], environment)
const masterKey = () => Buffer.from(place.environmentOf().TENANTRY_MASTER_KEY, 'hex')

beforeAll(async () => {
  const fleet = openFleet({
    adminUrl: place.databases.adminUrl,
    masterKey: masterKey(),
    modules: migrationModules,
  })
  await fleet.migrate()
  for (const placement of ['pool', 'silo'] as const) {
    await fleet.provision({
      slug: `in-${placement}`,
      app: 'clinic',
      name: placement,
      plan: 'trial',
      placement,
    })
  }
})

test('the product’s own schema has no findings, every table of it could be probed, and the report is signed', async () => {
  const { exitCode, printed, told } = await run(['--report', 'report.json'])
  expect(printed).toMatch(/The fence stands: [\d,]+ checks and attempts in [\d.]+ s, each as it must be\./)
  expect(printed).not.toContain('FOUND')
  expect(exitCode).toBe(0)
  expect(told).toContain(`Signed report: ${join(place.folder, 'report.json')}`)
  expect(statSync(join(place.folder, 'verify.key')).mode & 0o777).toBe(0o400)
})

test('a system whose worker has run is as sound as before', async () => {
  const pool = openWorkerPool(workerUrl(place.databases.databaseUrl, masterKey()), {
    connections: 2,
    onError: (error) => expect.unreachable(String(error)),
  })
  const queue = await openQueue(pool, makeLogger('silent'))
  await queue.close()
  await closeWorkerPool(pool)
  const { exitCode, printed } = await run([])
  expect([exitCode, printed]).toEqual([0, expect.stringContaining('The fence stands')])
})

test('a fault is named with its object, its reason and exit code 1', async () => {
  await place.onPool('alter table clinic.patients no force row level security')
  try {
    const { exitCode, printed } = await run(['--json'])
    expect(exitCode).toBe(1)
    const report = JSON.parse(printed) as VerifyReport
    expect(report.findings).toMatchObject([{ check: 'L02', object: 'clinic.patients' }])
    expect(verifyText(report)).toMatch(
      /FOUND \(1\)\n {2}✗ L02 {2}clinic\.patients {2}\(\w+_pool\)\n.*not force.*\n.*Why it matters[^]*does NOT stand/,
    )
  } finally {
    await place.onPool('alter table clinic.patients force row level security')
  }
})

test('a signed report is valid until one letter of it is changed', async () => {
  const sound = await run(['--check', 'report.json'])
  expect(sound).toMatchObject({ exitCode: 0 })
  expect(sound.printed).toContain('The signature is valid')

  const text = readFileSync(join(place.folder, 'report.json'), 'utf8')
  const changed = text.replace('"login": "tenantry_web"', '"login": "tenantry_wed"')
  expect(changed).not.toBe(text)
  writeFileSync(join(place.folder, 'changed.json'), changed)
  const forged = await run(['--check', 'changed.json', '--json'])
  expect(forged).toMatchObject({ exitCode: 1 })
  expect(JSON.parse(forged.printed)).toMatchObject({ signature: 'invalid' })
  writeFileSync(join(place.folder, 'keyless.json'), text.replace(/"key": "[^"]+"/, '"key": "none"'))
  expect(await run(['--check', 'keyless.json'])).toMatchObject({ exitCode: 1 })
})

test('a report of another key is not trusted, unless its public key is given', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'tenantry-verify-'))
  try {
    const { report } = JSON.parse(readFileSync(join(place.folder, 'report.json'), 'utf8'))
    const theirs = join(elsewhere, 'theirs.json')
    writeFileSync(theirs, JSON.stringify(signReport(report, elsewhere)))
    const untrusted = await run(['--check', theirs])
    expect(untrusted).toMatchObject({ exitCode: 1 })
    expect(untrusted.printed).toContain('not trusted here')
    expect(await run(['--check', theirs, '--key', join(elsewhere, 'verify.pub')])).toMatchObject({
      exitCode: 0,
    })
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
})

test('what could not be looked at is exit code 2 and a sentence', async () => {
  const nowhere = 'postgres://web:secret@127.0.0.1:1/tenantry'
  const unreachable = await run([], { DATABASE_URL: nowhere, DATABASE_ADMIN_URL: nowhere })
  expect(unreachable).toMatchObject({ exitCode: 2, printed: '' })
  expect(unreachable.told).toMatch(/cannot be reached/)
  expect(await run([], { DATABASE_ADMIN_URL: '' })).toMatchObject({ exitCode: 2 })
  writeFileSync(join(place.folder, 'empty.json'), '{}')
  const empty = await run(['--check', 'empty.json'])
  expect(empty).toMatchObject({ exitCode: 2 })
  expect(empty.told).toContain('no signed report')
  const noKey = await run(['--check', 'report.json', '--key', 'empty.json'])
  expect(noKey).toMatchObject({ exitCode: 2 })
  expect(noKey.told).toMatch(/empty\.json is no public key: .*\n$/)
})
