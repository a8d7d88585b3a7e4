import { newId } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { takeDollars } from '#test/take-dollars.ts'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'

const shop = openShop()

inBrowser('a debt in rupees is owed in dollars, on a phone, and each account has its statement', async () => {
  const { deployment } = shop.clinics()
  const counter = await deployment.signIn('shop', 'owner')
  await takeDollars(counter)
  const { id } = (await counter.post('/customers', { name: 'Asha Verma' })).json()
  await counter.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 1_000_000 })
  const owner = await shop.enter('owner', { viewport: { width: 360, height: 720 } })
  const { page } = owner
  await owner.open(`/customers/${id}`)
  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Convert the currency' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount in INR').fill('8350')
  await dialog.getByLabel('Amount in USD').fill('100')
  await dialog.getByText('1 USD is 83.5 INR').waitFor()
  await dialog.getByLabel('Reason').fill('pays in dollars')
  await owner.expectAccessible()
  await owner.picture('store-conversion')
  await dialog.getByRole('button', { name: 'Convert the currency' }).click()
  const dollars = page.getByText('USD · $100.00')
  await dollars.waitFor()
  await page.getByText('INR · ₹1,650.00').waitFor()
  await dollars.click()
  await page.getByRole('row', { name: /Conversion.*\$100\.00/ }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await owner.expectAccessible()
  await owner.picture('store-accounts')
  await owner.leave()
  const desk = await shop.enter('owner', { colorScheme: 'dark', language: 'hi' })
  await desk.open(`/customers/${id}`)
  await desk.page.getByText('बदले में $100.00').waitFor()
  await desk.picture('store-accounts-desk')
  await desk.leave()
})
