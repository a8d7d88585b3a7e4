import { expect, test } from 'vitest'
import type { Placement } from './tenant.ts'
import { ContextSigner } from './token.ts'

const placement: Placement = {
  kind: 'pool',
  server: 'main',
  databaseId: '00000000-0000-7000-8000-0000000000d1',
  database: 'pool',
  keyId: 1,
  schema: '{}',
}
const tenant = '00000000-0000-7000-8000-00000000000a'
const other = '00000000-0000-7000-8000-00000000000b'
const signer = () => new ContextSigner(Buffer.alloc(32, 7))

/** Seconds from now until the context expires. */
const lifeOf = (context: string) => Number(context.split('.')[3]) - Date.now() / 1000

test('a context lasts five minutes', () => {
  const life = lifeOf(signer().contextOf(tenant, placement, 0))
  expect(life).toBeGreaterThan(295)
  expect(life).toBeLessThanOrEqual(300)
})

test('the expiry is by the database’s clock, however far it is ahead or behind', () => {
  for (const offset of [-5_400, 5_400]) {
    const life = lifeOf(signer().contextOf(tenant, placement, offset))
    expect(Math.abs(life - offset - 300)).toBeLessThan(5)
  }
})

test('a context is used again, and is the tenant’s own in each database and with each key', () => {
  const one = signer()
  const context = one.contextOf(tenant, placement, 0)
  expect(one.contextOf(tenant, placement, 0)).toBe(context)
  const others = [
    one.contextOf(other, placement, 0),
    one.contextOf(tenant, { ...placement, databaseId: '00000000-0000-7000-8000-0000000000d2' }, 0),
    one.contextOf(tenant, { ...placement, keyId: 2 }, 0),
  ]
  expect(new Set([context, ...others]).size).toBe(4)
  expect(others[0]).toContain(`.${other}.`)
})
