import { afterAll, beforeAll, expect } from 'vitest'
import { registerPatient } from '#apps/clinic/patients/patients.contract.ts'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  const { call } = await clinics.deployment.signIn('acme', 'receptionist')
  await call(registerPatient, { body: { givenName: 'Asha', familyName: 'Patil', birthDate: '1981-05-17' } })
})
afterAll(() => clinics?.close())

inBrowser('Ctrl K finds a patient, a page and an action by keyboard alone', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  const { page } = doctor
  await page.getByRole('row', { name: /Asha Patil/ }).waitFor()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find a patient, a page or an action' })
  await field.waitFor()
  await page.keyboard.type('pat')
  await page.getByRole('option', { name: /Asha Patil/ }).waitFor()
  await page.getByRole('option', { name: /Asha Patil/, selected: true }).waitFor()
  await doctor.expectAccessible()
  await doctor.picture('palette')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Asha Patil', level: 1 }).waitFor()

  await page.keyboard.press('Control+k')
  await field.fill('register')
  await page.getByRole('option', { name: 'Register a patient', selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Register a patient' }).waitFor()
  await doctor.leave()
})

inBrowser('? shows the keys of the page', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  await doctor.page.getByRole('row', { name: /Asha Patil/ }).waitFor()
  await doctor.page.keyboard.press('?')
  const keys = doctor.page.getByRole('dialog', { name: 'Keys' })
  await keys.getByRole('row', { name: 'Register a patient n' }).waitFor()
  await keys.getByRole('row', { name: 'Search patients /' }).waitFor()
  await doctor.expectAccessible()
  await doctor.leave()
})

inBrowser(
  'the switcher leads to the account’s other clinic, and nothing of this one comes along',
  async () => {
    const both = await clinics.visit('acme')
    await both.carry((await clinics.deployment.signInBoth('acme')).cookie!)
    await both.open('/')
    const { page } = both
    await page.getByRole('row', { name: /Asha Patil/ }).waitFor()
    await page.getByRole('button', { name: /Switch to another clinic/ }).click()
    await both.expectAccessible()
    await page.getByRole('link', { name: 'Globex Clinic' }).click()
    await page.getByText('There are no patients yet.').waitFor()
    await page.waitForURL(/\/clinic\/globex\//)
    await expect.poll(() => page.title()).toContain('Globex Clinic')
    expect(await page.content()).not.toContain('Asha')
    // A viewer there, though a doctor here.
    await both.expectNone(page.getByRole('button', { name: 'Register a patient' }))
    await both.leave()
  },
)

inBrowser('a suspended clinic is read and not changed, and says why', async () => {
  const { fleet, tenancy } = clinics.deployment
  await fleet.suspend('acme', 'the invoice of October is open')
  await expect.poll(() => tenancy.directory.bySlug('acme')?.status).toBe('suspended')
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await page.getByText(/Acme Clinic is suspended.*the invoice of October is open/).waitFor()
  await page.getByRole('row', { name: /Asha Patil/ }).waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Register a patient' }).isDisabled()).toBe(true)
  await page.keyboard.press('n')
  await desk.expectNone(page.getByRole('dialog'))
  await page.getByRole('link', { name: 'Asha Patil' }).click()
  await page.getByRole('heading', { name: 'Asha Patil', level: 1 }).waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Edit' }).isDisabled()).toBe(true)
  await desk.expectAccessible()
  await desk.picture('suspended')

  await fleet.resume('acme')
  await expect.poll(() => tenancy.directory.bySlug('acme')?.status).toBe('active')
  await page.reload()
  await page.getByRole('button', { name: 'Edit', disabled: false }).waitFor()
  await desk.leave()
})

inBrowser('without a connection the page says so and finds back by itself', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  const { page } = doctor
  await page.getByRole('row', { name: /Asha Patil/ }).waitFor()
  await page.context().setOffline(true)
  await page.getByText(/No connection/).waitFor()
  await page.getByRole('row', { name: /Asha Patil/ }).waitFor()
  await doctor.expectAccessible()
  await page.context().setOffline(false)
  await page.getByText(/No connection/).waitFor({ state: 'hidden' })
  await doctor.leave()
})

inBrowser('a session that ends takes nothing that was typed', async () => {
  const desk = await clinics.visit('acme')
  const { page } = desk
  await desk.open('/sign-in?next=%2Fpatients%3Fsheet%3Dnew')
  const signIn = async () => {
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  await page.getByLabel('E-mail address').fill('receptionist@acme.test')
  await signIn()
  await page.getByRole('textbox', { name: 'Given name' }).fill('Kept')
  const cookies = await page.context().cookies()
  await clinics.deployment
    .visit('acme', cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
    .delete('/session')

  await page.getByRole('dialog', { name: 'You have been signed out' }).waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password')
  await desk.expectAccessible()
  await desk.picture('signed-out')
  await signIn()
  await page.getByRole('dialog', { name: 'You have been signed out' }).waitFor({ state: 'hidden' })
  await expect.poll(() => page.getByRole('textbox', { name: 'Given name' }).inputValue()).toBe('Kept')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByText(/Kept is registered as/).waitFor()
  await desk.leave()
})

inBrowser('whoever has no pages for his role is told so', async () => {
  const owner = await clinics.enter('acme', 'patient')
  await owner.page.getByRole('heading', { name: 'Acme Clinic' }).waitFor()
  await owner.page.getByText('There are no pages for your role here yet.').waitFor()
  await owner.expectAccessible()
  await owner.leave()
})

inBrowser('a page nobody has leads back to those there are', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  await doctor.open('/nowhere/at/all')
  await doctor.page.getByRole('heading', { name: 'Not found' }).waitFor()
  await doctor.expectAccessible()
  await doctor.page.getByRole('link', { name: 'To the start page' }).click()
  await doctor.page.getByRole('row', { name: /Asha Patil/ }).waitFor()
  await doctor.leave()
})
