import type { Tenancy } from '@tenantry/tenancy'
import { makeOwnerHttpApp, type OwnerAppOptions, ownerApiPrefix } from '#owner/http/owner-http-app.ts'
import type { OwnerHttp } from '#owner/http/owner-http.ts'
import type { OperatorTables } from '#owner/operators/operators.tables.ts'
import { sessionRoutes } from '#owner/operators/session.routes.ts'
import type { MountedRoute } from '#platform/http/mount.ts'
import { makeSignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import { healthRoutes } from './health.ts'
import { serveConsole } from './static.ts'

export interface OwnerAppConfig extends OwnerAppOptions {
  /** The built web app; without it the API stands alone. */
  webRoot?: string
}

/** Builds the operators' side: an app, a port and an origin of its own, so that no tenant's page shares any of them. */
export async function buildOwnerApp(config: OwnerAppConfig, tenancy: Tenancy) {
  const app = makeOwnerHttpApp(config)
  const mounted: MountedRoute[] = []
  const attempt = makeSignInThrottle()
  app.register(
    async (scope) => {
      const http: OwnerHttp = {
        app: scope,
        appName: 'owner',
        mounted,
        control: tenancy.control<OperatorTables>(),
        directory: tenancy.directory,
        tenancy,
      }
      sessionRoutes(http, { attempt })
    },
    { prefix: ownerApiPrefix },
  )
  const health = healthRoutes(app, tenancy)
  if (config.webRoot) serveConsole(app, config.webRoot)
  await app.ready()
  return Object.assign(app, { mounted, health })
}
