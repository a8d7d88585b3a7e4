import { afterAll, beforeAll, expect } from 'vitest'
import { createImport } from '#apps/clinic/fhir/imports.contract.ts'
import { registerPatient } from '#apps/clinic/patients/patients.contract.ts'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics, type Visitor } from './clinics.ts'

let clinics: Clinics
let paths: Record<string, string>

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  const { call } = await clinics.deployment.signIn('acme', 'owner')
  const patient = await call(registerPatient, {
    body: {
      // Names of either direction, and longer than anybody planned for.
      givenName: 'Venkatanarasimharajuvaripeta',
      familyName: 'محمد العلي',
      phone: '+919820012345',
      birthDate: '1981-05-17',
      address: { line: '12 Karve Road', city: 'Pune', country: 'IN' },
    },
  })
  const file = await call(createImport, { body: { name: 'left-half-way.json', sizeBytes: 1000 } })
  paths = {
    patients: '/patients',
    'nobody-found': '/patients?q=nobody',
    registration: '/patients?sheet=new',
    patient: `/patients/${patient.id}`,
    edit: `/patients/${patient.id}?sheet=edit`,
    imports: '/imports',
    'one-import': `/imports/${file.id}`,
    'not-found': '/patients/0193a0d2-0000-7000-8000-000000000000',
  }
})
afterAll(() => clinics?.close())

const desk: Visitor = { viewport: { width: 1280, height: 800 } }
const phone: Visitor = { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true }

const looks: [name: string, visitor: Visitor][] = [
  ['desk-light-en', { ...desk, colorScheme: 'light', language: 'en' }],
  ['desk-dark-hi', { ...desk, colorScheme: 'dark', language: 'hi' }],
  ['phone-light-hi', { ...phone, colorScheme: 'light', language: 'hi' }],
  ['phone-dark-en', { ...phone, colorScheme: 'dark', language: 'en' }],
]

inBrowser.each(looks)('every page can be read and used by everybody: %s', async (look, visitor) => {
  const owner = await clinics.enter('acme', 'owner', visitor)
  const { page } = owner
  for (const [name, path] of Object.entries(paths)) {
    await owner.open(path)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    if (path.includes('sheet=')) await page.getByRole('dialog').waitFor()
    await owner.expectAccessible()
    await owner.picture(`${name}-${look}`)
    await owner.expectFits()
  }
  await owner.leave()
})

inBrowser('on a phone the pages are under the thumb and patients are cards', async () => {
  const owner = await clinics.enter('acme', 'owner', phone)
  const { page } = owner
  const bar = page.getByRole('navigation', { name: 'Pages' })
  // There is one, or this would refuse to choose.
  await bar.waitFor()
  const box = await bar.boundingBox()
  expect(box!.y + box!.height).toBe(720)
  await page.getByRole('listitem').filter({ hasText: 'Venkata' }).waitFor()
  await owner.expectNone(page.getByRole('table'))
  await bar.getByRole('link', { name: 'Import' }).click()
  await page.getByRole('heading', { name: 'Import records' }).waitFor()
  await owner.leave()
})

inBrowser('the banner never leaves the screen', async () => {
  const owner = await clinics.enter('acme', 'owner', { viewport: { width: 800, height: 300 } })
  const { page } = owner
  await owner.open(paths.patient!)
  const name = page.getByRole('heading', { level: 1 })
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.mouse.wheel(0, 4000)
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(50)
  expect((await name.boundingBox())!.y).toBeGreaterThanOrEqual(0)
  await owner.leave()
})

inBrowser('what is printed of a chart is the summary alone', async () => {
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await owner.open(paths.patient!)
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  await expect.poll(() => page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
  await expect.poll(() => page.getByRole('heading', { name: 'Problems' }).isVisible()).toBe(true)
  await page.getByText(/Printed by owner, Acme Clinic/).waitFor()
  for (const hidden of [page.getByRole('heading', { name: 'Timeline' }), page.getByRole('banner')]) {
    await expect.poll(() => hidden.isVisible()).toBe(false)
  }
  await owner.picture('printed')
  await owner.leave()
})
