import sharp from 'sharp'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import type { Visit } from './visit.ts'

let clinics: Clinics

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

const saved = ({ page }: Visit) => page.getByText('The settings are saved.').last().waitFor()
const tab = ({ page }: Visit, name: string) => page.getByRole('tab', { name, exact: true })

inBrowser('an owner names her clinic, and everybody sees it at once', async () => {
  const desk = await clinics.enter('acme', 'receptionist')
  const other = await clinics.enter('globex', 'owner')
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await page.getByLabel('Name on every screen').fill('Acme Hospital')
  await owner.expectAccessible()
  await owner.picture('settings-profile')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await saved(owner)
  await page.getByRole('banner').getByText('Acme Hospital').waitFor()
  // Whoever is at work sees it without doing anything.
  await desk.page.getByRole('banner').getByText('Acme Hospital').waitFor()
  await other.page.getByRole('banner').getByText('Globex Clinic').waitFor()

  await page.getByLabel('Tax number (GSTIN)').fill('27AAPFU0939F1ZX')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await page.getByText('This is not a GSTIN').waitFor()
  await owner.expectAccessible()
  await page.getByLabel('Tax number (GSTIN)').fill('27AAPFU0939F1ZV')
  await page.getByLabel('Legal name').fill('Acme Health LLP')
  await page.getByRole('button', { name: 'Save' }).last().click()
  const kept = async () =>
    (await (await clinics.deployment.signIn('acme', 'owner')).get('/settings/profile')).json().legalName
  await expect.poll(kept).toBe('Acme Health LLP')
  await page.reload()
  await page.getByLabel('Legal name').waitFor()
  await expect.poll(() => page.getByLabel('Legal name').inputValue()).toBe('Acme Health LLP')
  for (const visit of [desk, other, owner]) await visit.leave()
})

inBrowser('an office gets its hours by keyboard, and the last one cannot be closed', async () => {
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await owner.open('/settings?tab=offices')
  await page.getByRole('button', { name: 'New office' }).focus()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Name of the office').fill('Hill Road')
  await sheet.getByLabel('Address').fill('4 Hill Road')
  await sheet.getByRole('button', { name: 'Add hours on Monday' }).press('Enter')
  await sheet.getByRole('button', { name: 'As the day before, Tuesday' }).press('Enter')
  await sheet.getByLabel('Monday, closes at').fill('08:00')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByText('Hours must end after they begin').waitFor()
  await owner.expectAccessible()
  await owner.picture('settings-office')
  await sheet.getByLabel('Monday, closes at').fill('14:00')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await saved(owner)
  await page.getByRole('row', { name: /Hill Road.*Usual one/ }).waitFor()
  await owner.picture('settings-offices')
  await owner.expectAccessible()

  await page.getByRole('link', { name: 'Hill Road' }).click()
  await sheet.getByText('This is the only office').waitFor()
  await owner.expectNone(sheet.getByRole('button', { name: 'Close this office' }))
  await expect.poll(() => sheet.getByLabel('Tuesday, closes at').inputValue()).toBe('13:00')
  await owner.leave()
})

inBrowser('a logo and a colour are in the frame and on the sign-in page', async () => {
  const owner = await clinics.enter('globex', 'owner')
  const { page } = owner
  await owner.open('/settings?tab=branding')
  const logo = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#c2410c' } })
    .jpeg()
    .toBuffer()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'logo.jpg', mimeType: 'image/jpeg', buffer: logo })
  await saved(owner)
  await page.getByRole('img', { name: 'Logo of Globex Clinic' }).waitFor()
  await page.getByRole('textbox', { name: 'Colour' }).fill('#ffd400')
  // Yellow cannot be read on white, and the page says what is used there.
  await page.getByText(/Contrast 1\.4\d* to 1\. Too little for a text: #/).waitFor()
  await owner.expectAccessible()
  await owner.picture('settings-branding')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(async () => (await clinics.deployment.visit('globex').get('/tenant')).json().branding.accent)
    .toBe('#ffd400')
  await owner.expectAccessible()
  await owner.picture('settings-branding-yellow')

  const visitor = await clinics.visit('globex', { colorScheme: 'dark' })
  await visitor.open('/sign-in')
  const drawn = visitor.page.locator('main img')
  await expect.poll(() => drawn.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(512)
  await visitor.expectAccessible()
  await visitor.picture('sign-in-with-logo')
  await visitor.leave()

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
  await page.getByText('This is not a picture that can be used').waitFor()
  await page.getByRole('button', { name: 'Remove the logo' }).click()
  await page.getByRole('img', { name: 'Logo of Globex Clinic' }).waitFor({ state: 'detached' })
  await owner.leave()
})

inBrowser('the zone that is set is the one that times are shown in', async () => {
  const owner = await clinics.enter('solo', 'owner')
  const { page } = owner
  await owner.open('/settings?tab=region')
  await page.getByRole('combobox', { name: 'Time zone' }).click()
  await page.getByRole('combobox', { name: 'Time zone' }).fill('New York')
  await page.getByRole('option', { name: 'America/New York' }).click()
  await page.getByLabel('The week begins on').selectOption({ label: 'Sunday' })
  await owner.expectAccessible()
  await owner.picture('settings-region')
  await page.getByRole('button', { name: 'Save' }).click()
  await saved(owner)
  const signedIn = await clinics.deployment.signIn('solo', 'owner')
  await expect
    .poll(async () => (await signedIn.get('/session')).json().tenant)
    .toMatchObject({ timeZone: 'America/New_York', weekStart: 7 })
  await owner.open('/settings?tab=offices')
  await page.getByRole('button', { name: 'New office' }).click()
  const days = page.getByRole('dialog').getByRole('term')
  await expect.poll(() => days.allTextContents()).toHaveLength(7)
  await expect.poll(() => days.first().textContent()).toBe('Sunday')
  await owner.leave()
})

inBrowser('numbers are written in the clinic’s own way, with the next one in sight', async () => {
  const owner = await clinics.enter('acme', 'owner', { colorScheme: 'dark' })
  const { page } = owner
  await owner.open('/settings?tab=numbering')
  await page.getByLabel('Begins with').fill('rh')
  await page.getByLabel('Digits at least').fill('4')
  await page.getByLabel('Next number').fill('250')
  await page.getByText(/^RH-\d{4}-0250$/).waitFor()
  await owner.expectAccessible()
  await owner.picture('settings-numbering-dark')
  await page.getByRole('button', { name: 'Save' }).click()
  await saved(owner)
  await page.getByLabel('Next number').fill('3')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Numbers below 250 were given out already').waitFor()
  await owner.leave()
})

inBrowser('security on a phone in Hindi: idle time, and who has no second factor', async () => {
  const phone = { viewport: { width: 375, height: 720 } }
  const owner = await clinics.enter('globex', 'owner', { ...phone, language: 'hi', colorScheme: 'dark' })
  const { page } = owner
  await owner.open('/settings?tab=security')
  await page.getByRole('heading', { name: 'बिना दूसरे प्रमाण के' }).waitFor()
  await owner.expectAccessible()
  await owner.picture('settings-security-phone-hindi-dark')
  await owner.expectFits()
  await page.getByLabel('इतने समय बाद साइन आउट').selectOption('10')
  await page.getByRole('button', { name: 'सहेजें' }).first().click()
  await expect
    .poll(async () => {
      const answer = await (await clinics.deployment.signIn('globex', 'owner')).get('/settings')
      return answer.json().idleMinutes
    })
    .toBe(10)
  for (const name of ['परिचय', 'कार्यालय', 'पहचान', 'क्षेत्र', 'नंबर']) {
    await tab(owner, name).click()
    await page
      .getByRole('tabpanel')
      .getByRole('heading')
      .or(page.getByRole('button', { name: 'नया कार्यालय' }))
      .first()
      .waitFor()
    await owner.expectFits()
    await owner.expectAccessible()
    await owner.picture(`settings-phone-hindi-${name}`)
  }
  await owner.leave()
})

inBrowser('whoever asks a second factor of his own role sets one up first', async () => {
  const owner = await clinics.enter('solo', 'owner')
  const { page } = owner
  await owner.open('/settings?tab=security')
  await page.getByRole('checkbox', { name: 'Owner' }).check()
  await owner.picture('settings-security')
  await owner.expectAccessible()
  await page.getByRole('button', { name: 'Save' }).last().click()
  await page.waitForURL(/second-factor/)
  await owner.leave()
})

inBrowser('a viewer reads the settings, a nurse has none, and a shop has a way to its rules', async () => {
  const viewer = await clinics.enter('acme', 'viewer')
  await viewer.open('/settings')
  await viewer.page.getByLabel('Name on every screen').waitFor()
  await viewer.expectNone(viewer.page.getByRole('button', { name: 'Save' }))
  await viewer.expectAccessible()
  await viewer.leave()
  const desk = await clinics.enter('acme', 'receptionist')
  await desk.expectNone(desk.page.getByRole('link', { name: 'Settings' }))
  await desk.leave()
  const shopkeeper = await clinics.enter('shop', 'owner')
  await shopkeeper.open('/settings?tab=numbering')
  await shopkeeper.page.getByRole('heading', { name: 'Receipts of purchases' }).waitFor()
  await shopkeeper.expectAccessible()
  await shopkeeper.page.getByRole('link', { name: 'Credit and apartments' }).click()
  await shopkeeper.page.getByRole('heading', { name: 'Shop', level: 1 }).waitFor()
  const further = shopkeeper.page.getByRole('main').getByRole('link', { name: 'Settings' })
  await further.click()
  await shopkeeper.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await shopkeeper.leave()
})
