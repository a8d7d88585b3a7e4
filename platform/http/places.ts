import type { IncomingMessage } from 'node:http'
import type { Tenant } from '@tenantry/tenancy'
import type { FastifyRequest } from 'fastify'
import type { Place } from './find-place.ts'

// Found before routing, when Fastify has no request object yet.
const kept = Symbol('place')

interface Placed extends IncomingMessage {
  [kept]?: Place
}

export function keepPlace(request: Placed, place: Place) {
  request[kept] = place
}

/** The place of a request, which the log may ask for before Fastify has made its own. */
export function findPlaceOf(request: Placed): Place | undefined {
  return request[kept]
}

export function placeOf(request: FastifyRequest): Place {
  const place = findPlaceOf(request.raw)
  if (!place) throw new Error('A request passed by the finding of its tenant')
  return place
}

/** The tenant of a request under a tenant's API. */
export function tenantOf(request: FastifyRequest): Tenant {
  const place = placeOf(request)
  if (place.kind !== 'tenant') throw new Error('A tenant’s route was reached without a tenant')
  return place.tenant
}
