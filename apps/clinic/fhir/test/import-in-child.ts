import { openTenancy } from '@tenantry/tenancy'
import type { FhirTables } from '../fhir.tables.ts'
import { importFhir } from '../import-fhir.ts'

// A process of its own, for a test to kill: says after each bundle how much was read.
const [databaseUrl, masterKey, slug, path, leaseMs] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
]
const tenancy = await openTenancy({ databaseUrl, masterKey: Buffer.from(masterKey, 'hex') })
const tenant = tenancy.directory.bySlug(slug)!
const actor = { kind: 'system', name: 'child' } as const
await importFhir(tenancy.tables<FhirTables>(), tenant, actor, path, {
  leaseMs: Number(leaseMs),
  onProgress: ({ bundles }) => process.stdout.write(`${bundles}\n`),
})
process.stdout.write('done\n')
await tenancy.close()
