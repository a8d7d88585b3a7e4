import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openShop } from '../test/open-shop.ts'
import { lateCustomersOf } from './test/late-customers.ts'

const shop = openShop()
const late = lateCustomersOf(shop)

const skipOf = async (id: string, visitor = shop.keeper) =>
  (await visitor.get(`/reminders?customerId=${id}`)).json().items[0]?.skip

test('who says that he has paid is not reminded until the shop has looked', async () => {
  const [id, neighbour] = [await late('Asha'), await late('Ravi')]
  const theirs = await late('Foreign', {}, { by: shop.other })
  const { url } = (
    await shop.keeper.request({ method: 'POST', url: `/customers/${id}/payment-links` })
  ).json()
  const claim = { token: url.split('#')[1], id: randomUUID(), amountMinor: 50_000 }
  expect((await shop.keeper.post('/payment-page/claims', claim)).statusCode).toBe(200)
  expect(await skipOf(id)).toBe('claimed')
  expect([await skipOf(neighbour), await skipOf(theirs, shop.other)]).toEqual([null, null])
  expect((await shop.keeper.post('/reminders', { customerIds: [id] })).json()).toEqual({
    written: 0,
    skipped: [{ id, reason: 'claimed' }],
  })
  await shop.keeper.post(`/claims/${claim.id}/refuse`, { reason: 'no such payment' })
  expect(await skipOf(id)).toBeNull()
})

test('debts below what the shop calls worth a word are left out, in that shop alone', async () => {
  const [little, much] = [
    await late('Little', {}, { amountMinor: 9_900 }),
    await late('Much', {}, { amountMinor: 10_000 }),
  ]
  const theirs = await late('Foreign too', {}, { by: shop.other, amountMinor: 100 })
  const rules = { automatic: false, steps: [1], atHour: 11, pauseDays: 5, leastMinor: 10_000, version: 0 }
  const changed = await shop.keeper.request({ method: 'PUT', url: '/reminders/rules', payload: rules })
  expect(changed.statusCode, changed.body).toBe(200)
  expect([await skipOf(little), await skipOf(much)]).toEqual(['below_least', null])
  expect(await skipOf(theirs, shop.other)).toBeNull()
})
