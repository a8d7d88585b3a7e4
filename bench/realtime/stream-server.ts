import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenancy } from '@tenantry/tenancy'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { buildTenantApp } from '#server/tenant-app.ts'
import { answerParent, serveParent } from '../http/child.ts'

/** Tenantry as it is served, with room for a benchmark's streams, all of one person. */
serveParent(async (world, port) => {
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const tenancy = await openTenancy({
    databaseUrl: world.databaseUrl,
    masterKey,
    maxConnections: 10,
  })
  const origin = `http://localhost:${port}`
  const app = await buildTenantApp(
    {
      address: { platformHost: 'localhost', platformOrigin: origin },
      ownerOrigin: origin,
      logger: makeLogger('warn'),
      secrets: makeSecrets(masterKey),
      auditKey: publicKeyText(sealKeyOf(masterKey)),
      streamLimits: { perAccount: 10_000, perTenant: 10_000, all: 10_000 },
      dataFolder: join(tmpdir(), 'tenantry-bench-files'),
      webRoot: join(import.meta.dirname, '../../web/dist'),
    },
    tenancy,
  )
  await app.listen({ host: '127.0.0.1', port })
})
answerParent()
