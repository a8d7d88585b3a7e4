import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { linkTo } from '#test/mails.ts'
import { newMember } from '#test/new-member.ts'
import { type Clinics, inBrowser, openClinics, type Visitor } from './clinics.ts'
import type { Visit } from './visit.ts'

let clinics: Clinics
beforeAll(async () => {
  if (hasChromium) clinics = await openClinics()
})
afterAll(() => clinics?.close())

const newPassword = 'grey otters walk at night'
const phone: Visitor = {
  viewport: { width: 375, height: 720 },
  hasTouch: true,
  isMobile: true,
  colorScheme: 'dark',
  language: 'hi',
}

async function signIn({ page }: Visit, email: string, secret: string) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(secret)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A page below the clinic's address: the mail names the address that the deployment is known by. */
const pageOf = async (email: string) =>
  (await linkTo(clinics.deployment, email)).path.replace('/clinic/acme', '')

inBrowser('who has forgotten his password sets another one by a link', async () => {
  const person = await newMember(clinics.deployment, 'acme', ['nurse'])
  const visit = await clinics.visit('acme')
  const { page } = visit
  await visit.open('/sign-in')
  await page.getByRole('link', { name: 'Forgotten password' }).click()
  await page.getByRole('heading', { name: 'Forgotten password' }).waitFor()
  await page.getByLabel('E-mail address').fill(person.email)
  await visit.expectAccessible()
  await visit.picture('forgot-password')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByRole('status').getByText(person.email).waitFor()
  await visit.picture('forgot-password-asked')

  await visit.open(await pageOf(person.email))
  await page.getByRole('heading', { name: 'Set a new password' }).waitFor()
  await expect.poll(() => page.getByLabel('E-mail address').inputValue()).toBe(person.email)
  await page.getByRole('textbox', { name: 'New password' }).fill('eight chars')
  await page.getByRole('button', { name: 'Set a new password' }).click()
  await page
    .getByRole('alert')
    .getByText(/too short/)
    .waitFor()
  await visit.expectAccessible()
  await visit.picture('set-password')
  await page.getByRole('textbox', { name: 'New password' }).fill(newPassword)
  await page.getByRole('button', { name: 'Set a new password' }).click()
  await page
    .getByRole('status')
    .getByText(/new password holds/)
    .waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(visit, person.email, newPassword)
  await page.getByRole('button', { name: /Account of/ }).waitFor()
  await visit.leave()
})

inBrowser('a link that is over says so and leads to another', async () => {
  const visit = await clinics.visit('acme', phone)
  await visit.open(`/set-password#${'A'.repeat(43)}`)
  await visit.page.getByRole('alert').waitFor()
  await visit.expectAccessible()
  await visit.picture('set-password-over')
  await visit.page.getByRole('link', { name: 'दूसरा लिंक माँगें' }).click()
  await visit.page.getByRole('heading', { name: 'पासवर्ड भूल गए' }).waitFor()
  await visit.leave()
})

inBrowser('a person changes the address he signs in with, and verifies it by that', async () => {
  const person = await newMember(clinics.deployment, 'acme', ['nurse'])
  const email = `new.${person.email}`
  const visit = await clinics.visit('acme')
  const { page } = visit
  await visit.carry(person.cookie!)
  await visit.open('/account')
  await page.getByText('Not verified').waitFor()
  await visit.expectAccessible()
  await visit.picture('account')
  await page.getByRole('button', { name: 'Change the address' }).click()
  await page.getByLabel('New e-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Present password' }).fill(password)
  await visit.picture('account-change-email')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText(`A link was sent to ${email}`).waitFor()

  await visit.open(await pageOf(email))
  await page.getByRole('button', { name: 'Confirm the e-mail address' }).click()
  await page.getByRole('status').getByText(email).waitFor()
  await visit.picture('confirm-email')
  await visit.expectAccessible()
  await visit.open('/account')
  await page.getByText('Verified', { exact: true }).waitFor()
  await page.getByText(email).first().waitFor()
  await visit.leave()
})

inBrowser('a person sees where he is signed in, and signs out elsewhere and everywhere', async () => {
  const person = await newMember(clinics.deployment, 'acme', ['nurse'])
  const other = await clinics.visit('acme', phone)
  await other.open('/sign-in')
  const signedIn = await clinics.deployment.visit('acme').post('/session', { email: person.email, password })
  await other.carry(String(signedIn.headers['set-cookie']).split(';', 1)[0]!)
  const visit = await clinics.visit('acme')
  const { page } = visit
  await visit.carry(person.cookie!)
  await visit.open('/')
  await page.getByRole('button', { name: /Account of/ }).click()
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByText('Here', { exact: true }).waitFor()
  await other.open('/account')
  await other.page.getByRole('heading', { name: 'आप कहाँ-कहाँ साइन इन हैं' }).waitFor()
  await other.expectAccessible()
  await other.picture('account-phone')

  const others = page.getByRole('button', { name: /^Sign out: / })
  await others.click()
  await others.waitFor({ state: 'hidden' })
  await other.open('/account')
  await other.page.getByRole('heading', { name: /साइन इन करें/ }).waitFor()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
  await visit.open('/account')
  await page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
  await visit.leave()
  await other.leave()
})

inBrowser('somebody calls himself otherwise, and is called so at once', async () => {
  const { cookie } = await newMember(clinics.deployment, 'acme', ['viewer'])
  const visit = await clinics.visit('acme')
  await visit.carry(cookie!)
  await visit.open('/account')
  await visit.page.getByRole('button', { name: 'Change the name' }).click()
  await visit.page.getByRole('textbox', { name: 'Your name' }).fill('Dr. Ada Lovelace')
  await visit.expectAccessible()
  await visit.picture('change-name')
  await visit.page.getByRole('button', { name: 'Change the name' }).click()
  await visit.page.getByText('Your name is changed.').waitFor()
  await visit.page.getByRole('button', { name: 'Account of Dr. Ada Lovelace' }).waitFor()
  await visit.leave()
})
