import { openTenancy } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import { migrationModules } from '#server/modules.ts'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { bundleOf, encounter, inside, patient, weight } from './test/bundles.ts'
import { counts, startImporting } from './test/importing.ts'

const deployment = openDeployment()

const contactsOfBundle = 10

function bundles({ from, to }: { from: number; to: number }) {
  const numbers = Array.from({ length: to - from }, (_, at) => from + at)
  return Object.fromEntries(numbers.map((no) => [`${no}.json`, bundleOf(recordsOf(no))]))
}

function recordsOf(no: number) {
  const contacts = Array.from({ length: contactsOfBundle }, (_, at) => [
    encounter(`contact-${no}-${at}`, `patient-${no}`),
    weight(`weight-${no}-${at}`, `patient-${no}`, 60 + at, { encounter: inside(`contact-${no}-${at}`) }),
  ])
  return [patient(`patient-${no}`), ...contacts.flat()]
}

test('what an import points to is found by its key, though the tables were empty when the connection planned', async () => {
  const { databaseUrl } = deployment
  const tenancy = await openTenancy({ databaseUrl, masterKey, modules: migrationModules })
  const importing = await startImporting({ ...deployment, tenancy })
  const clinic = deployment.tenant('acme')
  await importing.importFiles(clinic, bundles({ from: 0, to: 8 }))
  const done = await importing.importFiles(clinic, bundles({ from: 8, to: 100 }))
  expect(counts(done)).toMatchObject({ created: 92 * (1 + 2 * contactsOfBundle), failed: 0 })
  await importing.remove()
  // A connection tells what it has read at its end.
  await tenancy.close()

  const contacts = 100 * contactsOfBundle
  await expect.poll(() => scansOf('encounters_pkey'), { timeout: 20_000 }).toBeGreaterThan(contacts)
  // This one begins with the tenant too, and then all of his contacts are gone through for each record.
  expect(await scansOf('encounters_newest')).toBeLessThan(contacts)
})

async function scansOf(index: string) {
  const { database } = deployment.tenant('acme').placement
  const [row] = await queryAsAdmin<{ scans: number }>(
    deployment,
    { database },
    'select idx_scan::int as scans from pg_stat_user_indexes where indexrelname = $1',
    [index],
  )
  return row!.scans
}
