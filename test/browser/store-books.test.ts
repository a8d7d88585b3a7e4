import { newId } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'

const shop = openShop()

inBrowser('a shopkeeper closes his books up to a day, and no entry is made for it', async () => {
  const keeper = await shop.owner()
  const { id } = (await keeper.post('/customers', { name: 'Asha Verma' })).json()
  const owner = await shop.enter('owner', { viewport: { width: 360, height: 720 } })
  await owner.open('/shop')
  const close = owner.page.getByRole('button', { name: 'Close the books' })
  await owner.page.getByLabel('Closed up to and including').fill('2099-01-31')
  await owner.page.getByText('Only a day that is over can be closed.').waitFor()
  expect(await close.isDisabled()).toBe(true)
  await owner.page.getByLabel('Closed up to and including').fill('2026-01-31')
  await close.click()
  await owner.page.getByText('The books are closed up to 31 Jan 2026.').waitFor()
  await owner.page.getByLabel('Closed up to and including').scrollIntoViewIfNeeded()
  expect(await owner.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await owner.expectAccessible()
  await owner.picture('shop-books-phone')
  const entry = { id: newId(), amountMinor: 500, effectiveOn: '2026-01-31' }
  const refused = await keeper.post(`/customers/${id}/purchases`, entry)
  expect(refused.json()).toMatchObject({ status: 409, code: 'period_locked' })
  await owner.page.getByLabel('Closed up to and including').fill('')
  await owner.page.getByRole('button', { name: 'Open the books' }).click()
  await expect
    .poll(async () => (await keeper.get('/shop/books')).json().closedThrough, { timeout: 20_000 })
    .toBe(null)
  await owner.leave()
})
