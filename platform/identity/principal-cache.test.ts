import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import { tokenIn } from './cookie.ts'
import type { IdentityTables } from './identity.tables.ts'
import { makePrincipalCache, type PrincipalCache } from './principal-cache.ts'

let deployment: Deployment
let cache: PrincipalCache
let token: string
/** Stands still until a test moves it. */
let clockMs: number

beforeEach(async () => {
  deployment = await startDeployment()
  const { cookie } = await deployment.signInBoth('acme')
  token = tokenIn({ cookie: cookie! })!
  clockMs = 0
  cache = makePrincipalCache(deployment.tenancy.control<IdentityTables>(), 1_000, () => clockMs)
})
afterEach(() => deployment.close())

const find = (slug: 'acme' | 'globex' | 'solo', host = 'localhost') =>
  cache.find(token, host, deployment.tenant(slug).id)

const endSessionElsewhere = () =>
  deployment.tenancy.control<IdentityTables>().run((tx) => tx.deleteFrom('control.sessions').execute())

test('a session ended elsewhere is refused within a second', async () => {
  expect(await find('acme')).toMatchObject({ member: { roles: ['doctor'] } })
  await endSessionElsewhere()
  clockMs = 999
  expect(await find('acme')).toMatchObject({ member: { roles: ['doctor'] } })
  clockMs = 1_000
  expect(await find('acme')).toBeUndefined()
})

test('what is remembered for one clinic or host is no answer for another', async () => {
  expect(await find('acme')).toMatchObject({ member: { roles: ['doctor'] } })
  expect(await find('globex')).toMatchObject({ member: { roles: ['viewer'] } })
  expect(await find('solo')).toMatchObject({ member: null })
  expect(await find('acme', 'acme.localhost')).toBeUndefined()
})

test('whoever signs out here is forgotten at once', async () => {
  expect(await find('acme')).toBeDefined()
  await endSessionElsewhere()
  cache.forget(token)
  expect(await find('acme')).toBeUndefined()
})
