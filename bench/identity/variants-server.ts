import { openTenancy } from '@tenantry/tenancy'
import { listPatients } from '#apps/clinic/patients/list-patients.ts'
import * as contract from '#apps/clinic/patients/patients.contract.ts'
import type { PatientTables } from '#apps/clinic/patients/patients.tables.ts'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { openAudit } from '#platform/audit/audit.ts'
import { apiPrefix, makeHttpApp } from '#platform/http/http-app.ts'
import { makeKeptAnswers } from '#platform/http/kept-answers.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { type Http, serveRead } from '#platform/http/serve.ts'
import { makeAccessTokens } from '#platform/identity/api/access-tokens.ts'
import { makeBearers } from '#platform/identity/api/bearers.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { makePrincipalCache } from '#platform/identity/principal-cache.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { answerParent, serveParent } from '../http/child.ts'

/** The same list three times, for measuring only: open to anybody, for whoever may read patients, and audited as well. */
serveParent(async (world, port) => {
  const masterKey = Buffer.from(world.masterKey, 'base64')
  const tenancy = await openTenancy({ databaseUrl: world.databaseUrl, masterKey, maxConnections: 10 })
  const logger = makeLogger('warn')
  const address = { platformHost: 'localhost', platformOrigin: `http://localhost:${port}` }
  const app = makeHttpApp({ directory: tenancy.directory, address, logger })
  const control = tenancy.control<IdentityTables>()
  const secrets = makeSecrets(masterKey)
  const tokens = await makeAccessTokens(secrets, address.platformOrigin)
  app.register(
    async (scope) => {
      const http: Http<PatientTables> = {
        app: scope,
        appName: 'clinic',
        mounted: [],
        data: tenancy.tables(),
        control,
        principals: makePrincipalCache(control, 1_000),
        bearers: makeBearers({ control, tokens, address, rememberedMs: 1_000 }),
        tenancy,
        roles: clinicRoles,
        audit: openAudit(tenancy, logger),
        answers: makeKeptAnswers(tenancy.control(), secrets),
      }
      const list = contract.listPatients
      const variants = [
        { ...list, url: '/open', permission: 'public' as const, health: false },
        { ...list, url: '/permitted', health: false },
        { ...list, url: '/audited' },
      ]
      for (const variant of variants) serveRead(http, variant, ({ db, query }) => listPatients(db, query))
    },
    { prefix: apiPrefix('clinic') },
  )
  await app.listen({ host: '127.0.0.1', port })
})
answerParent()
