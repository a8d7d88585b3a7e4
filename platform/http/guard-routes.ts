import type { FastifyInstance } from 'fastify'
import { bearerIn } from '#platform/identity/api/bearers.ts'
import { refuseCrossSite } from './cross-site.ts'
import { apiHeaders } from './security-headers.ts'

/** Before anything of a request is read: was it a page of ours that sent it, and may its sender? */
export function guardRoutes(app: FastifyInstance, { secure }: { secure: boolean }) {
  app.addHook('onRequest', (request, reply, done) => {
    // Once a browser came by TLS it does not come back without.
    if (secure) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    const { guard } = request.routeOptions.config
    if (!guard) return done()
    reply.headers(apiHeaders)
    try {
      refuseCrossSite(request.method, request.headers)
    } catch (refusal) {
      return done(refusal as Error) // a DomainError
    }
    // A browser adds its cookies by itself; who brings a token of his own is judged by that alone.
    if (bearerIn(request.headers) !== undefined) delete request.headers.cookie
    guard(request, reply).then(() => done(), done)
  })
}
