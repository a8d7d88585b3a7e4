import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { findPlaceOf } from './places.ts'

/**
 * One line for each answer, made of what is listed here and nothing else: no address, no query, no header and no body,
 * because each of them can name a patient. The route's pattern stands for its path.
 */
export function logAnswers(app: FastifyInstance) {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ...(request.problemCode && { problem: request.problemCode }),
        ...(request.caller && { accountId: request.caller.member.account.id }),
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    )
  })
}

/** Which tenant, on every line that a request causes. */
export function tenantFields(request: IncomingMessage) {
  const place = findPlaceOf(request)
  return place?.kind === 'tenant' ? { tenantId: place.tenant.id, tenant: place.tenant.slug } : {}
}
