import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics

beforeAll(async () => {
  if (hasChromium) clinics = await openClinics()
})
afterAll(() => clinics?.close())

inBrowser('a patient whom one desk registers stands in the other desk’s list, without a reload', async () => {
  const [desk, doctor, other] = await Promise.all([
    clinics.enter('acme', 'receptionist'),
    clinics.enter('acme', 'doctor'),
    clinics.enter('globex', 'owner'),
  ])
  for (const { page } of [doctor, other]) await page.getByText('There are no patients yet.').waitFor()
  await expect.poll(() => clinics.deployment.app.live.count).toBe(3)
  await desk.open('/patients?sheet=new')
  const sheet = desk.page.getByRole('dialog', { name: 'Register a patient' })
  await sheet.getByRole('textbox', { name: 'Given name' }).fill('Sarasvati')
  await sheet.getByRole('button', { name: 'Register' }).click()
  await doctor.page.getByRole('row', { name: /Sarasvati/ }).waitFor()
  await doctor.picture('live-list')
  await other.expectNone(other.page.getByText('Sarasvati'))
  for (const visit of [desk, doctor, other]) await visit.leave()
})

inBrowser('of two tabs one listens for both, and the other goes on when it is closed', async () => {
  const first = await clinics.enter('solo', 'doctor')
  const second = await first.page.context().newPage()
  await second.goto(first.page.url())
  await second.getByText('There are no patients yet.').waitFor()
  const { live } = clinics.deployment.app
  await expect.poll(() => live.count).toBe(1)
  await first.page.close()
  await expect.poll(() => live.count).toBe(1)
  const desk = await clinics.deployment.signIn('solo', 'receptionist')
  await desk.post('/patients', { givenName: 'Ganga', confirmedDuplicate: true })
  await second.getByRole('row', { name: /Ganga/ }).waitFor()
  await first.leave()
})

inBrowser('whoever is signed out elsewhere is asked for his password within seconds', async () => {
  const doctor = await clinics.enter('globex', 'doctor')
  await expect.poll(() => clinics.deployment.app.live.count).toBe(1)
  await (await clinics.deployment.signIn('globex', 'doctor')).delete('/session')
  await doctor.page.getByRole('dialog', { name: 'You have been signed out' }).waitFor()
  await doctor.leave()
})
