import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { today, yearsBetween } from '#web/format/formats.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import { smallBundle } from './small-bundle.ts'

let clinics: Clinics
let patientPath: string

beforeAll(async () => {
  if (hasChromium) clinics = await openClinics({}, { timeZone: 'Asia/Kolkata' })
})
afterAll(() => clinics?.close())

inBrowser('records are imported by upload, and the work is found again', async () => {
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await page.getByRole('link', { name: 'Import' }).first().click()
  await page.getByText('Nothing has been imported yet.').waitFor()
  // Whoever leaves before it has arrived takes the upload with him.
  await upload(page, 'radha.json', JSON.stringify(smallBundle()))
  await page.getByRole('link', { name: 'radha.json' }).waitFor()
  const { deployment } = clinics
  const stateOf = async () =>
    (await (await deployment.signIn('acme', 'owner')).get('/imports')).json().items[0].state
  await expect.poll(stateOf).not.toMatch(/waiting|uploading/)

  // Left and found again.
  await owner.open('/patients')
  await owner.open('/imports')
  await page.getByRole('link', { name: 'radha.json' }).click()
  await page.getByText('Done', { exact: true }).waitFor()
  await page.getByRole('row', { name: /^All 8 8 0 0 0$/ }).waitFor()
  await owner.expectAccessible()
  await owner.picture('import')
  await owner.leave()
})

inBrowser('a file that is no record is reported line by line', async () => {
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await owner.open('/imports')
  await upload(page, 'broken.json', '{"resourceType": "Bundle", "entry": [{')
  await page.getByRole('link', { name: 'broken.json' }).click()
  await page.getByRole('heading', { name: '1 problem' }).waitFor()
  await page.getByRole('cell', { name: 'broken.json' }).waitFor()
  await owner.expectAccessible()
  await owner.leave()
})

inBrowser('the patient is found by a part of the name, and the chart shows what matters', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  const { page } = doctor
  await page.getByLabel('Search patients').fill('kulk')
  await page.getByRole('link', { name: 'Radha Kulkarni' }).click()
  await page.getByRole('heading', { name: 'Radha Kulkarni', level: 1 }).waitFor()
  patientPath = doctor.path()

  const banner = page.locator('h1').locator('..').locator('..')
  const years = yearsBetween('1958-03-09', today('Asia/Kolkata'))
  await banner.getByText(`${years} yrs · Female`).waitFor()
  await banner.getByText('Allergies: Penicillin').waitFor()
  expect(await page.getByRole('link', { name: '+91 98200 55555' }).getAttribute('href')).toBe(
    'tel:+919820055555',
  )
  const whatsapp = page.getByRole('link', { name: /WhatsApp/ })
  await expect.poll(() => whatsapp.getAttribute('href')).toBe('https://wa.me/919820055555')

  const summary = page.getByRole('complementary', { name: 'Summary' })
  await summary.getByText('Essential hypertension').waitFor()
  await summary.getByText('Amlodipine 5 mg').waitFor()
  await summary.getByText('126/82').waitFor()
  await doctor.expectAccessible()
  await doctor.picture('chart')
  await doctor.leave()
})

inBrowser('the timeline is in the clinic’s days, filtered by kind, and opens the original', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  const { page } = doctor
  await doctor.open(patientPath)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  // Still the first of October for the browser, which is in New York.
  await timeline.getByRole('button', { name: /2 Oct 2026 .*Blood pressure check/ }).waitFor()

  await timeline.getByRole('button', { name: 'Visit 1' }).click()
  await expect.poll(() => timeline.getByRole('listitem').count()).toBe(1)
  await expect.poll(doctor.path).toMatch(/kinds=encounter/)
  await page.reload()
  await timeline.getByRole('button', { name: /Blood pressure check/ }).click()
  const sheet = page.getByRole('dialog', { name: 'Blood pressure check' })
  await sheet.getByText('"resourceType": "Encounter"').waitFor()
  await doctor.expectAccessible()
  await doctor.picture('record')
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: /Blood pressure .*Show the trend/ }).click()
  const trend = page.getByRole('dialog', { name: /Blood pressure/ })
  await trend.getByRole('img', { name: /3 values between 80 and 138/ }).waitFor()
  await doctor.expectAccessible()
  await doctor.leave()
})

inBrowser('another clinic sees none of it, whatever address it opens', async () => {
  const stranger = await clinics.enter('globex', 'doctor')
  const { page } = stranger
  await page.getByText('There are no patients yet.').waitFor()
  await page.getByLabel('Search patients').fill('Kulkarni')
  await page.getByText('Nobody found for “Kulkarni”.').waitFor()

  await stranger.open(patientPath)
  await page.getByRole('heading', { name: 'Not found' }).waitFor()
  const foreign = await page.locator('#main').innerText()
  expect(await page.content()).not.toContain('Radha')
  await stranger.expectAccessible()

  await stranger.open(patientPath.replace(/.{4}$/, 'ffff'))
  await page.getByRole('heading', { name: 'Not found' }).waitFor()
  await expect.poll(() => page.locator('#main').innerText()).toBe(foreign)
  await stranger.leave()

  // It is there, for those it belongs to.
  const own = await clinics.enter('acme', 'viewer')
  await own.open(patientPath)
  await own.page.getByRole('heading', { name: 'Radha Kulkarni' }).waitFor()
  await own.leave()
})

inBrowser('the desk sees who somebody is, and no illness', async () => {
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await desk.open(patientPath)
  await page.getByRole('heading', { name: 'Contact' }).waitFor()
  await desk.settled()
  expect(await page.content()).not.toContain('Penicillin')
  expect(await page.content()).not.toContain('hypertension')
  await desk.expectNone(page.getByRole('link', { name: 'Import' }))
  await desk.expectAccessible()
  await desk.leave()
})

async function upload(page: Page, name: string, content: string) {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose files' }).click()
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
}
