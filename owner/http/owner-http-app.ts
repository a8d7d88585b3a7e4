import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { DomainError } from '#platform/http/domain-error.ts'
import { makeFastify } from '#platform/http/fastify-server.ts'
import { hostName, isHealthCheck, isLoopback, pathOf } from '#platform/http/find-place.ts'
import { guardRoutes } from '#platform/http/guard-routes.ts'
import { meansApi } from '#platform/http/http-app.ts'
import { onlyHost } from '#platform/http/only-host.ts'
import { rememberAttempts } from '#platform/http/remember-attempts.ts'
import { logAnswers } from '#platform/http/request-log.ts'
import { apiHeaders } from '#platform/http/security-headers.ts'

export interface OwnerAppOptions {
  /** How a browser reaches the console, and the only host it answers for: `http://localhost:8081`. */
  ownerOrigin: string
  logger: FastifyBaseLogger
  trustProxy?: boolean | string
}

/** Where the console's routes are mounted inside. A client's path gets here only by way of the console's own host. */
export const ownerApiPrefix = '/-/owner/api'

/** The HTTP side of the console with nothing mounted yet. */
export function makeOwnerHttpApp({ ownerOrigin, logger, trustProxy }: OwnerAppOptions): FastifyInstance {
  const { hostname, protocol } = new URL(ownerOrigin)
  const app = makeFastify(logger, {
    trustProxy: trustProxy ?? false,
    rewriteUrl: (request) => inside(hostname, onlyHost(request), request.url ?? ''),
  })
  app.decorateRequest('operator', null)
  app.decorateRequest('gone')
  logAnswers(app, ({ operator }) => (operator ? { operatorId: operator.id } : {}))
  rememberAttempts(app)
  guardRoutes(app, { secure: protocol === 'https:' })
  app.setNotFoundHandler((_request, reply) => {
    reply.headers(apiHeaders)
    throw new DomainError('unknown_route')
  })
  // The cookie belongs to a name, so a browser that came by number is sent to the name.
  app.get('/-/redirect', async (_request, reply) => reply.redirect(`${ownerOrigin}/`, 302))
  return app
}

function inside(ownHost: string, host: string | undefined, url: string) {
  const path = pathOf(url)
  if (isHealthCheck(path)) return path
  const name = hostName(host)
  if (name !== ownHost) return name && isLoopback(name) ? '/-/redirect' : '/-/unknown'
  if (path.startsWith('/api/')) return `/-/owner${url}`
  if (path.startsWith('/assets/')) return `/-${path}`
  return meansApi(path) ? '/-/unknown' : '/-/page'
}
