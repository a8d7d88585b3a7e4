import type { Directory } from '@tenantry/tenancy'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { DomainError } from './domain-error.ts'
import { makeFastify } from './fastify-server.ts'
import { findPlace, isHealthCheck, type Place, type PlatformAddress } from './find-place.ts'
import { guardRoutes } from './guard-routes.ts'
import { onlyHost } from './only-host.ts'
import { keepPlace, placeOf } from './places.ts'
import { rememberAttempts } from './remember-attempts.ts'
import { logAnswers, tenantFields } from './request-log.ts'
import { apiHeaders } from './security-headers.ts'

interface HttpAppOptions {
  directory: Directory
  address: PlatformAddress
  logger: FastifyBaseLogger
  /** Proxies in front whose `X-Forwarded-For` is believed; none by default. */
  trustProxy?: boolean | string
}

/** Where a tenant's API is mounted inside. A client's path gets here only by way of its tenant's address. */
export const apiPrefix = (appName: string) => `/-/${appName}/api`

/** The HTTP side of the platform with nothing mounted yet: finding the tenant, bodies, problems, log, timeouts. */
export function makeHttpApp({ directory, address, logger, trustProxy }: HttpAppOptions): FastifyInstance {
  const app = makeFastify(logger, {
    trustProxy: trustProxy ?? false,
    childLoggerFactory: (parent, bindings, options, request) =>
      parent.child({ ...bindings, ...tenantFields(request) }, options),
    rewriteUrl: (request) => {
      const { method = 'GET', url = '' } = request
      const place = findPlace(directory, address, { method, host: onlyHost(request), url })
      keepPlace(request, place)
      return inside(place, url)
    },
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('gone')
  app.decorateRequest('stranger')
  logAnswers(app, ({ caller }) => (caller ? { accountId: caller.member.account.id } : {}))
  rememberAttempts(app)
  guardRoutes(app, { secure: address.platformOrigin.startsWith('https:') })
  app.setNotFoundHandler((request, reply) => {
    reply.headers(apiHeaders)
    const { kind } = placeOf(request)
    throw new DomainError(
      kind === 'unknown_tenant' || kind === 'unknown_host' ? 'unknown_tenant' : 'unknown_route',
    )
  })
  app.get('/-/redirect', async (request, reply) => {
    const place = placeOf(request)
    if (place.kind !== 'redirect') throw new DomainError('unknown_route')
    return reply.redirect(place.to, 302)
  })
  return app
}

/** The inner URL of a place. Only what begins with `/-/` is mounted under a tenant, and clients can't write it. */
function inside(place: Place, url: string) {
  if (place.kind === 'redirect') return '/-/redirect'
  if (place.kind !== 'tenant' && place.kind !== 'platform') return '/-/unknown'
  const { path } = place
  const query = url.indexOf('?')
  const search = query < 0 ? '' : url.slice(query)
  if (path === '/api' || path.startsWith('/api/')) {
    return `/-/${place.kind === 'tenant' ? place.tenant.app : 'platform'}${path}${search}`
  }
  if (path.startsWith('/assets/')) return `/-${path}`
  if (place.kind === 'platform' && isPlatformPath(path)) return path
  return meansApi(path) ? '/-/unknown' : '/-/page'
}

function isPlatformPath(path: string) {
  return isHealthCheck(path) || path === '/owner' || path.startsWith('/owner/')
}

/** Who asks for an API that is not there is told so, and not given a page. No page has such a part in its path. */
export function meansApi(path: string) {
  return path
    .replace(/%61/gi, 'a')
    .replace(/%70/gi, 'p')
    .replace(/%69/gi, 'i')
    .toLowerCase()
    .split('/')
    .includes('api')
}
