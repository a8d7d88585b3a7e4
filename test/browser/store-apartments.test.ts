import { newId } from '@tenantry/tenancy'
import { expect } from 'vitest'
import { inBrowser } from './clinics.ts'
import { openShop } from './shop.ts'

const shop = openShop(async (owner, clinics) => {
  const add = async (name: string, apartments: string[], more: object = {}) => {
    const answer = await owner.post('/customers', { name, apartments, ...more })
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json().id as string
  }
  await add('Overdue Omi', ['36194'], { openingBalanceMinor: 45_000, openingOn: '2026-01-01' })
  await add('Much Meena', ['36121'], { openingBalanceMinor: 900_000 })
  const owing = await add('Owing Ojas', ['36011'])
  await owner.post(`/customers/${owing}/purchases`, { id: newId(), amountMinor: 12_000 })
  await add('Clear Charu', ['36013'])
  await add('Shared Sara', ['36013'])
  await add('Elsewhere Esha', ['10056'])
  const other = await clinics.deployment.signIn('depot', 'owner')
  await other.post('/customers', { name: 'Depot Dev', apartments: ['77011'] })
})

inBrowser('towers, a tower floor by floor, and a customer behind each apartment', async () => {
  const owner = await shop.enter('owner')
  const { page } = owner
  await page.getByRole('link', { name: 'Apartments' }).click()
  await page.getByRole('link', { name: /Tower 10/ }).waitFor()
  await owner.expectNone(page.getByRole('link', { name: /Tower 77/ }))
  await owner.expectAccessible()
  await owner.picture('store-towers')
  await page.getByRole('link', { name: /Tower 36/ }).click()
  const grid = page.getByRole('table', { name: 'Tower 36' })
  await grid.getByRole('link', { name: /Overdue Omi, Overdue, ₹450.00/ }).waitFor()
  await grid.getByRole('link', { name: /Much Meena, Owes much, ₹9,000.00/ }).waitFor()
  await grid.getByRole('link', { name: /Clear Charu, Shared Sara, Nothing owed/ }).waitFor()
  await expect.poll(() => grid.getByRole('row').count()).toBe(20)
  await owner.expectAccessible()
  await owner.picture('store-tower')
  await page.getByLabel('Show').selectOption('Overdue')
  await grid.getByRole('link').nth(1).waitFor({ state: 'detached' })
  await expect.poll(() => grid.getByRole('link').count()).toBe(1)
  await grid.getByRole('link', { name: /Overdue Omi/ }).click()
  await page.getByRole('heading', { name: 'Overdue Omi' }).waitFor()
  await page.goBack()
  await page.getByRole('link', { name: 'In order of delivery' }).click()
  await page.getByRole('link', { name: 'Owing Ojas' }).waitFor()
  const names = page.getByRole('table', { name: 'Customers' }).getByRole('link')
  await expect
    .poll(() => names.allTextContents())
    .toEqual(['Owing Ojas', 'Clear Charu', 'Shared Sara', 'Much Meena', 'Overdue Omi'])
  await owner.leave()
})

inBrowser('a tower is looked through on a phone, in Hindi and in the dark', async () => {
  const owner = await shop.enter('owner', {
    viewport: { width: 360, height: 720 },
    language: 'hi',
    colorScheme: 'dark',
  })
  const { page } = owner
  await owner.open('/apartments?tower=36')
  await page.getByRole('link', { name: /Overdue Omi/ }).waitFor()
  await owner.expectFits()
  await owner.expectAccessible()
  await owner.picture('store-tower-phone-hindi-dark')
  await owner.open('/apartments')
  await page.getByRole('link', { name: /टावर 36/ }).waitFor()
  await owner.expectAccessible()
  await owner.leave()
})
