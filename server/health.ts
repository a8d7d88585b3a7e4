import type { Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'

export interface Health {
  /** From now on `/readyz` answers 503, so that a balancer sends nobody here any more. */
  drain(): void
}

/** `/healthz`: the process answers. `/readyz`: it can serve, with its database, and is not about to stop. */
export function healthRoutes(app: FastifyInstance, tenancy: Tenancy): Health {
  let draining = false
  app.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  )
  app.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (draining) return reply.code(503).send({ status: 'draining' })
    const answers = await tenancy
      .control()
      .read((db) => db.raw(sql`select 1`).execute(), { timeoutMs: 2_000 })
      .then(
        () => true,
        () => false,
      )
    return answers ? { status: 'ready' } : reply.code(503).send({ status: 'database_unavailable' })
  })
  return { drain: () => (draining = true) }
}
