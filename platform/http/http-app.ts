import type { IncomingMessage } from 'node:http'
import type { Directory } from '@tenantry/tenancy'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { refuseCrossSite } from './cross-site.ts'
import { DomainError } from './domain-error.ts'
import { makeFastify } from './fastify-server.ts'
import { findPlace, type Place, type PlatformAddress } from './find-place.ts'
import { keepPlace, placeOf } from './places.ts'
import { rememberAttempts } from './remember-attempts.ts'
import { logAnswers, tenantFields } from './request-log.ts'
import { apiHeaders } from './security-headers.ts'

export interface HttpAppOptions {
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
  logAnswers(app)
  rememberAttempts(app)
  const secure = address.platformOrigin.startsWith('https:')
  app.addHook('onRequest', async (request, reply) => {
    // Once a browser came by TLS it does not come back without.
    if (secure) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    const { guard } = request.routeOptions.config
    if (!guard) return
    reply.headers(apiHeaders)
    refuseCrossSite(request.method, request.headers)
    await guard(request, reply)
  })
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

/** Of two hosts a proxy in front may have believed the other one, so two are as good as none. */
function onlyHost({ headers, rawHeaders }: IncomingMessage) {
  const first = rawHeaders.findIndex(isHost)
  return rawHeaders.findIndex((name, index) => index > first && isHost(name, index)) < 0
    ? headers.host
    : undefined
}

/** Names and values take turns. */
function isHost(name: string, index: number) {
  return index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host'
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
  return path === '/healthz' || path === '/readyz' || path === '/owner' || path.startsWith('/owner/')
}

/** Who asks for an API that is not there is told so, and not given a page. No page has such a part in its path. */
function meansApi(path: string) {
  return path
    .replace(/%61/gi, 'a')
    .replace(/%70/gi, 'p')
    .replace(/%69/gi, 'i')
    .toLowerCase()
    .split('/')
    .includes('api')
}
