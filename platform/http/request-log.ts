import type { FastifyInstance, FastifyRequest } from 'fastify'
import { placeOf } from './places.ts'

/**
 * One line for each answer, made of what is listed here and nothing else: no address, no query, no header and no body,
 * because each of them can name a patient. The route's pattern stands for its path.
 */
export function logAnswers(app: FastifyInstance) {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        requestId: request.id,
        ...tenantFields(request),
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

/** Who and where, for every line that a request causes. */
export function tenantFields(request: FastifyRequest) {
  const place = placeOf(request)
  return place.kind === 'tenant' ? { tenantId: place.tenant.id, tenant: place.tenant.slug } : {}
}
