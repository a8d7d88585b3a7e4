import { type Fleet, openFleet } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Registrar, startRegistrar } from '#platform/registration/registrar.ts'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { hasChromium } from '#test/chromium.ts'
import { masterKey } from '#test/deployment.ts'
import { type Clinics, inBrowser, openClinics, type Visitor } from './clinics.ts'

let clinics: Clinics
let fleet: Fleet
let registrar: Registrar
const errors: unknown[] = []

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  const { adminUrl, tenancy } = clinics.deployment
  fleet = openFleet({
    adminUrl,
    masterKey,
    modules: migrationModules,
    steps: provisionSteps(clinics.deployment.files.storage),
  })
  registrar = startRegistrar({ tenancy, fleet, onError: (error) => errors.push(error) })
})
afterAll(async () => {
  await registrar?.close()
  await clinics?.close()
  expect(errors).toEqual([])
})

async function openRegistration(visitor: Visitor = {}) {
  const visit = await clinics.visit('acme', visitor)
  // Addresses that the server builds have the port it is told; the browser's is the test's own.
  await visit.page.route('**/api/registrations/look', async (route) => {
    const answer = await route.fetch()
    const text = (await answer.text()).replace('http://localhost:8080', clinics.origin)
    await route.fulfill({ response: answer, body: text })
  })
  await visit.page.goto(new URL('/', clinics.origin).href)
  await visit.page.getByRole('link', { name: /Register a clinic|पंजीकृत/ }).click()
  await visit.page.getByRole('heading', { level: 1, name: /Register a clinic|पंजीकृत/ }).waitFor()
  return visit
}

inBrowser('a doctor registers her clinic, is in it signed in, and registers her first patient', async () => {
  const visit = await openRegistration()
  const { page } = visit
  await page.getByLabel('Name of the clinic or shop').fill('Acme Clinic')
  // The name is another's already, and so a free address is suggested.
  await expect.poll(() => page.getByLabel('Short name').inputValue()).toBe('acme-clinic')
  await page.getByLabel('Short name').fill('admin')
  await page.getByText('This word is kept for the platform itself.').waitFor()
  await page.getByLabel('Short name').fill('xn--80ak6aa92e')
  await page.getByText('Take 3 to 40 of the letters').waitFor()
  await page.getByLabel('Short name').fill('g1obex')
  await page.getByText('This looks like an address that is taken.').waitFor()
  await visit.picture('register')
  await visit.expectAccessible()
  await page.getByLabel('Short name').fill('riverside')
  await page.getByLabel('Your name').fill('Asha Kulkarni')
  await page.getByLabel('E-mail address').fill('asha@example.org')
  await page.getByRole('textbox', { name: 'Password' }).fill('grey otters walk at night')
  await page.getByLabel('I am a doctor here, too').check()
  await page.getByLabel('Licence number').fill('MMC-77')
  await page.getByLabel('Name of the office').fill('Karve Road')
  await page.getByRole('button', { name: 'Register' }).click()

  await page.waitForURL(/\/clinic\/riverside\/patients/)
  await page.getByRole('button', { name: 'Register the first patient' }).click()
  await page.getByRole('textbox', { name: 'Given name' }).fill('Sarah')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByText(/Sarah is registered as PT-/).waitFor()
  await visit.leave()
})

inBrowser('the page of registering fits a phone, in Hindi and in the dark', async () => {
  const visit = await openRegistration({
    viewport: { width: 375, height: 720 },
    language: 'hi',
    colorScheme: 'dark',
  })
  await visit.expectAccessible()
  await visit.picture('register-phone-hindi-dark')
  await visit.expectFits()
  await visit.leave()
})

inBrowser('somebody with an account registers a shop, and a wrong password makes nothing', async () => {
  const visit = await openRegistration()
  const { page } = visit
  await page.getByText('Shop', { exact: true }).click()
  await page.getByLabel('Name of the clinic or shop').fill('Otter Tiles')
  await expect.poll(() => page.getByLabel('Short name').inputValue()).toBe('otter-tiles')
  await page.getByLabel('I have an account already').check()
  await page.getByLabel('E-mail address').fill('viewer@acme.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('not my password at all')
  await page.getByRole('button', { name: 'Register' }).click()
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await visit.expectAccessible()
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Register' }).click()
  await page.waitForURL(/\/store\/otter-tiles\/counter/)
  await page.getByRole('button', { name: 'Switch to another clinic or shop' }).click()
  await page.getByRole('link', { name: 'Acme Clinic' }).waitFor()
  await visit.leave()
})
