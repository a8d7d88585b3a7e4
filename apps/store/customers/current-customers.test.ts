import { newId } from '@tenantry/tenancy'
import { beforeAll, expect, test } from 'vitest'
import { takeDollars } from '#test/take-dollars.ts'
import { addDays } from '../days.ts'
import { openShop } from '../test/open-shop.ts'
import type { CustomerSummary } from './customers.contract.ts'

const shop = openShop()
let everything: string
beforeAll(async () => {
  for (const by of [shop.keeper, shop.other]) {
    await takeDollars(by, 10_000)
    await shop.customer({ name: 'Nothing Said' }, by)
    await shop.customer({ name: 'Two Homes', apartments: ['42012', '36194'], openingBalanceMinor: -700 }, by)
    const gone = await shop.customer({ name: 'Moved Away', apartments: ['10056'] }, by)
    const archived = await by.request({ method: 'POST', url: `/customers/${gone}/archive` })
    expect(archived.statusCode).toBe(204)
  }
  everything = await shop.customer({
    name: 'Everything At Once',
    phone: '+91 98201 11111',
    apartments: ['36194', '10056'],
    creditLimitMinor: 50_000,
    openingBalanceMinor: 9_000,
    openingOn: addDays(shop.day, -90),
  })
  const add = (path: string, body: object) =>
    shop.post(shop.keeper, `/customers/${everything}/${path}`, { id: newId(), ...body })
  await add('purchases', { amountMinor: 400, effectiveOn: addDays(shop.day, -60) })
  await add('purchases', { amountMinor: 1_000 })
  await add('payments', { amountMinor: 2_000, method: 'cash' })
  await add('holds', { amountMinor: 300, days: 7 })
  // What is overdue in dollars is not added to rupees.
  await add('purchases', { amountMinor: 2_500, currency: 'USD', effectiveOn: addDays(shop.day, -60) })
  const { version } = (await shop.keeper.get(`/customers/${everything}`)).json()
  const held = await shop.keeper.patch(
    `/customers/${everything}`,
    { onHold: true },
    { 'if-match': `"${version}"` },
  )
  expect(held.statusCode, held.body).toBe(200)
})

const byId = (items: CustomerSummary[]) => items.toSorted((one, other) => one.id.localeCompare(other.id))

test('the counter keeps of a customer all that has to be known before more is given', async () => {
  const { items } = (await shop.keeper.get('/counter/customers')).json()
  expect(items.find(({ id }: CustomerSummary) => id === everything)).toEqual({
    id: everything,
    name: 'Everything At Once',
    phone: '+919820111111',
    apartments: [
      { number: '10056', tower: 10, floor: 5, unit: 6 },
      { number: '36194', tower: 36, floor: 19, unit: 4 },
    ],
    balanceMinor: 8_400,
    availableMinor: 41_300,
    others: [{ currency: 'USD', balanceMinor: 2_500, availableMinor: 7_500 }],
    overdueMinor: 7_400,
    onHold: true,
    owesMuch: expect.any(Boolean),
    archived: false,
  })
})

test('the counter keeps what the list of customers says, of its own shop’s and of nobody who is archived', async () => {
  for (const by of [shop.keeper, shop.other]) {
    const kept: CustomerSummary[] = (await by.get('/counter/customers')).json().items
    const listed: CustomerSummary[] = (await by.get('/customers?limit=200')).json().items
    expect(kept.map(({ name }) => name)).toContain('Two Homes')
    expect(byId(kept)).toEqual(byId(listed))
  }
  const theirs: CustomerSummary[] = (await shop.other.get('/counter/customers')).json().items
  expect(theirs.map(({ name }) => name).toSorted()).toEqual(['Nothing Said', 'Two Homes'])
})

test('whoever was changed last is kept before the others', async () => {
  const { id } = (await shop.other.get('/customers?q=nothing')).json().items[0]
  await shop.other.patch(`/customers/${id}`, { notes: 'Asked for a bill' }, { 'if-match': '"1"' })
  const { items } = (await shop.other.get('/counter/customers')).json()
  expect(items[0]).toMatchObject({ id, name: 'Nothing Said' })
})
