import { newId } from '@tenantry/tenancy'
import { beforeAll, expect, test } from 'vitest'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
beforeAll(async () => {
  await add('Asha', ['36194', '36195'], { openingBalanceMinor: 60_000, openingOn: '2026-01-01' })
  await add('Babu', ['36194'], { openingBalanceMinor: -10_000 })
  await add('Chitra', ['36011', '10056'], { openingBalanceMinor: 700_000 })
  await add('Nobody Anywhere', [])
  const { id } = await add('Archived Anil', ['36022'])
  expect((await shop.keeper.request({ method: 'POST', url: `/customers/${id}/archive` })).statusCode).toBe(
    204,
  )
  await add('Theirs', ['36196'], {}, shop.other)
})

async function add(name: string, apartments: string[], more: object = {}, by = shop.keeper) {
  const answer = await by.post('/customers', { name, apartments, ...more })
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json()
}

test('a tower owes what its customers owe, each of them once', async () => {
  expect((await shop.keeper.get('/towers')).json().items).toEqual([
    { tower: 10, apartments: 1, customers: 1, owedMinor: 700_000, overdueMinor: 0 },
    { tower: 36, apartments: 4, customers: 3, owedMinor: 760_000, overdueMinor: 60_000 },
  ])
  expect((await shop.other.get('/towers')).json().items).toMatchObject([{ tower: 36, customers: 1 }])
})

test('a tower’s apartments are walked floor by floor, with who lives there', async () => {
  const { items } = (await shop.keeper.get('/towers/36/apartments')).json()
  expect(
    items.map((each: { number: string; customers: { name: string }[] }) => [
      each.number,
      each.customers.map(({ name }) => name).join(),
    ]),
  ).toEqual([
    ['36011', 'Chitra'],
    ['36194', 'Asha,Babu'],
    ['36195', 'Asha'],
  ])
  expect(items).toMatchObject([
    { floor: 1, unit: 1, owedMinor: 700_000, owesMuch: true },
    { floor: 19, unit: 4, owedMinor: 50_000, overdueMinor: 60_000, owesMuch: false },
    { owedMinor: 60_000 },
  ])
  expect((await shop.keeper.get('/towers/77/apartments')).json().items).toEqual([])
})

test('a list that is walked goes by the apartments of the tower it is of', async () => {
  const names = async (query: string) =>
    (await shop.keeper.get(`/customers?sort=place&${query}`))
      .json()
      .items.map(({ name }: { name: string }) => name)
  expect(await names('limit=50')).toEqual(['Chitra', 'Asha', 'Babu', 'Nobody Anywhere'])
  // By his other apartment Chitra comes first; in tower 36 she lives lowest as well.
  expect(await names('tower=36')).toEqual(['Chitra', 'Asha', 'Babu'])
  expect(await names('tower=36&floor=19')).toEqual(['Asha', 'Babu'])
  const late = await add('Late Lalit', ['02011', '36999'])
  expect(await names('tower=36')).toEqual(['Chitra', 'Asha', 'Babu', 'Late Lalit'])
  await shop.keeper.post(`/customers/${late.id}/payments`, { id: newId(), amountMinor: 1, method: 'cash' })
})
