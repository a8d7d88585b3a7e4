import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { DomainError } from '#platform/http/domain-error.ts'
import { makeFastify } from '#platform/http/fastify-server.ts'
import { apiHeaders } from '#platform/http/security-headers.ts'
import { healthRoutes } from './health.ts'

/** Builds the operators' side: an app, a port and an origin of its own, so that no tenant's page shares any of them. */
export async function buildOwnerApp({ logger }: { logger: FastifyBaseLogger }, tenancy: Tenancy) {
  const app = makeFastify(logger)
  const health = healthRoutes(app, tenancy)
  app.get('/', async (_request, reply) =>
    reply.headers(apiHeaders).type('text/html; charset=utf-8').send(page),
  )
  app.setNotFoundHandler(() => {
    throw new DomainError('unknown_route')
  })
  await app.ready()
  return Object.assign(app, { health })
}

const page = `<!doctype html>
<html lang="en">
<title>Tenantry – operators</title>
<h1>Operators</h1>
<p>There is no console yet. Tenants are made, listed, suspended and resumed with the command
<code>npx tenantry tenant --help</code>.</p>
</html>
`
