import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenancy } from '@tenantry/tenancy'
import { publicKeyText, sealKeyOf } from '#platform/audit/seal-key.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { buildTenantApp } from '#server/tenant-app.ts'
import { answerParent, serveParent } from './child.ts'

/** Tenantry as it is served: session, permission, fence and idempotency are all on. */
serveParent(async (world, port) => {
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const tenancy = await openTenancy({
    databaseUrl: world.databaseUrl,
    masterKey,
    maxConnections: 10,
  })
  const onError = (error: unknown) => void process.stderr.write(`${String(error)}\n`)
  // A sign-in on a new device asks for a mail.
  announceJobs(tenancy, onError)
  const origin = `http://localhost:${port}`
  const app = await buildTenantApp(
    {
      address: { platformHost: 'localhost', platformOrigin: origin },
      ownerOrigin: origin,
      // Where faults are made on purpose, what they are called fills no screen.
      logger: makeLogger(process.argv[2] ?? 'warn'),
      secrets: makeSecrets(masterKey),
      auditKey: publicKeyText(sealKeyOf(masterKey)),
      dataFolder: join(tmpdir(), 'tenantry-bench-files'),
    },
    tenancy,
  )
  await app.listen({ host: '127.0.0.1', port })
})
answerParent()
