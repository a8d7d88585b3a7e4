import { openTenancy } from '@tenantry/tenancy'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { recordOperator } from '#platform/audit/operator-entries.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { migrationModules } from '#server/modules.ts'
import { buildTenantApp } from '#server/tenant-app.ts'
import { masterKey } from './deployment-template.ts'

/** A server in a process of its own, with the memory that servers have. It says its port when it listens. */
const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2)
const tenancy = await openTenancy({
  databaseUrl,
  masterKey,
  modules: migrationModules,
  onOperator: recordOperator,
})
announceJobs(tenancy, () => {})
const app = await buildTenantApp(
  {
    address: { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' },
    dataFolder,
    ownerOrigin: 'http://localhost:8081',
    logger: makeLogger('silent'),
    secrets: makeSecrets(masterKey),
    auditKey: publicKeyText(sealKeyOf(masterKey)),
  },
  tenancy,
)
process.stdout.write(`${new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port}\n`)
