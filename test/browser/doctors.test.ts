import { afterAll, beforeAll } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { newMember } from '#test/new-member.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics
beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

inBrowser(
  'a doctor gets a profile, which is changed, and a licence that is another’s is refused',
  async () => {
    const taken = await newMember(clinics.deployment, 'acme', ['doctor'])
    const owner = await clinics.deployment.signIn('acme', 'owner')
    await owner.post('/practitioners', {
      memberId: taken.memberId,
      licenceNumber: 'MMC-77',
      speciality: 'Surgery',
      qualification: 'MS',
      practisingSince: 1998,
      feeMinor: 80_000,
    })
    const admin = await clinics.enter('acme', 'admin')
    await admin.page.getByRole('link', { name: 'Doctors' }).click()
    await admin.page.getByRole('heading', { name: 'Doctors' }).waitFor()
    await admin.page.getByRole('button', { name: 'Ada Newcomer' }).waitFor()
    await admin.expectAccessible()
    await admin.picture('doctors')

    await admin.page.keyboard.press('n')
    const sheet = admin.page.getByRole('dialog')
    await sheet.getByRole('button', { name: 'Add a doctor' }).click()
    await sheet.getByText('Enter the licence number.').waitFor()
    await sheet.getByRole('combobox', { name: 'Member' }).fill('doctor@acme')
    await admin.page.getByRole('option', { name: 'doctor · doctor@acme.test' }).click()
    await sheet.getByLabel('Licence number').fill('MMC-77')
    await sheet.getByLabel('Speciality').fill('Paediatrics')
    await sheet.getByLabel('Fee for a consultation').fill('500.50')
    await admin.expectAccessible()
    await admin.picture('new-doctor')
    await sheet.getByRole('button', { name: 'Add a doctor' }).click()
    await sheet.getByText('Another doctor of the clinic has this licence number.').waitFor()
    await sheet.getByLabel('Licence number').fill('MMC-78')
    await sheet.getByRole('button', { name: 'Add a doctor' }).click()
    await admin.page.getByText('doctor has a profile.').waitFor()
    await admin.page.getByRole('cell', { name: '₹500.50' }).waitFor()

    await admin.page.getByRole('button', { name: 'doctor', exact: true }).click()
    await sheet.getByLabel('Practising since').fill('1700')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('Enter a year, such as 2001.').waitFor()
    await sheet.getByLabel('Practising since').fill('2001')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await admin.page.getByRole('cell', { name: '2001' }).waitFor()
    await admin.leave()
  },
)

inBrowser('the desk reads the doctors, on a phone and in Hindi, and changes nothing', async () => {
  const phone = { viewport: { width: 375, height: 720 } }
  const desk = await clinics.enter('acme', 'receptionist', { ...phone, language: 'hi', colorScheme: 'dark' })
  await desk.open('/practitioners')
  await desk.page.getByRole('heading', { name: 'डॉक्टर' }).waitFor()
  await desk.page.getByText('Ada Newcomer').waitFor()
  await desk.expectAccessible()
  await desk.picture('doctors-phone-hindi-dark')
  await desk.expectNone(desk.page.getByRole('button', { name: 'डॉक्टर जोड़ें' }))
  await desk.expectNone(desk.page.getByRole('button', { name: 'Ada Newcomer' }))
  await desk.expectFits()
  await desk.leave()
})

inBrowser('a clinic without doctors is told how to begin', async () => {
  const owner = await clinics.enter('globex', 'owner')
  await owner.open('/practitioners')
  await owner.page.getByText('Add one, so that name, licence and fee can be printed.').waitFor()
  await owner.expectAccessible()
  await owner.leave()
})
