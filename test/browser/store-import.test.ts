import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'
import { dealWith } from './visit.ts'

const shop = openShop()

const phone = { viewport: { width: 360, height: 720 } }

const list = [
  'Who,Mobile,Flat,Balance',
  'Asha Patil,98200 44001,36194,"1,250.50"',
  'Ravi Kumar,98200 44002,1051,',
  'Nobody Reached,022 1234567,42012,',
].join('\n')

inBrowser('a list is looked at, put right, taken in, and not taken in twice', async () => {
  const keeper = await shop.owner()
  const owner = await shop.enter('owner', { colorScheme: 'dark' })
  const { page } = owner
  await owner.open('/customers')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Import a list' }).click()
  await page.getByRole('heading', { name: 'Import customers' }).waitFor()
  await owner.expectAccessible()
  const choose = (content: string) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
  await choose(list)
  await page.getByText('say which column is the name').waitFor()
  await page.getByLabel('What “Who” holds').selectOption('Name')
  await page
    .getByText('1 new · opening balances of ₹1,250.50 · 0 here already · 2 lines with something wrong')
    .waitFor()
  const wrong = page.getByRole('table', { name: 'Lines that are left out' })
  await wrong.getByText('Apartments: a digit is missing; perhaps 01051').waitFor()
  await wrong.getByText('Phone: not a mobile number').waitFor()
  await owner.expectAccessible()
  await owner.picture('store-import-preview-dark')
  await page.getByLabel('Put back the first zero of apartments').check()
  await page.getByRole('button', { name: 'Add 2 customers' }).click()
  await page.getByText('2 added, 0 were there already, 1 lines left out.').waitFor()
  await owner.expectAccessible()
  await owner.picture('store-import-done-dark')
  expect((await keeper.get('/customers?q=98200%2044001')).json().items).toMatchObject([
    { name: 'Asha Patil', balanceMinor: 125_050 },
  ])

  await page.getByRole('button', { name: 'Another file' }).click()
  await choose(list.replace('Who', 'Name').replace('022 1234567', '98200 44003').replace('1051', '01051'))
  await page.getByText('1 new · 2 here already · 0 lines with something wrong').waitFor()
  await page.getByRole('button', { name: 'Add 1 customer', exact: true }).click()
  await page.getByText('1 added, 2 were there already, 0 lines left out.').waitFor()
  await page.getByRole('link', { name: 'To the customers' }).click()
  await page.getByRole('link', { name: 'Nobody Reached' }).waitFor()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Download as CSV' }).click()
  expect((await download).suggestedFilename()).toMatch(/^customers-20\d\d-\d\d-\d\d\.csv$/)
  await owner.leave()
})

inBrowser('an import that loses its connection goes on where it stopped, in Hindi on a phone', async () => {
  const keeper = await shop.owner()
  const owner = await shop.enter('owner', { ...phone, language: 'hi' })
  const { page } = owner
  await owner.open('/customers/import')
  const lines = Array.from({ length: 450 }, (_, n) => `Row ${n}`)
  await page.locator('input[type=file]').setInputFiles({
    name: 'long.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`name\n${lines.join('\n')}`),
  })
  await page.getByRole('button', { name: '450 ग्राहक जोड़ें' }).waitFor()
  await owner.expectAccessible()
  await owner.picture('store-import-preview-phone-hindi')
  // The second part gets no answer.
  const letBy = await dealWith(page, '**/customers/import?*from=402', (route) =>
    route.abort('connectionreset'),
  )
  await page.getByRole('button', { name: '450 ग्राहक जोड़ें' }).click()
  await page.getByRole('button', { name: 'आगे बढ़ें' }).waitFor()
  await page.getByText('देखी गई पंक्तियाँ: 400 / 450').waitFor()
  await owner.picture('store-import-stopped-phone-hindi')
  await owner.expectAccessible()
  letBy()
  await page.getByRole('button', { name: 'आगे बढ़ें' }).click()
  await page.getByText('450 जोड़े गए, 0 पहले से थे, 0 पंक्तियाँ छोड़ी गईं।').waitFor()
  expect((await keeper.get('/customers?q=row&limit=200')).json().items).toHaveLength(200)
  await owner.expectFits()
  await owner.leave()
})
