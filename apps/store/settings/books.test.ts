import { newId } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { addDays } from '../days.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()

const close = (closedThrough: string | null, by = shop.keeper) =>
  by.request({ method: 'PUT', url: '/shop/books', payload: { closedThrough } })

async function buy(by: Visitor, effectiveOn: string) {
  const { id } = (await by.post('/customers', { name: 'Asha' })).json()
  return by.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 500, effectiveOn })
}

test('closed books take nothing for their days, in this shop alone, until they are opened', async () => {
  expect((await shop.keeper.get('/shop/books')).json()).toEqual({ closedThrough: null, can: { edit: true } })
  expect((await close(addDays(shop.day, -5))).json()).toMatchObject({ closedThrough: addDays(shop.day, -5) })
  const refused = await buy(shop.keeper, addDays(shop.day, -5))
  expect(refused.json()).toMatchObject({
    status: 409,
    code: 'period_locked',
    figures: { lockedThrough: addDays(shop.day, -5) },
  })
  expect((await buy(shop.keeper, addDays(shop.day, -4))).statusCode).toBe(201)
  expect((await buy(shop.other, addDays(shop.day, -5))).statusCode).toBe(201)
  expect((await shop.helper.get('/shop/books')).json()).toEqual({
    closedThrough: addDays(shop.day, -5),
    can: { edit: false },
  })
  await close(null)
  expect((await buy(shop.keeper, addDays(shop.day, -5))).statusCode).toBe(201)
})

test('a day that is not over stays open, and a helper closes nothing', async () => {
  expect((await close(shop.day)).json()).toMatchObject({
    status: 400,
    code: 'invalid_input',
    field: 'closedThrough',
  })
  expect((await close(addDays(shop.day, -1), shop.helper)).statusCode).toBe(403)
})
