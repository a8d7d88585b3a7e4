import type { Tenancy } from '@tenantry/tenancy'
import { makeOwnerHttpApp, type OwnerAppOptions, ownerApiPrefix } from '#owner/http/owner-http-app.ts'
import type { OwnerHttp } from '#owner/http/owner-http.ts'
import { accountRoutes } from '#owner/operators/account.routes.ts'
import { makePasswordConfirmation } from '#owner/operators/confirm-password.ts'
import { factorRoutes } from '#owner/operators/factor.routes.ts'
import { operatorRoutes } from '#owner/operators/operators.routes.ts'
import { jobRoutes } from '#owner/jobs/jobs.routes.ts'
import type { OwnerTenantTables } from '#owner/tenants/tenants.tables.ts'
import { tenantRoutes } from '#owner/tenants/tenants.routes.ts'
import { sessionRoutes } from '#owner/operators/session.routes.ts'
import { openControlAudit } from '#platform/audit/audit.ts'
import { makeKeptAnswers } from '#platform/http/kept-answers.ts'
import type { MountedRoute } from '#platform/http/mount.ts'
import { makeSharedCounts } from '#platform/identity/counts.ts'
import { makeFactorThrottle } from '#platform/identity/factors/factor-throttle.ts'
import { makeKnownDevices } from '#platform/identity/known-devices.ts'
import { makeSignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { healthRoutes } from './health.ts'
import { serveConsole } from './static.ts'

interface OwnerAppConfig extends OwnerAppOptions {
  /** Opens the secrets of operators' authenticator apps. */
  secrets: Secrets
  /** The built web app; without it the API stands alone. */
  webRoot?: string
}

/** Builds the operators' side: an app, a port and an origin of its own, so that no tenant's page shares any of them. */
export async function buildOwnerApp(config: OwnerAppConfig, tenancy: Tenancy) {
  const app = makeOwnerHttpApp(config)
  const mounted: MountedRoute[] = []
  const control = tenancy.control<OwnerTenantTables>()
  const counts = makeSharedCounts(tenancy.control())
  const attempt = makeSignInThrottle(counts, 'operator')
  const confirmPassword = makePasswordConfirmation(control, attempt)
  const audit = openControlAudit(tenancy, config.logger)
  app.addHook('onClose', () => audit.close())
  app.register(
    async (scope) => {
      const http: OwnerHttp = {
        app: scope,
        appName: 'owner',
        mounted,
        control,
        directory: tenancy.directory,
        tenancy,
        answers: makeKeptAnswers(tenancy.control(), config.secrets),
        audit,
      }
      sessionRoutes(http, { attempt, devices: makeKnownDevices(config.secrets, '__Host-operator-device') })
      factorRoutes(http, { secrets: config.secrets, attempt: makeFactorThrottle(counts), confirmPassword })
      accountRoutes(http, { confirmPassword })
      operatorRoutes(http)
      tenantRoutes(http)
      jobRoutes(http, tenancy)
    },
    { prefix: ownerApiPrefix },
  )
  const health = healthRoutes(app, tenancy)
  if (config.webRoot) serveConsole(app, config.webRoot)
  await app.ready()
  return Object.assign(app, { mounted, health })
}
