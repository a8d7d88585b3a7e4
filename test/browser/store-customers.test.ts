import { newId } from '@tenantry/tenancy'
import { timeIn } from '#apps/store/settings/web/hours.ts'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

const phone = { viewport: { width: 360, height: 720 } }

inBrowser('a customer is added, found by apartment, and his account is read', async () => {
  const owner = await clinics.enter('shop', 'owner')
  const { page } = owner
  await owner.open('/customers')
  await page.getByRole('heading', { name: 'Customers' }).waitFor()
  await owner.expectAccessible()
  await page.keyboard.press('n')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Name').fill('Ravi Kumar')
  await sheet.getByLabel('Phone').fill('98200 12345')
  await sheet.getByLabel('Apartments').fill('36194, 9999999')
  await sheet.getByLabel('Credit limit').fill('5,000.005')
  await sheet.getByLabel('Opening balance').fill('१,२५०.५०')
  await sheet.getByLabel('Language').selectOption('हिन्दी')
  await sheet.getByLabel('Reminders by message').selectOption('Has agreed')
  await page.keyboard.press('Enter')
  await sheet.getByText('Write an amount like').waitFor()
  await sheet.getByLabel('Credit limit').fill('5,000')
  await page.keyboard.press('Enter')
  await sheet.getByText('There is no such apartment').waitFor()
  await owner.expectAccessible()
  await owner.picture('store-add-customer')
  await sheet.getByLabel('Apartments').fill('36194')
  await page.keyboard.press('Enter')
  await page.getByText('Ravi Kumar is saved.').waitFor()

  await page.getByLabel('Name, apartment or phone').fill('36-19')
  await page.waitForURL(/q=36-19/)
  await page.getByRole('link', { name: 'Ravi Kumar' }).waitFor()
  await owner.expectAccessible()
  await owner.picture('store-customers')
  await page.getByRole('link', { name: 'Ravi Kumar' }).click()
  await page.getByText('₹3,749.50 available of a limit of ₹5,000.00').waitFor()
  await page.getByText(/^Reminders by message: Has agreed · .* · said in the shop$/).waitFor()
  await page.getByRole('table', { name: 'Statement' }).getByText('Opening balance', { exact: true }).waitFor()
  await owner.expectAccessible()
  await owner.picture('store-customer')
  await owner.leave()
})

inBrowser('the list and an account fit a phone, in Hindi and in the dark', async () => {
  const { deployment } = clinics
  const keeper = await deployment.signIn('shop', 'owner')
  const { id } = (await keeper.post('/customers', { name: 'Asha Verma', apartments: ['42012'] })).json()
  const other = await deployment.signIn('depot', 'owner')
  await other.post('/customers', { name: 'Nobody of the shop' })
  await keeper.post(`/customers/${id}/purchases`, {
    id: newId(),
    amountMinor: 650_000,
    effectiveOn: '2026-01-05',
  })
  const owner = await clinics.enter('shop', 'owner', { ...phone, language: 'hi', colorScheme: 'dark' })
  await owner.open('/customers?owing=true&sort=balance')
  await owner.page.getByRole('link', { name: 'Asha Verma' }).waitFor()
  await owner.expectNone(owner.page.getByText('Nobody of the shop'))
  await owner.expectFits()
  await owner.expectAccessible()
  await owner.picture('store-customers-phone-hindi-dark')
  await owner.page.getByRole('link', { name: 'Asha Verma' }).click()
  await owner.page.getByText('90 दिन से ज़्यादा देरी').waitFor()
  await owner.expectFits()
  await owner.expectAccessible()
  await owner.picture('store-customer-phone-hindi-dark')
  await owner.leave()
})

inBrowser('goods are put aside, taken in part, and a debt is given up with a reason', async () => {
  const keeper = await clinics.deployment.signIn('shop', 'owner')
  const added = await keeper.post('/customers', {
    name: 'Holds Harish',
    openingBalanceMinor: 40_000,
    creditLimitMinor: 100_000,
  })
  const { id } = added.json()
  const owner = await clinics.enter('shop', 'owner', { ...phone, colorScheme: 'dark' })
  const { page } = owner
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'More', exact: true }).first().click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await owner.open(`/customers/${id}`)
  await page.getByText('₹600.00 available of a limit of ₹1,000.00').waitFor()
  await choose('Put aside')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Amount').fill('700')
  await sheet.getByLabel('What it is').fill('Two sinks')
  await owner.expectAccessible()
  await owner.picture('store-put-aside-phone-dark')
  await sheet.getByRole('button', { name: 'Put aside' }).click()
  await sheet.getByText('limit ₹1,000.00 · owes ₹400.00 · ₹600.00 available').waitFor()
  await sheet.getByLabel('Amount').fill('500')
  await sheet.getByRole('button', { name: 'Put aside' }).click()
  await page.getByText('₹500.00 · Two sinks').waitFor()
  await page.getByText('₹100.00 available of a limit of ₹1,000.00').waitFor()
  await owner.expectAccessible()
  await owner.picture('store-holds-phone-dark')

  await page.getByRole('button', { name: 'Taken', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Amount').fill('450')
  await owner.expectAccessible()
  await page.getByRole('dialog').getByRole('button', { name: 'Taken' }).click()
  await page.getByText(/^Taken: receipt INV-/).waitFor()
  await page.getByText('₹150.00 available of a limit of ₹1,000.00').waitFor()

  await choose('Write off')
  const asked = page.getByRole('dialog')
  await asked.getByLabel('Amount').fill('851')
  await asked.getByText('More than nothing, and at most 850.').waitFor()
  await asked.getByLabel('Amount').fill('50')
  await asked.getByLabel('Reason').fill('Broken on the way')
  await owner.expectAccessible()
  await owner.picture('store-write-off-phone-dark')
  await asked.getByRole('button', { name: 'Write off' }).click()
  await page.getByRole('table', { name: 'Statement' }).getByText('Broken on the way').waitFor()

  await choose('Mark as disputed')
  const dispute = page.getByRole('dialog')
  await dispute.getByLabel('What is not agreed with').fill('One sink was cracked')
  await owner.expectAccessible()
  await dispute.getByRole('button', { name: 'Mark as disputed' }).click()
  await dispute.waitFor({ state: 'detached' })
  await page.getByText(/^Disputed since/).waitFor()
  await page.getByText('One sink was cracked').waitFor()
  await choose('Promises to pay')
  const promise = page.getByRole('dialog')
  await promise.getByLabel('Will pay by').fill('2020-01-01')
  await promise.getByText('A day from today on.').waitFor()
  await promise.getByLabel('Will pay by').fill('2099-01-01')
  await promise.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^Has promised to pay by/).waitFor()
  await owner.expectAccessible()
  await owner.picture('store-disputed-phone-dark')
  expect((await keeper.get(`/customers/${id}`)).json()).toMatchObject({
    dispute: { reason: 'One sink was cracked' },
    promisedOn: '2099-01-01',
    balanceMinor: 80_000,
  })
  await page.getByRole('button', { name: 'Settled' }).click()
  await page.getByText(/^Disputed since/).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Remove the promise' }).click()
  await page.getByText(/^Has promised to pay by/).waitFor({ state: 'detached' })
  await owner.leave()

  const helper = await clinics.enter('shop', 'member')
  await helper.open(`/customers/${id}`)
  await helper.page.getByRole('button', { name: 'More', exact: true }).first().click()
  await helper.page.getByRole('menuitem', { name: 'Put aside' }).waitFor()
  await helper.expectNone(helper.page.getByRole('menuitem', { name: 'Write off' }))
  await helper.leave()
})

inBrowser('Ctrl K finds a customer by the place, and nobody of another shop', async () => {
  const { deployment } = clinics
  const keeper = await deployment.signIn('shop', 'owner')
  await keeper.post('/customers', { name: 'Palette Priya', apartments: ['88121'] })
  const other = await deployment.signIn('depot', 'owner')
  await other.post('/customers', { name: 'Depot Dinesh', apartments: ['88121'] })
  const owner = await clinics.enter('shop', 'owner')
  const { page } = owner
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a customer, a page or an action' }).waitFor()
  await page.keyboard.type('T88 F12 U1')
  await page.getByRole('option', { name: /Palette Priya/ }).waitFor()
  await owner.expectNone(page.getByRole('option', { name: /Depot Dinesh/ }))
  await owner.expectAccessible()
  await owner.picture('store-palette')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Palette Priya' }).waitFor()
  await owner.leave()
})

inBrowser('what one counter enters stands on another screen without a reload', async () => {
  const { deployment } = clinics
  const helper = await deployment.signIn('shop', 'member')
  const { id } = (await helper.post('/customers', { name: 'Live Lata' })).json()
  const owner = await clinics.enter('shop', 'owner')
  await owner.open(`/customers/${id}`)
  await owner.page.getByText('Nothing has been bought or paid yet.').waitFor()
  await expect.poll(() => deployment.app.live.count).toBeGreaterThan(0)
  await helper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 12_300, memo: 'Two hinges' })
  await owner.page.getByText('Two hinges').waitFor()
  await owner.leave()
})

inBrowser('the shop’s own rules are changed on a page, and a mask that is in use is kept', async () => {
  const owner = await clinics.enter('shop', 'owner', { ...phone, colorScheme: 'dark' })
  const { page } = owner
  await owner.open('/shop')
  await page.getByLabel('Days to pay').fill('500')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('A whole number of days').waitFor()
  await page.getByLabel('Days to pay').fill('21')
  await page.getByLabel('UPI id').fill('corner@okbank')
  await owner.expectAccessible()
  await owner.picture('store-shop-phone-dark')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The settings are saved.').waitFor()
  const keeper = await clinics.deployment.signIn('shop', 'owner')
  expect((await keeper.get('/shop')).json()).toMatchObject({ dueDays: 21, upiId: 'corner@okbank' })
  // Dark for an hour before and after now, on the shop's clocks.
  const clock = (hours: number) => timeIn('Asia/Kolkata', new Date(Date.now() + hours * 3_600_000))
  await page.getByLabel('From', { exact: true }).fill(clock(-1))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Both times, or neither.').waitFor()
  await page.getByLabel('Until', { exact: true }).fill(clock(1))
  await page.emulateMedia({ colorScheme: 'light' })
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
  await expect.poll(scheme).toBe('light')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(scheme).toBe('dark')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByText('Light', { exact: true }).click()
  await expect.poll(scheme).toBe('light')
  await page.keyboard.press('Escape')
  await page.getByLabel('How a number is built').fill('TFFU')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Apartments are written down in this way already').waitFor()
  await owner.leave()
})
