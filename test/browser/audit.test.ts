import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics
let patientId: string
beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  await clinics.deployment.startWorker()
  const doctor = await clinics.deployment.signIn('acme', 'doctor')
  patientId = (await doctor.post('/patients', { givenName: 'Ada', familyName: 'Audited' })).json().id
  await doctor.get(`/patients/${patientId}`)
  const theirs = await clinics.deployment.signIn('globex', 'doctor')
  await theirs.post('/patients', { givenName: 'Foreign', familyName: 'Patient' })
})
afterAll(() => clinics?.close())

/** What the browser saves when something is done. */
async function saved(page: Page, act: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

inBrowser('the owner sees who did and who read what, and nothing of another clinic', async () => {
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await page.getByRole('link', { name: 'Audit' }).first().click()
  const list = page.getByRole('list', { name: 'Audit' })
  await list.getByText('Patient registered').first().waitFor()
  expect(await list.textContent()).not.toContain('Foreign')
  await owner.expectAccessible()
  await owner.picture('audit')

  await page.getByText('It has not been verified yet.').waitFor()
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText(/^Verified .*: all 0 sealed events are as they were\.$/).waitFor()

  const made = list.getByRole('listitem').filter({ hasText: 'Patient registered' }).first()
  await made.getByRole('button', { name: 'Details' }).click()
  await made.getByRole('cell', { name: 'Audited' }).waitFor()
  await owner.expectAccessible()
  await owner.picture('audit-details')

  await page.getByLabel('What', { exact: true }).selectOption('Signing in')
  await list.getByText('Patient registered').first().waitFor({ state: 'hidden' })
  await list.getByText('Signed in').first().waitFor()
  await page.waitForURL(/action=sign_in/)
  await owner.open('/audit?action=patients.read')
  await list.getByText("Patient's details read").first().waitFor()
  await expect.poll(() => page.getByLabel('What', { exact: true }).inputValue()).toBe('patients.read')
  await page.getByRole('button', { name: 'Downloads and key' }).click()
  await owner.expectAccessible()
  await owner.picture('audit-downloads')
  const shown = await saved(page, () => page.getByRole('link', { name: 'Table (CSV)' }).click())
  expect(shown.name).toBe('audit-acme.csv')
  expect(shown.text).toContain('"patients.read"')
  expect(shown.text).not.toContain('"patients.create"')
  const whole = await saved(page, () => page.getByRole('link', { name: 'With seals (NDJSON)' }).click())
  expect(whole.name).toBe('audit-acme.ndjson')
  expect(JSON.parse(whole.text.split('\n', 1)[0]!)).toMatchObject({ type: 'audit', slug: 'acme' })

  await owner.open('/audit')
  await list.getByText('Patient registered').first().waitFor()
  await page.getByRole('combobox', { name: 'Who' }).fill('own')
  await page.getByRole('option', { name: 'owner' }).click()
  await list.getByText('Patient registered').first().waitFor({ state: 'hidden' })
  await page.waitForURL(/actor=/)
  await owner.expectAccessible()
  await owner.picture('audit-of-one-person')

  await page.getByLabel('From day').fill('2001-01-01')
  await page.getByLabel('To day').fill('2001-01-02')
  await page.getByText('Nothing of this kind has happened.').waitFor()
  await owner.leave()
})

inBrowser('who opened a chart is one link away, in Hindi on a dark phone', async () => {
  const owner = await clinics.enter('acme', 'owner', {
    viewport: { width: 375, height: 720 },
    colorScheme: 'dark',
    language: 'hi',
  })
  await owner.open(`/patients/${patientId}`)
  await owner.page.getByRole('link', { name: 'यह चार्ट किसने खोला' }).click()
  await owner.page.getByText('केवल एक मरीज़ से जुड़ी बातें।').waitFor()
  await owner.page.getByText('मरीज़ का विवरण पढ़ा').first().waitFor()
  await owner.expectAccessible()
  await owner.picture('audit-phone-dark')
  await owner.expectFits()
  await owner.leave()
})

inBrowser('whoever may not read the audit finds no way to it', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  await doctor.page.getByRole('link', { name: 'Patients' }).first().waitFor()
  await doctor.expectNone(doctor.page.getByRole('link', { name: 'Audit', exact: true }))
  await doctor.open('/audit')
  await doctor.page.getByRole('alert').waitFor()
  await doctor.leave()
})
