import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyInstance } from 'fastify'
import type { Route } from '#contract/route.ts'
import { makeReader, type MountedRoute } from './mount.ts'

/** What the platform's own routes are mounted on: those of no tenant. */
export interface PlatformHttp {
  app: FastifyInstance
  tenancy: Tenancy
  mounted: MountedRoute[]
}

/** Mounts a public route of the platform's own host. It knows no tenant and no session. */
export function servePlatform<Input, Reply>(
  { app, mounted }: PlatformHttp,
  contract: Route<Input, Reply>,
  handle: (request: NoInfer<Input> & { ip: string }) => Promise<NoInfer<Reply>>,
) {
  if (contract.permission !== 'public') throw new Error(`${contract.url}: the platform knows no roles`)
  const read = makeReader(contract)
  const status = contract.creates ? 201 : 200
  mounted.push({ appName: 'platform', contract })
  app.route({
    method: contract.method,
    url: contract.url,
    config: { guard: async () => {} },
    schema: { response: { [status]: contract.reply } },
    // `never` fits the handler's request: the contract's parts were checked against the schemas its type comes from.
    handler: async (request, reply) =>
      reply.code(status).send(await handle({ ...read(request), ip: request.ip } as never)),
  })
}
