import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { startImportRunner } from '#apps/clinic/fhir/import-runner.ts'
import { openUploads } from '#apps/clinic/fhir/uploads.ts'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { storeRoles } from '#apps/store/roles.ts'
import { openAudit } from '#platform/audit/audit.ts'
import type { Denial } from '#platform/audit/denials.ts'
import type { FileServices } from '#platform/files/objects.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { apiPrefix, makeHttpApp } from '#platform/http/http-app.ts'
import { makeKeptAnswers } from '#platform/http/kept-answers.ts'
import type { MountedRoute } from '#platform/http/serve.ts'
import { makeAccessTokens } from '#platform/identity/api/access-tokens.ts'
import { makeBearers } from '#platform/identity/api/bearers.ts'
import { publicKeyRoutes } from '#platform/identity/api/tokens.routes.ts'
import type { DemoSignIn } from '#platform/identity/describe.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { makePrincipalCache } from '#platform/identity/principal-cache.ts'
import type { RoleTable } from '#platform/members/roles.ts'
import { type EventLine, openLocalLine } from '#platform/outbox/event-line.ts'
import { LiveUpdates, type StreamLimits } from '#platform/realtime/live-updates.ts'
import { registrationRoutes } from '#platform/registration/registration.routes.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { mountClinicAreas } from './areas/clinic-areas.ts'
import { type HttpOf, mountPlatformAreas } from './areas/platform-areas.ts'
import { mountStoreAreas } from './areas/store-areas.ts'
import { makeWaysIn } from './areas/ways-in.ts'
import { openFiles } from './files.ts'
import { healthRoutes } from './health.ts'
import { serveWeb } from './static.ts'

export interface TenantAppConfig {
  address: PlatformAddress
  /** Where operators go: `http://localhost:8081`. */
  ownerOrigin: string
  logger: FastifyBaseLogger
  /** What is encrypted at rest. */
  secrets: Secrets
  /** The public key that verifies the seals of the audit. */
  auditKey: string
  /** Where imports are kept until they are worked off. */
  dataFolder: string
  /** Where files are kept; without it a folder in the data folder. */
  files?: FileServices
  /** How processes hear of each other's events; without it this one is alone. */
  line?: EventLine
  streamLimits?: StreamLimits
  /** How long the answer to "whose session is this" may be used again. Default a second. */
  sessionMemoryMs?: number
  /** The built web app; without it the API stands alone. */
  webRoot?: string
  trustProxy?: boolean | string
  demoSignIns?(tenant: Tenant): DemoSignIn[]
  /** Is there a mail server? Without one mails are captured, and no page says that one was sent. */
  sendsMail?: boolean
}

/** Builds what tenants use: every app's API and the web app. Listening is somebody else's work. */
export async function buildTenantApp(config: TenantAppConfig, tenancy: Tenancy) {
  const { address, logger, secrets, trustProxy, demoSignIns = () => [] } = config
  const app = makeHttpApp({
    directory: tenancy.directory,
    address,
    logger,
    ...(trustProxy && { trustProxy }),
  })
  const control = tenancy.control<IdentityTables>()
  const rememberedMs = config.sessionMemoryMs ?? 1_000
  const { counts, identity, factors } = makeWaysIn({ tenancy, address, secrets, demoSignIns })
  const tokens = await makeAccessTokens(secrets, address.platformOrigin)
  const files = config.files ?? openFiles(config, { tenancy, secrets })

  const audit = openAudit(tenancy, logger)
  app.addHook('onClose', () => audit.close())
  const uploads = openUploads(config.dataFolder)
  const runner = startImportRunner(tenancy, {
    uploads,
    onError: (err, about) => logger.error({ err, ...about }, 'an import stopped'),
  })
  app.addHook('onClose', () => runner.close())
  const live = new LiveUpdates({
    tenancy,
    line: config.line ?? openLocalLine(tenancy),
    secrets,
    onError: (err: unknown) => logger.error({ err }, 'a live update failed'),
    limits: config.streamLimits,
  })
  // Before connections are waited for: an open stream would never end by itself.
  app.addHook('preClose', async () => live.close())

  const mounted: MountedRoute[] = []
  const answers = makeKeptAnswers(tenancy.control(), secrets)
  const principals = makePrincipalCache(control, rememberedMs)
  const bearers = makeBearers({ control, tokens, address, rememberedMs })
  const { auditKey, dataFolder, sendsMail = false } = config
  const services = { address, secrets, identity, factors, tokens, auditKey, dataFolder, live, sendsMail }
  const mountApp = (appName: string, roles: RoleTable, mountAreas: (http: HttpOf) => void) => {
    app.register(
      async (scope) => {
        const parts = {
          app: scope,
          control,
          principals,
          bearers,
          tenancy,
          appName,
          roles,
          audit,
          answers,
          mounted,
        }
        const http: HttpOf = () => ({ ...parts, data: tenancy.tables() })
        mountPlatformAreas(http, services)
        mountAreas(http)
      },
      { prefix: apiPrefix(appName) },
    )
  }
  mountApp('clinic', clinicRoles, (http) =>
    mountClinicAreas(http, { address, secrets, files, uploads, runner }),
  )
  mountApp('store', storeRoles, (http) => mountStoreAreas(http, { address, secrets, files, counts }))

  app.register(
    async (scope) => {
      const deny = (denial: Denial) => audit.deny({ place: 'control', ...denial })
      const parts = { app: scope, tenancy, answers, mounted, audit: { deny } }
      registrationRoutes({ ...parts, control: tenancy.control() }, identity)
      publicKeyRoutes({ ...parts, control: tenancy.control() }, tokens)
    },
    { prefix: apiPrefix('platform') },
  )

  app.get('/owner', async (_request, reply) => reply.redirect(`${config.ownerOrigin}/`, 302))
  const health = healthRoutes(app, tenancy)
  if (config.webRoot) serveWeb(app, config.webRoot)
  await app.ready()
  return Object.assign(app, { mounted, health, live })
}
