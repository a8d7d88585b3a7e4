import { newId } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'

const shop = openShop()

inBrowser('a statement is shared by a link, read on a phone and taken along as PDF', async () => {
  const keeper = await shop.owner()
  const asked = { name: 'Ravi Kumar', apartments: ['36194'], openingBalanceMinor: 785_050 }
  const { id } = (await keeper.post('/customers', asked)).json()
  await keeper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 45_000 })
  await keeper.post(`/customers/${id}/payments`, { id: newId(), amountMinor: 300_000, method: 'upi' })
  const desk = await shop.enter('owner')
  await desk.open(`/customers/${id}`)
  await desk.page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click()
  await desk.page.getByRole('menuitem', { name: 'Share the statement' }).click()
  await desk.page.getByLabel('Can be opened for').selectOption({ label: '30 days' })
  await desk.expectAccessible()
  await desk.picture('share-desk')
  await desk.page.getByRole('button', { name: 'Make a link' }).click()
  const address = await desk.page.getByLabel('Address of the page').inputValue()
  await desk.expectAccessible()
  await desk.picture('share-made-desk')
  const path = new URL(address).pathname.replace('/store/shop', '') + new URL(address).hash
  expect(path).toMatch(/^\/statement#[A-Za-z0-9_-]{43}$/)

  const ravi = await shop.clinics().visit('shop', { viewport: { width: 360, height: 720 }, hasTouch: true })
  const { page } = ravi
  await ravi.open(path)
  await page.getByRole('heading', { name: 'Corner Shop', exact: true }).waitFor()
  await page.getByText('₹5,300.50', { exact: true }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await ravi.expectAccessible()
  await ravi.picture('statement-phone')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as PDF' }).tap(),
  ])
  expect(download.suggestedFilename()).toBe('statement.pdf')
  await page.getByRole('button', { name: 'हिन्दी' }).tap()
  await page.getByText('प्रविष्टियाँ').waitFor()
  await ravi.picture('statement-phone-hi')
  await ravi.leave()

  const dark = await shop.clinics().visit('shop', { colorScheme: 'dark' })
  await dark.open(path)
  await dark.page.getByText('₹5,300.50', { exact: true }).waitFor()
  await dark.expectAccessible()
  await dark.picture('statement-desk-dark')
  await dark.leave()

  await desk.page.keyboard.press('Escape')
  await desk.page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click()
  await desk.page.getByRole('menuitem', { name: 'Share the statement' }).click()
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await desk.page.getByRole('dialog').getByText('taken back').waitFor()
  await desk.leave()
  const late = await shop.clinics().visit('shop')
  await late.open(path)
  await late.page.getByRole('heading', { name: 'This link is over' }).waitFor()
  await late.leave()
})
