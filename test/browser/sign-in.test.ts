import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import type { Visit } from './visit.ts'

const showroom = { slug: 'showroom', name: 'Showroom' }
const shown = { email: 'doctor@showroom.example', password: 'for everybody', role: 'doctor' }
let clinics: Clinics

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics({ demoSignIns: () => [shown] })
})
afterAll(() => clinics?.close())

async function signIn({ page }: Visit, email: string, secret = password) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(secret)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

inBrowser('a doctor signs in and is where he wanted to go', async () => {
  const doctor = await clinics.visit('acme')
  await doctor.open('/imports')
  await doctor.page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
  await expect.poll(doctor.path).toBe('/sign-in?next=%2Fimports')
  await doctor.picture('sign-in')
  await doctor.expectAccessible()
  const field = doctor.page.getByRole('textbox', { name: 'Password' })
  await expect.poll(() => field.getAttribute('type')).toBe('password')
  await expect.poll(() => field.getAttribute('autocomplete')).toBe('current-password')

  await signIn(doctor, 'doctor@acme.test')
  await doctor.page.getByRole('heading', { name: 'Import records' }).waitFor()
  await expect.poll(doctor.path).toBe('/imports')
  await expect.poll(() => doctor.page.title()).toBe('Import records · Acme Clinic')
  await doctor.leave()
})

inBrowser('a wrong password is said in words, and the address stays', async () => {
  const stranger = await clinics.visit('acme')
  await stranger.open('/sign-in')
  await signIn(stranger, 'doctor@acme.test', 'guessed')
  const alert = stranger.page.getByRole('alert')
  await alert.waitFor()
  await expect.poll(() => alert.textContent()).toContain('The e-mail address or the password is not right.')
  await expect.poll(() => stranger.page.getByLabel('E-mail address').inputValue()).toBe('doctor@acme.test')
  await expect.poll(() => stranger.page.getByRole('textbox', { name: 'Password' }).inputValue()).toBe('')
  await stranger.expectAccessible()

  await stranger.page.reload()
  await signIn(stranger, 'nobody@acme.test', 'guessed')
  await expect.poll(() => alert.textContent()).toContain('The e-mail address or the password is not right.')
  await stranger.leave()
})

inBrowser('only a demonstration shows its sign-ins, and one click fills one in', async () => {
  const { fleet, tenancy } = clinics.deployment
  await fleet.provision({ ...showroom, app: 'clinic', plan: 'trial', placement: 'pool', demo: true })
  await expect.poll(() => tenancy.directory.bySlug(showroom.slug)).toBeDefined()
  const visitor = await clinics.visit(showroom.slug)
  await visitor.open('/sign-in')
  await visitor.page.getByRole('button', { name: /Fill in: Doctor/ }).click()
  await expect.poll(() => visitor.page.getByLabel('E-mail address').inputValue()).toBe(shown.email)
  await expect
    .poll(() => visitor.page.getByRole('textbox', { name: 'Password' }).inputValue())
    .toBe(shown.password)
  await expect.poll(() => visitor.page.locator(':focus').textContent()).toBe('Sign in')
  await visitor.expectAccessible()
  await visitor.leave()

  const elsewhere = await clinics.visit('globex')
  await elsewhere.open('/sign-in')
  await elsewhere.page.getByRole('heading', { name: 'Sign in to Globex Clinic' }).waitFor()
  await elsewhere.expectNone(elsewhere.page.getByText('Demonstration'))
  await elsewhere.leave()
})

inBrowser('who signs out is gone, with the back button too', async () => {
  const doctor = await clinics.visit('acme')
  await doctor.open('/sign-in')
  await signIn(doctor, 'doctor@acme.test')
  await doctor.page.getByRole('button', { name: /Account of/ }).click()
  await doctor.page.getByRole('button', { name: 'Sign out' }).click()
  await doctor.page.waitForURL(/sign-in$/)
  await doctor.open('/patients')
  await doctor.page.waitForURL(/sign-in\?next=/)
  await doctor.expectNone(doctor.page.getByRole('table'))
  await doctor.leave()
})

inBrowser('a member of one clinic is nobody in another, and is told so', async () => {
  const doctor = await clinics.visit('globex')
  await doctor.carry((await clinics.deployment.signIn('acme', 'doctor')).cookie!)
  await doctor.open('/patients')
  await doctor.page.getByRole('heading', { name: 'You do not belong to Globex Clinic' }).waitFor()
  await doctor.expectAccessible()
  await doctor.leave()
})

inBrowser('the whole page speaks Hindi to whoever wants it', async () => {
  const visitor = await clinics.visit('acme')
  await visitor.open('/sign-in')
  await visitor.page.evaluate(() => localStorage.clear())
  await visitor.page.getByText('हिन्दी').click()
  await visitor.page.getByRole('heading', { name: 'Acme Clinic में साइन इन करें' }).waitFor()
  await expect.poll(() => visitor.page.locator('html').getAttribute('lang')).toBe('hi')
  await visitor.expectAccessible()
  await visitor.leave()
})

inBrowser('a clinic on a host of its own works below no path', async () => {
  const doctor = await clinics.visit('acme', { ownHost: true })
  await doctor.open('/imports')
  await doctor.page.waitForURL(/^http:\/\/acme\.localhost:\d+\/sign-in\?next=/)
  await signIn(doctor, 'doctor@acme.test')
  await doctor.page.getByRole('heading', { name: 'Import records' }).waitFor()
  await expect.poll(doctor.path).toBe('/imports')
  await doctor.leave()
})

inBrowser('the platform’s own address leads to a clinic by its short name', async () => {
  const visitor = await clinics.visit('acme')
  await visitor.page.goto(new URL('/', clinics.origin).href)
  await visitor.page.getByRole('heading', { name: 'Find your clinic or shop' }).waitFor()
  await visitor.expectAccessible()
  await visitor.page.getByLabel('Short name').fill('acme')
  await visitor.page.keyboard.press('Enter')
  await visitor.page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
  await visitor.leave()
})

inBrowser('what the policy forbids is noticed here', async () => {
  const visitor = await clinics.visit('acme')
  await visitor.open('/sign-in')
  await visitor.page.evaluate(() => {
    const style = document.createElement('style')
    style.textContent = 'body { color: red }'
    document.head.append(style)
  })
  await expect(
    visitor.page.evaluate(() => {
      document.body.innerHTML = '<img src="x" onerror="alert(1)">'
    }),
  ).rejects.toThrow('markup from a string is refused')
  expect(visitor.complaints().join()).toMatch(/Content Security Policy/)
  visitor.complaints().length = 0
  await visitor.leave()
})
