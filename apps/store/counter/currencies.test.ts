import { newId } from '@tenantry/tenancy'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { takeDollars } from '#test/take-dollars.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
const { customer } = shop
beforeAll(async () => {
  await takeDollars(shop.keeper, 10_000)
  const { version } = (await shop.keeper.get('/shop')).json()
  // Ten thousand rupees are no ten thousand dollars.
  await shop.keeper.request({
    method: 'PATCH',
    url: '/shop',
    payload: { version, creditLimitMinor: 1_000_000 },
  })
})

const buy = (customerId: string, amountMinor: number, currency = 'USD', by = shop.keeper) =>
  by.post(`/customers/${customerId}/purchases`, { id: newId(), amountMinor, currency })
const pay = (customerId: string, amountMinor: number, currency = 'USD') =>
  shop.keeper.post(`/customers/${customerId}/payments`, {
    id: newId(),
    amountMinor,
    currency,
    method: 'bank',
  })
const found = async (customerId: string) => (await shop.keeper.get(`/customers/${customerId}`)).json()
async function change(customerId: string, changed: object) {
  const { version } = await found(customerId)
  const answer = await shop.keeper.patch(`/customers/${customerId}`, changed, { 'if-match': `"${version}"` })
  expect(answer.statusCode, answer.body).toBe(200)
}
async function name(currencies: object[]) {
  const { version } = (await shop.keeper.get('/shop')).json()
  return shop.keeper.request({ method: 'PATCH', url: '/shop', payload: { version, currencies } })
}

test('a second currency is a second account, with a balance and a limit of its own', async () => {
  const id = await customer({ creditLimitMinor: 500 })
  expect((await buy(id, 500, 'INR')).statusCode).toBe(201)
  expect((await buy(id, 9_000)).json()).toMatchObject({ currency: 'USD', balanceMinor: 9_000 })
  const refused = (await buy(id, 1_001)).json()
  expect(refused).toMatchObject({ code: 'credit_limit_exceeded' })
  expect(refused.figures).toMatchObject({ currency: 'USD', limitMinor: 10_000, availableMinor: 1_000 })
  const { accounts, balanceMinor, others } = await found(id)
  expect(accounts).toMatchObject([
    { currency: 'INR', balanceMinor: 500, availableMinor: 0 },
    { currency: 'USD', balanceMinor: 9_000, availableMinor: 1_000 },
  ])
  expect([balanceMinor, others]).toEqual([
    500,
    [{ currency: 'USD', balanceMinor: 9_000, availableMinor: 1_000 }],
  ])
})

test('credit is given in those currencies alone that the shop has named', async () => {
  const theirs = await customer({}, shop.other)
  expect((await buy(theirs, 100, 'USD', shop.other)).json()).toMatchObject({
    status: 400,
    code: 'invalid_input',
    field: 'currency',
  })
  expect((await buy(await customer(), 100, 'EUR')).json()).toMatchObject({ field: 'currency' })
  expect((await shop.other.get('/shop')).json().currencies).toEqual([])
})

test('a currency that was given up is paid and not bought in any more', async () => {
  const id = await customer()
  await buy(id, 4_000)
  expect((await name([])).statusCode).toBe(200)
  expect((await buy(id, 100)).json()).toMatchObject({ field: 'currency' })
  expect((await pay(id, 1_500)).json()).toMatchObject({ balanceMinor: 2_500 })
  expect((await pay(await customer(), 100)).json()).toMatchObject({ field: 'currency' })
  await takeDollars(shop.keeper, 10_000)
})

test('who gets no more credit gets none in any currency, nor in one in which he had no account before', async () => {
  const [known, fresh] = [await customer(), await customer()]
  await buy(known, 100)
  await change(known, { onHold: true })
  await change(fresh, { onHold: true })
  for (const id of [known, fresh]) {
    expect((await buy(id, 100)).json(), id).toMatchObject({ code: 'account_on_hold' })
    await change(id, { onHold: false })
    expect((await buy(id, 100)).statusCode).toBe(201)
  }
})

test('one customer may have another limit in a currency than the shop gives', async () => {
  const id = await customer()
  await change(id, { furtherLimits: [{ currency: 'USD', creditLimitMinor: 50_000 }] })
  expect((await buy(id, 40_000)).statusCode).toBe(201)
  expect((await buy(id, 20_000, 'INR')).statusCode).toBe(201)
  await change(id, { furtherLimits: [{ currency: 'USD', creditLimitMinor: null }] })
  expect((await buy(id, 400_000)).statusCode).toBe(201)
})

test('goods that are put aside in dollars count against the limit in dollars', async () => {
  const id = await customer()
  const hold = { id: newId(), currency: 'USD', amountMinor: 9_500, days: 3 }
  expect((await shop.keeper.post(`/customers/${id}/holds`, hold)).statusCode).toBe(201)
  expect((await buy(id, 600)).json()).toMatchObject({ code: 'credit_limit_exceeded' })
  expect((await shop.keeper.get(`/customers/${id}/holds`)).json().items).toMatchObject([{ currency: 'USD' }])
  const taken = await shop.keeper.post(`/holds/${hold.id}/purchases`, { id: newId(), amountMinor: 9_000 })
  expect(taken.json()).toMatchObject({ currency: 'USD', balanceMinor: 9_000 })
})

test('who owes in dollars alone is among those who owe, and the counter knows it without a connection', async () => {
  const id = await customer({ name: 'Dollar Debtor' })
  await buy(id, 700)
  const owed = {
    id,
    balanceMinor: 0,
    others: [{ currency: 'USD', balanceMinor: 700, availableMinor: 9_300 }],
  }
  expect((await shop.keeper.get('/customers?owing=true&q=dollar')).json().items).toMatchObject([owed])
  const { items } = (await shop.keeper.get('/counter/customers')).json()
  expect(items.find((each: { id: string }) => each.id === id)).toMatchObject(owed)
})

describe('a shop names', () => {
  const dollars = { currency: 'USD', creditLimitMinor: null }
  test.each([
    ['its own currency as a further one', [{ ...dollars, currency: 'INR' }]],
    ['one twice', [dollars, dollars]],
    ['what is no currency', [{ ...dollars, currency: 'XQX' }]],
  ])('not %s', async (_, currencies) => {
    const before = (await shop.keeper.get('/shop')).json()
    expect((await name(currencies)).json()).toMatchObject({ code: 'invalid_input', field: 'currencies' })
    expect((await shop.keeper.get('/shop')).json()).toEqual(before)
  })
})

test('the books of all this are sound', async () => {
  const data = shop.deployment.tenancy.tables()
  const system = { kind: 'system', name: 'test' } as const
  expect(await data.read(shop.deployment.tenant('shop'), system, checkLedger)).toEqual([])
})
