import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics
beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

inBrowser(
  'a clinic’s own host is entered by way of the platform’s, with the session or the sign-in there',
  async () => {
    const { email } = await newMember(clinics.deployment, 'acme', ['receptionist'])
    const visit = await clinics.visit('acme', { ownHost: true })
    await visit.open('/sign-in')
    await visit.page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
    await visit.expectAccessible()
    await visit.picture('sign-in-own-host')
    await visit.page.getByRole('button', { name: 'Sign in through the platform' }).click()
    await visit.page.waitForURL(`${clinics.origin}/clinic/acme/sign-in**`)
    await visit.page.getByLabel('E-mail address').fill(email)
    await visit.page.getByRole('textbox', { name: 'Password' }).fill(password)
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await visit.page.waitForURL(`${clinics.origin.replace('//', '//acme.')}/patients`)
    await visit.page.getByRole('heading', { name: 'Patients' }).waitFor()

    // Signed in on the platform's host already, it takes no more than the button.
    await visit.page.getByRole('button', { name: /Account of/ }).click()
    await visit.page.getByRole('button', { name: 'Sign out' }).click()
    await visit.page.getByRole('button', { name: 'Sign in through the platform' }).click()
    await visit.page.waitForURL(`${clinics.origin.replace('//', '//acme.')}/patients`)
    await visit.page.getByRole('heading', { name: 'Patients' }).waitFor()

    await visit.open(`/enter#${'A'.repeat(43)}`)
    await visit.page.getByText('This link has been used').waitFor()
    await visit.expectAccessible()
    await expect.poll(() => visit.page.getByRole('link', { name: 'Begin again' }).count()).toBe(1)
    await visit.leave()
  },
)
