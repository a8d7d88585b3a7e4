import type { FastifyInstance } from 'fastify'
import { isAttempt } from '#platform/audit/audit.ts'
import { auditOf, type RouteAudit } from '#platform/audit/route-audit.ts'
import type { AnyRoute } from '#contract/route.ts'
import { authorOfRequest } from './caller.ts'
import { findPlaceOf } from './places.ts'

/** Writes down, after the answer, who was refused what he may not have. */
export function rememberAttempts(app: FastifyInstance) {
  const known = new Map<AnyRoute, RouteAudit>()
  app.addHook('onResponse', async (request) => {
    const { problemCode: code } = request
    const { remembered } = request.routeOptions.config
    if (!code || !remembered || !isAttempt(code, remembered.contract)) return
    const { contract, place, audit } = remembered
    const at = findPlaceOf(request.raw)
    if (at?.kind !== 'tenant') return
    const route = known.get(contract) ?? auditOf(contract)
    known.set(contract, route)
    const asked = { params: request.params, query: undefined, body: undefined }
    const { author, action, about } = route.begin(authorOfRequest(request), asked)
    const event = { author, action, ...about, outcome: 'denied' as const, detail: { code } }
    audit.deny({ place, tenant: at.tenant, event })
  })
}
