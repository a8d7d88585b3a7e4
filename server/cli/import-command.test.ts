import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { runCommand } from './test/run-command.ts'

const deployment = openDeployment()

/** As a person who stands in the data folder. */
const importFhir = (...line: string[]) =>
  runCommand(['import', 'fhir', ...line], {
    environment: {
      DATABASE_URL: deployment.databaseUrl,
      DATABASE_ADMIN_URL: deployment.adminUrl,
      TENANTRY_MASTER_KEY: masterKey.toString('hex'),
    },
    folder: deployment.dataFolder,
  })

const bundle = (name: string) =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        fullUrl: 'urn:uuid:5cbc121b-cd71-4428-b8b7-31e53eba8184',
        resource: {
          resourceType: 'Patient',
          id: '5cbc121b-cd71-4428-b8b7-31e53eba8184',
          name: [{ family: name, given: ['Ada'] }],
          gender: 'female',
          birthDate: '1980-02-03',
        },
      },
    ],
  })

test('brings records in once, and tells what changed', async () => {
  writeFileSync(join(deployment.dataFolder, 'ada.json'), bundle('Lovelace'))
  const line = ['ada.json', '--tenant', 'acme']
  const first = await importFhir(...line, '--json')
  expect(first.exitCode).toBe(0)
  expect(JSON.parse(first.printed)).toMatchObject({ state: 'done', read: 1, created: 1, failed: 0 })
  const again = await importFhir(...line, '--json')
  expect(JSON.parse(again.printed)).toMatchObject({ read: 1, created: 0, unchanged: 1 })
  writeFileSync(join(deployment.dataFolder, 'ada.json'), bundle('King'))
  const { exitCode, printed } = await importFhir(...line)
  expect(exitCode).toBe(0)
  expect(printed).toMatch(/Patient +1 +0 +1 +0 +0/)
})

test('a bad file beside a good one is named, exit code 3', async () => {
  writeFileSync(
    join(deployment.dataFolder, 'two.ndjson'),
    `${JSON.stringify({ resourceType: 'Patient', id: 'b' })}\n{"resource\n`,
  )
  const { exitCode, printed } = await importFhir('two.ndjson', '--tenant', 'acme')
  expect(exitCode).toBe(3)
  expect(printed).toMatch(/two\.ndjson, entry 2/)
})

test('a file that is not there is said, and no import is left of it', async () => {
  const { exitCode, told } = await importFhir('nothing.zip', '--tenant', 'acme')
  expect(exitCode).toBe(1)
  expect(told).toMatch(/^There is no .*nothing\.zip\.\n$/)
  const { placement } = deployment.tenant('acme')
  const rows = await queryAsAdmin(
    deployment,
    { database: placement.database, role: 'tenantry_maintenance' },
    `select 1 from clinic.imports where name like 'nothing%'`,
  )
  expect(rows).toEqual([])
})

test('nobody’s clinic and no clinic are refused', async () => {
  expect((await importFhir('ada.json', '--tenant', 'nobody')).told).toMatch(/no tenant "nobody"/)
  expect((await importFhir('ada.json', '--tenant', 'shop')).told).toMatch(/"shop" is no clinic/)
})
