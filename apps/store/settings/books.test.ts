import { newId } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import { addDays, today } from '../days.ts'

let deployment: Deployment
let keeper: Visitor
let helper: Visitor
let other: Visitor
let day: string
beforeAll(async () => {
  deployment = await startDeployment()
  keeper = await deployment.signIn('shop', 'owner')
  helper = await deployment.signIn('shop', 'member')
  other = await deployment.signIn('depot', 'owner')
  day = today(deployment.tenant('shop').timeZone)
})
afterAll(() => deployment.close())

const close = (closedThrough: string | null, by = keeper) =>
  by.request({ method: 'PUT', url: '/shop/books', payload: { closedThrough } })

async function buy(by: Visitor, effectiveOn: string) {
  const { id } = (await by.post('/customers', { name: 'Asha' })).json()
  return by.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 500, effectiveOn })
}

test('closed books take nothing for their days, in this shop alone, until they are opened', async () => {
  expect((await keeper.get('/shop/books')).json()).toEqual({ closedThrough: null, can: { edit: true } })
  expect((await close(addDays(day, -5))).json()).toMatchObject({ closedThrough: addDays(day, -5) })
  const refused = await buy(keeper, addDays(day, -5))
  expect(refused.json()).toMatchObject({
    status: 409,
    code: 'period_locked',
    figures: { lockedThrough: addDays(day, -5) },
  })
  expect((await buy(keeper, addDays(day, -4))).statusCode).toBe(201)
  expect((await buy(other, addDays(day, -5))).statusCode).toBe(201)
  expect((await helper.get('/shop/books')).json()).toEqual({
    closedThrough: addDays(day, -5),
    can: { edit: false },
  })
  await close(null)
  expect((await buy(keeper, addDays(day, -5))).statusCode).toBe(201)
})

test('a day that is not over stays open, and a helper closes nothing', async () => {
  expect((await close(day)).json()).toMatchObject({
    status: 400,
    code: 'invalid_input',
    field: 'closedThrough',
  })
  expect((await close(addDays(day, -1), helper)).statusCode).toBe(403)
})
