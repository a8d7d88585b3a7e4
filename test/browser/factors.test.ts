import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { makeApp } from '#test/own-factor.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import { addAuthenticator } from './stage.ts'
import type { Visit } from './visit.ts'

let clinics: Clinics
beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

const phone = { viewport: { width: 375, height: 720 } }

async function signIn({ page }: Visit, email: string) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** On the account page, with the password shown once more. */
async function openFactors(visit: Visit, cookie: string) {
  await visit.carry(cookie)
  await visit.open('/account')
  await visit.page.getByRole('heading', { name: 'Second factor' }).waitFor()
  await visit.settled()
  const confirm = visit.page.getByRole('button', { name: 'Change', exact: true })
  if (await confirm.isVisible()) await confirm.click()
}

async function confirmAndAdd(visit: Visit, what: string) {
  const { page } = visit
  await visit.settled()
  const section = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) })
  const secret = section.getByRole('textbox', { name: 'Password' })
  if (await secret.isVisible()) {
    await secret.fill(password)
    await section.getByRole('button', { name: 'Go on' }).click()
  }
  await section.getByRole('button', { name: what }).click()
}

inBrowser('an authenticator app is added, and asked for at the next sign-in', async () => {
  const member = await newMember(clinics.deployment, 'acme', ['doctor'])
  const visit = await clinics.visit('acme')
  await openFactors(visit, member.cookie!)
  await confirmAndAdd(visit, 'Add an authenticator app')
  await visit.page.getByLabel('QR code of the secret').waitFor()
  await visit.expectAccessible()
  await visit.picture('factor-app')
  const secret = (await visit.page.locator('code').first().textContent())!.replaceAll(/\s/g, '')
  const show = makeApp(secret)
  await visit.page.getByLabel('Code of the app').fill(show())
  await visit.page.keyboard.press('Enter')
  await visit.page.getByText('They are shown this once.').waitFor()
  await visit.expectAccessible()
  await visit.picture('recovery-codes')
  const [recovery] = (await visit.page.locator('code').allTextContents()).join('\n').split(/\s+/)
  await visit.page.getByRole('button', { name: 'I have kept them' }).click()
  await visit.page.getByText('10 recovery codes left.').waitFor()
  await visit.leave()

  const again = await clinics.visit('acme', phone)
  await again.open('/sign-in')
  await signIn(again, member.email)
  await again.page.getByText('The password was right.').waitFor()
  await again.expectAccessible()
  await again.picture('second-step-phone')
  await again.page.getByLabel('Code of the app').fill('000000')
  await again.page.keyboard.press('Enter')
  await again.page.getByRole('alert').waitFor()
  await again.page.getByRole('button', { name: 'Use a recovery code' }).click()
  await again.page.getByLabel('Recovery code').fill(recovery!)
  await again.page.getByRole('button', { name: 'Go on' }).click()
  await again.page.getByRole('heading', { name: 'Patients' }).waitFor()
  await again.leave()
})

inBrowser('a passkey is made and opens the clinic by itself', async () => {
  const member = await newMember(clinics.deployment, 'acme', ['doctor'])
  const visit = await clinics.visit('acme')
  await addAuthenticator(visit.page)
  await openFactors(visit, member.cookie!)
  await confirmAndAdd(visit, 'Add a passkey')
  await visit.page.getByLabel('Name of the passkey').fill('This laptop')
  await visit.expectAccessible()
  await visit.page.getByRole('button', { name: 'Add a passkey' }).click()
  await visit.page.getByRole('button', { name: 'I have kept them' }).click()
  await visit.page.getByText('Passkey: This laptop').waitFor()
  await visit.picture('factor-passkey')

  await visit.page.context().clearCookies()
  await visit.open('/sign-in')
  await visit.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await visit.page.getByRole('heading', { name: 'Patients' }).waitFor()
  await expect.poll(visit.path).toMatch(/^\/patients/)
  await visit.leave()
})
