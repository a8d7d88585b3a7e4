import { newId } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'

const shop = openShop()

inBrowser('the dashboard follows what another counter posts, on a phone and without a reload', async () => {
  const { deployment } = shop.clinics()
  const counter = await deployment.signIn('shop', 'member')
  const { id } = (await counter.post('/customers', { name: 'Asha Verma' })).json()
  const owner = await shop.enter('owner', { viewport: { width: 360, height: 720 } })
  const { page } = owner
  await owner.open('/dashboard')
  await page.getByText('What is sold on credit and what is paid shows here').waitFor()
  await owner.expectAccessible()
  await expect.poll(() => deployment.app.live.count).toBe(1)
  await counter.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 125_050 })
  await page.getByText('1 customer owes').waitFor()
  await page.getByRole('row', { name: /Asha Verma.*₹1,250.50/ }).waitFor()
  await page.getByText('Purchases').first().waitFor()
  await owner.expectAccessible()
  await owner.expectFits()
  await owner.picture('store-dashboard')
  await page.getByRole('link', { name: 'Asha Verma' }).click()
  await page.getByRole('heading', { name: 'Asha Verma' }).waitFor()
  await owner.leave()
})
