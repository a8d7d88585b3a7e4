import type { Actor, TenantDb } from '@tenantry/tenancy'
import { beforeAll, expect, test } from 'vitest'
import { openDeployment } from '#test/open-deployment.ts'
import { nextNumber } from './numbers.ts'

const deployment = openDeployment()
let data: TenantDb<unknown>
const somebody: Actor = { kind: 'system', name: 'test' }
beforeAll(async () => {
  data = deployment.tenancy.tables()
})

const next = (slug: 'acme' | 'globex' | 'solo', kind: string, period: string) =>
  data.run(deployment.tenant(slug), somebody, (tx) => nextNumber(tx, kind, period))

test.each(['acme', 'solo'] as const)('fifty at once at %s get the numbers 1 to 50', async (slug) => {
  const numbers = await Promise.all(Array.from({ length: 50 }, () => next(slug, 'patient', '2026')))
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
})

test('each tenant, kind and period counts for itself', async () => {
  expect(await next('globex', 'visit', '2026')).toBe(1)
  expect(await next('acme', 'visit', '2026')).toBe(1)
  expect(await next('acme', 'visit', '2027')).toBe(1)
  expect(await next('acme', 'invoice', '2026')).toBe(1)
  expect(await next('acme', 'visit', '2026')).toBe(2)
  expect(await next('globex', 'visit', '2026')).toBe(2)
})

test('a number that was not used is given out again', async () => {
  const given = data.run(deployment.tenant('acme'), somebody, async (tx) => {
    expect(await nextNumber(tx, 'rolled back', '2026')).toBe(1)
    throw new Error('changed my mind')
  })
  await expect(given).rejects.toThrow('changed my mind')
  expect(await next('acme', 'rolled back', '2026')).toBe(1)
})
