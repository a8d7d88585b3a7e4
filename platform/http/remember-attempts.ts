import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isAttempt } from '#platform/audit/audit.ts'
import type { Denial } from '#platform/audit/denials.ts'
import type { Author } from '#platform/audit/events.ts'
import { auditOf, type RouteAudit } from '#platform/audit/route-audit.ts'
import type { AnyRoute } from '#contract/route.ts'
import { findPlaceOf } from './places.ts'

/** Where attempts that a route refused are written down, and as whose. */
export interface Remembered {
  contract: AnyRoute
  authorOf(request: FastifyRequest): Author
  deny(denial: Denial): void
}

/** Writes down, after the answer, who was refused what he may not have. */
export function rememberAttempts(app: FastifyInstance) {
  const known = new Map<AnyRoute, RouteAudit>()
  const remember = (request: FastifyRequest) => {
    const { problemCode: code } = request
    const { remembered } = request.routeOptions.config
    if (!code || !remembered || !isAttempt(code, remembered.contract)) return
    const { contract, authorOf, deny } = remembered
    const at = findPlaceOf(request.raw)
    const route = known.get(contract) ?? auditOf(contract)
    known.set(contract, route)
    const asked = { params: request.params, query: undefined, body: undefined }
    const { author, action, about } = route.begin(authorOf(request), asked)
    const event = { author, action, ...about, outcome: 'denied' as const, detail: { code } }
    deny({ tenant: at?.kind === 'tenant' ? at.tenant : null, event })
  }
  app.addHook('onResponse', (request, _reply, done) => {
    remember(request)
    done()
  })
}
