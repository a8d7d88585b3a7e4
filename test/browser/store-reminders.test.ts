import { newId } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'

const shop = openShop()

inBrowser(
  'many are reminded at once, and who may not be written to is left out with the reason',
  async () => {
    const keeper = await shop.owner()
    const late = async (name: string, phone: string, more: object = {}) => {
      const { id } = (await keeper.post('/customers', { name, phone, ...more })).json()
      const entry = { id: newId(), amountMinor: 40_000, effectiveOn: '2026-01-05', dueOn: '2026-01-20' }
      await keeper.post(`/customers/${id}/purchases`, entry)
    }
    await late('Asha Verma', '9820010001', { consent: 'given' })
    await late('Ravi Kumar', '9820010002', { consent: 'given' })
    await late('Not Asked', '9820010003')
    const owner = await shop.enter('owner', { viewport: { width: 360, height: 720 } })
    const { page } = owner
    await owner.open('/reminders')
    await page.getByText('Dear Asha Verma, ₹400.00 is overdue at').waitFor()
    await page.getByRole('heading', { name: 'To be reminded (2)' }).waitFor()
    await page.getByRole('heading', { name: 'Left out (1)' }).waitFor()
    await page.getByText('Has not agreed to messages').waitFor()
    await page.getByRole('checkbox', { name: 'Everybody' }).uncheck()
    expect(await page.getByRole('button', { name: 'Remind 0 customers' }).isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'Everybody' }).check()
    await owner.expectAccessible()
    await owner.expectFits()
    await owner.picture('store-reminders-phone')
    await page.getByRole('checkbox', { name: 'Ravi Kumar' }).uncheck()
    await page.getByRole('button', { name: 'Remind 1 customer' }).click()
    await page.getByText('1 reminder is on its way.').waitFor()
    await page.getByText('Reminded on').waitFor()
    await page.getByRole('button', { name: 'Rules' }).click()
    const sheet = page.getByRole('dialog', { name: 'Rules' })
    await sheet.getByLabel('Days late').fill('1, two')
    await sheet.getByText('Whole numbers from 0 to 365').waitFor()
    await sheet.getByLabel('Days late').fill('3, 10')
    await sheet.getByRole('switch', { name: 'Remind by itself' }).check({ force: true })
    await owner.expectAccessible()
    await sheet.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The rules are saved.').waitFor()
    expect((await keeper.get('/reminders/rules')).json()).toMatchObject({ automatic: true, steps: [3, 10] })
    await owner.leave()
  },
)

inBrowser('one customer is reminded from his account, with the words before, and not twice', async () => {
  const keeper = await shop.owner()
  const asked = { name: 'Single Sita', phone: '9820010009', consent: 'given', openingOn: '2026-01-05' }
  const { id } = (await keeper.post('/customers', { ...asked, openingBalanceMinor: 30_000 })).json()
  const owner = await shop.enter('owner', { viewport: { width: 360, height: 720 } })
  const { page } = owner
  const open = async () => {
    await page.getByRole('button', { name: 'More', exact: true }).first().click()
    await page.getByRole('menuitem', { name: 'Remind' }).click()
  }
  await owner.open(`/customers/${id}`)
  await page.getByRole('heading', { name: 'Single Sita' }).waitFor()
  await open()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Dear Single Sita, ₹300.00 is overdue at').waitFor()
  await owner.expectAccessible()
  await owner.picture('store-remind-one-phone')
  await dialog.getByRole('button', { name: 'Remind' }).click()
  await page.getByText('1 reminder is on its way.').waitFor()
  await dialog.waitFor({ state: 'detached' })
  await open()
  await dialog.getByText(/^Reminded on/).waitFor()
  expect(await dialog.getByRole('button', { name: 'Remind' }).isDisabled()).toBe(true)
  await owner.leave()
})

inBrowser('a report is read on a phone, changed, and taken away as a file', async () => {
  const keeper = await shop.clinics().deployment.signIn('depot', 'owner')
  const { id } = (await keeper.post('/customers', { name: 'Meera Shah' })).json()
  await keeper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 12_300 })
  const owner = await shop.clinics().enter('depot', 'owner', {
    viewport: { width: 360, height: 720 },
    colorScheme: 'dark',
  })
  const { page } = owner
  await owner.open('/reports')
  await page.getByText('Meera Shah').waitFor()
  await owner.expectAccessible()
  await owner.picture('store-reports-phone-dark')
  await page.getByLabel('Report').selectOption({ label: 'Day book' })
  await page.getByText('Gave credit').first().waitFor()
  await page.getByLabel('To', { exact: true }).fill('2026-01-01')
  await page.getByLabel('From').fill('2025-12-01')
  await page.getByText('There is nothing in these days.').waitFor()
  await owner.open('/reports?report=sales')
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  expect((await saving).suggestedFilename()).toMatch(/^sales-.*\.csv$/)
  await owner.leave()
})
