import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { takeDollars } from '#test/take-dollars.ts'
import { rateBetween } from './rate.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
beforeAll(async () => {
  await takeDollars(shop.keeper)
})
afterEach(() => vi.useRealTimers())

async function debtor(amountMinor: number, given: object = {}): Promise<string> {
  const { id } = (await shop.keeper.post('/customers', { name: 'Abroad', ...given })).json()
  const bought = await shop.keeper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor })
  expect(bought.statusCode, bought.body).toBe(201)
  return id
}
const conversion = (given: object = {}) => ({
  from: { id: newId(), currency: 'INR', amountMinor: 835_000 },
  to: { id: newId(), currency: 'USD', amountMinor: 10_000 },
  reason: 'pays in dollars',
  ...given,
})
const convert = (customerId: string, body: object, by = shop.keeper) =>
  by.post(`/customers/${customerId}/conversions`, body)
const balancesOf = async (customerId: string) =>
  Object.fromEntries(
    (await shop.keeper.get(`/customers/${customerId}`))
      .json()
      .accounts.map((each: { currency: string; balanceMinor: number }) => [each.currency, each.balanceMinor]),
  )

test('a debt goes on in another currency, as two linked entries with the rate, and the books are sound', async () => {
  const id = await debtor(1_000_000)
  const asked = conversion()
  const answer = await convert(id, asked)
  expect(answer.statusCode, answer.body).toBe(201)
  expect(answer.json()).toEqual({
    rate: '0.011976047904',
    entries: [
      { id: asked.from.id, currency: 'INR', balanceMinor: 165_000 },
      { id: asked.to.id, currency: 'USD', balanceMinor: 10_000 },
    ],
    replayed: false,
  })
  expect(await balancesOf(id)).toEqual({ INR: 165_000, USD: 10_000 })
  const data = shop.deployment.tenancy.tables<unknown>()
  const rows = await data.read(shop.deployment.tenant('shop'), { kind: 'system', name: 'test' }, (db) =>
    db
      .raw<{ id: string; linkedId: string; rate: string; reason: string }>(
        sql`select id, linked_id, rate, reason from core.ledger_transactions
             where tenant_id = ${db.tenantId} and id in (${asked.from.id}, ${asked.to.id}) order by linked_id = ${asked.to.id} desc`,
      )
      .execute(),
  )
  expect(rows).toEqual([
    { id: asked.from.id, linkedId: asked.to.id, rate: '0.011976047904', reason: 'pays in dollars' },
    { id: asked.to.id, linkedId: asked.from.id, rate: '0.011976047904', reason: 'pays in dollars' },
  ])
  const statement = (await shop.keeper.get(`/customers/${id}/statement?currency=USD`)).json()
  expect(statement).toMatchObject({
    closingMinor: 10_000,
    lines: [
      {
        kind: 'conversion',
        amountMinor: 10_000,
        rate: '0.011976047904',
        converted: { currency: 'INR', amountMinor: 835_000 },
      },
    ],
  })
  expect(statement.ageing.notDueMinor).toBe(10_000)
  expect(
    await data.read(shop.deployment.tenant('shop'), { kind: 'system', name: 'test' }, checkLedger),
  ).toEqual([])
})

test('asked again it is done once, and the same ids with other amounts are refused', async () => {
  const id = await debtor(1_000_000)
  const asked = conversion()
  const answers = await Promise.all([convert(id, asked), convert(id, asked), convert(id, asked)])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201])
  expect(answers.filter((answer) => !answer.json().replayed)).toHaveLength(1)
  expect(await balancesOf(id)).toEqual({ INR: 165_000, USD: 10_000 })
  // Neither has it been another one when the day is over.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
  expect((await convert(id, asked)).json()).toMatchObject({ replayed: true })
  vi.useRealTimers()
  const changed = await convert(id, { ...asked, to: { ...asked.to, amountMinor: 9_999 } })
  expect(changed.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('more than is owed is refused and leaves no trace, and neither one currency is a conversion nor one that the shop does not take', async () => {
  const id = await debtor(800_000)
  const asked = conversion()
  expect((await convert(id, asked)).json()).toMatchObject({ code: 'invalid_input', field: 'amountMinor' })
  expect((await convert(id, conversion({ to: { ...asked.from, id: newId() } }))).json()).toMatchObject({
    code: 'invalid_input',
    field: 'currency',
  })
  const unnamed = { id: newId(), currency: 'EUR', amountMinor: 8_000 }
  expect((await convert(id, conversion({ to: unnamed }))).json()).toMatchObject({ field: 'currency' })
  expect(await balancesOf(id)).toEqual({ INR: 800_000 })
  await shop.keeper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 100_000 })
  expect((await convert(id, asked)).statusCode).toBe(201)
})

test('half a conversion is not taken back', async () => {
  const id = await debtor(1_000_000)
  const asked = conversion()
  await convert(id, asked)
  for (const entryId of [asked.from.id, asked.to.id]) {
    const answer = await shop.keeper.post(`/entries/${entryId}/reversals`, {
      id: newId(),
      reason: 'a mistake',
    })
    expect(answer.json()).toMatchObject({ status: 409, code: 'conversion_not_reversible' })
  }
  const back = await convert(
    id,
    conversion({
      from: { id: newId(), currency: 'USD', amountMinor: 10_000 },
      to: { id: newId(), currency: 'INR', amountMinor: 835_000 },
    }),
  )
  expect(back.json()).toMatchObject({ rate: '83.5' })
  expect(await balancesOf(id)).toEqual({ INR: 1_000_000, USD: 0 })
})

test('whoever may not pass limits may not convert, and another shop’s customer is not there', async () => {
  const id = await debtor(1_000_000)
  expect((await convert(id, conversion(), shop.helper)).statusCode).toBe(403)
  expect((await convert(id, conversion(), shop.other)).statusCode).toBe(404)
  expect(await balancesOf(id)).toEqual({ INR: 1_000_000 })
})

test('a rate is of whole units, whatever decimals the currencies have', () => {
  const rupees = { currency: 'INR', amountMinor: 100_00 }
  expect(rateBetween(rupees, { currency: 'JPY', amountMinor: 180 })).toBe('1.8')
  expect(rateBetween(rupees, { currency: 'KWD', amountMinor: 365 })).toBe('0.00365')
  expect(rateBetween({ currency: 'JPY', amountMinor: 1 }, rupees)).toBe('100')
})
