import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import { addDays, today } from '../days.ts'

let deployment: Deployment
let keeper: Visitor
let other: Visitor
let day: string
let lastPhone = 9_820_030_000

beforeAll(async () => {
  deployment = await startDeployment()
  keeper = await deployment.signIn('shop', 'owner')
  other = await deployment.signIn('depot', 'owner')
  day = today(deployment.tenant('shop').timeZone)
})
afterAll(() => deployment.close())

async function late(name: string, amountMinor: number, visitor = keeper): Promise<string> {
  const asked = { name, phone: `+91${++lastPhone}`, consent: 'given' }
  const { id } = (await visitor.post('/customers', asked)).json()
  const then = addDays(day, -10)
  const bought = { id: randomUUID(), amountMinor, effectiveOn: then, dueOn: then }
  expect((await visitor.post(`/customers/${id}/purchases`, bought)).statusCode).toBe(201)
  return id
}
const skipOf = async (id: string, visitor = keeper) =>
  (await visitor.get(`/reminders?customerId=${id}`)).json().items[0]?.skip

test('who says that he has paid is not reminded until the shop has looked', async () => {
  const [id, neighbour] = [await late('Asha', 50_000), await late('Ravi', 50_000)]
  const theirs = await late('Foreign', 50_000, other)
  const { url } = (await keeper.request({ method: 'POST', url: `/customers/${id}/payment-links` })).json()
  const claim = { token: url.split('#')[1], id: randomUUID(), amountMinor: 50_000 }
  expect((await keeper.post('/payment-page/claims', claim)).statusCode).toBe(200)
  expect(await skipOf(id)).toBe('claimed')
  expect([await skipOf(neighbour), await skipOf(theirs, other)]).toEqual([null, null])
  expect((await keeper.post('/reminders', { customerIds: [id] })).json()).toEqual({
    written: 0,
    skipped: [{ id, reason: 'claimed' }],
  })
  await keeper.post(`/claims/${claim.id}/refuse`, { reason: 'no such payment' })
  expect(await skipOf(id)).toBeNull()
})

test('debts below what the shop calls worth a word are left out, in that shop alone', async () => {
  const [little, much] = [await late('Little', 9_900), await late('Much', 10_000)]
  const theirs = await late('Foreign too', 100, other)
  const rules = { automatic: false, steps: [1], atHour: 11, pauseDays: 5, leastMinor: 10_000, version: 0 }
  const changed = await keeper.request({ method: 'PUT', url: '/reminders/rules', payload: rules })
  expect(changed.statusCode, changed.body).toBe(200)
  expect([await skipOf(little), await skipOf(much)]).toEqual(['below_least', null])
  expect(await skipOf(theirs, other)).toBeNull()
})
