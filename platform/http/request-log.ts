import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { findPlaceOf } from './places.ts'

/**
 * One line for each answer, made of what is listed here and nothing else: no address, no query, no header and no body,
 * because each of them can name a patient. The route's pattern stands for its path, and `who` names the caller by an id.
 */
export function logAnswers(app: FastifyInstance, who: (request: FastifyRequest) => object) {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ...(request.problemCode && { problem: request.problemCode }),
        ...who(request),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    )
    done()
  })
}

/** Which tenant, on every line that a request causes. */
export function tenantFields(request: IncomingMessage) {
  const place = findPlaceOf(request)
  return place?.kind === 'tenant' ? { tenantId: place.tenant.id, tenant: place.tenant.slug } : {}
}
