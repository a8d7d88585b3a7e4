import { newId } from '@tenantry/tenancy'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { strictObject } from '#contract/route.ts'
import {
  ledgerJobs,
  type LedgerTables,
  type OutboxDeployment,
  startOutboxDeployment,
  until,
} from '#test/outbox.ts'
import type { TenantErrand } from './jobs.ts'
import { shareOf, Windows } from './windows.ts'

let deployment: OutboxDeployment
/** How many slow errands of each tenant are under way. */
const underWay = new Map<string, number>()
let release = () => {}
const released = new Promise<void>((resolve) => {
  release = resolve
})

const Nothing = strictObject({ note: Type.Optional(Type.String()) })

/** Takes as long as the test wants. */
const slow: TenantErrand<typeof Nothing, LedgerTables> = {
  kind: 'tenant-errand',
  payload: Nothing,
  perform: async ({ tenant }, _payload, { signal }) => {
    underWay.set(tenant.slug, (underWay.get(tenant.slug) ?? 0) + 1)
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    await Promise.race([released, aborted])
  },
}

beforeAll(async () => {
  deployment = await startOutboxDeployment()
})
afterAll(() => deployment?.close())

test('another tenant’s job is done long before one tenant’s 20,000 are', async () => {
  const { tenant, ask, countNotes } = deployment
  const many = Array.from({ length: 20_000 }, (_, at) => ({ name: 'write-note', payload: { note: `${at}` } }))
  await ask(tenant('acme'), many)
  const worker = await deployment.startWorker()
  try {
    await until(
      () => countNotes(tenant('acme')),
      (count) => count > 100,
    )
    for (const slug of ['globex', 'solo'] as const) {
      const before = await countNotes(tenant('acme'))
      await ask(tenant(slug), [{ name: 'write-note', payload: { note: 'quick' } }])
      await until(
        () => countNotes(tenant(slug)),
        (count) => count === 1,
      )
      expect((await countNotes(tenant('acme'))) - before).toBeLessThan(6_000)
    }
  } finally {
    await worker.stop()
  }
})

test('a tenant whose jobs never end leaves workers to the others', async () => {
  const { tenant, ask, notes } = deployment
  const stuck = Array.from({ length: 200 }, () => ({ name: 'slow', payload: {} }))
  const worker = await deployment.startWorker({
    jobs: { 'write-quick': ledgerJobs['write-note']!, slow },
    drainMs: 100,
  })
  try {
    await ask(tenant('globex'), stuck)
    await until(
      () => underWay.get('globex') ?? 0,
      (count) => count >= 3,
    )
    await ask(tenant('solo'), stuck)
    await until(
      () => underWay.get('solo') ?? 0,
      (count) => count >= 2,
    )
    await ask(tenant('shop'), [{ name: 'write-quick', payload: { note: 'still served' } }])
    await until(
      () => notes(tenant('shop')),
      (all) => all.length === 1,
    )
  } finally {
    release()
    await worker.stop()
  }
})

test('the share of a place leaves room for one more', () => {
  expect([1, 2, 3, 9, 10, 50].map((places) => shareOf(10, places))).toEqual([5, 3, 2, 1, 1, 1])
})

test('a place with quick jobs gets more of them at a time, one with slow jobs falls back to its share', () => {
  const windows = new Windows()
  const place = newId()
  const inside = (count: number, ageMs: number) =>
    new Map(Array.from({ length: count }, (_, at) => [`${at}`, performance.now() - ageMs]))
  let size = windows.sizeOf(place, 5, undefined)
  expect(size).toBe(5)
  windows.filled(place, size, size)
  // None has left: as many as before.
  expect(windows.sizeOf(place, 5, inside(5, 20))).toBe(5)
  for (let round = 0; round < 7; round++) {
    windows.filled(place, size, size)
    size = windows.sizeOf(place, 5, inside(1, 20))
  }
  expect(size).toBe(256)
  expect(windows.sizeOf(place, 5, inside(256, 3_000))).toBe(5)
})
