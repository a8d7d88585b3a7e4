import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { route, strictObject } from '#contract/route.ts'
import { makeFastify } from './fastify-server.ts'
import { makeLogger } from './logger.ts'
import { mountGuarded, type MountedRoute } from './mount.ts'

const getThing = route({
  method: 'GET',
  url: '/things',
  permission: 'public',
  health: false,
  reply: strictObject({ name: Type.String(), inside: strictObject({ size: Type.Integer() }) }),
})

test('a reply holds what its contract names and nothing else, however deep', async () => {
  const app = makeFastify(makeLogger('silent'))
  const mounted: MountedRoute[] = []
  mountGuarded({ app, appName: 'test', mounted }, getThing, { guard: async () => {} }, async () => ({
    name: 'visible',
    passwordHash: 'secret',
    inside: { size: 1, tenantId: 'secret' },
  }))
  const answer = await app.inject({ url: '/things' })
  expect(answer.json()).toEqual({ name: 'visible', inside: { size: 1 } })
  await app.close()
})
