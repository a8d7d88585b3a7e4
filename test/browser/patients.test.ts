import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { listPatients, type NewPatient, registerPatient } from '#apps/clinic/patients/patients.contract.ts'
import { hasChromium } from '#test/chromium.ts'
import { today, yearsBetween } from '#web/format/formats.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics

beforeAll(async () => {
  if (hasChromium) clinics = await openClinics()
})
afterAll(() => clinics?.close())

inBrowser('a patient is registered without touching the mouse', async () => {
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await page.getByText('There are no patients yet.').waitFor()
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'Register a patient' }).waitFor()
  await expect.poll(() => focused(page)).toBe('givenName')
  await page.keyboard.type('Asha')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Patil')
  await page.keyboard.press('Tab')
  // From “not known”, the last of the choices, to the first.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Tab')
  await page.keyboard.type('17/5/1981')
  const years = yearsBetween('1981-05-17', today(clinics.deployment.tenant('acme').timeZone))
  await page.getByText(`17 May 1981 · ${years} yrs`).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('98200 12345')
  await desk.expectAccessible()
  await desk.picture('register')
  await page.keyboard.press('Enter')
  await page.getByText(/Asha Patil is registered as PT-/).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  const row = new RegExp(`Asha Patil ${years} yrs · Female PT-.* \\+91 98200 12345`)
  await page.getByRole('row', { name: row }).waitFor()
  await desk.expectAccessible()

  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Asha Patil', level: 1 }).waitFor()
  await desk.leave()
})

inBrowser('what is wrong stands beside its field, and the first one is focused', async () => {
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await desk.open('/patients?sheet=new')
  const sheet = page.getByRole('dialog', { name: 'Register a patient' })
  await sheet.getByRole('textbox', { name: 'Date of birth', exact: true }).fill('30/2/1980')
  await sheet.getByRole('textbox', { name: 'Phone', exact: true }).fill('none')
  await sheet.getByRole('button', { name: 'Register' }).click()
  await sheet.getByText('A patient has at least one name.').waitFor()
  await sheet.getByText('There is no such day.').waitFor()
  await sheet.getByText('A phone number has digits').waitFor()
  await expect.poll(() => focused(page)).toBe('givenName')
  await desk.expectAccessible()

  // What only the server knows is shown in the same way.
  await sheet.getByRole('textbox', { name: 'Given name', exact: true }).fill('Future')
  await sheet.getByRole('textbox', { name: 'Phone', exact: true }).fill('')
  await sheet.getByRole('textbox', { name: 'Date of birth', exact: true }).fill('1/1/2999')
  await sheet.getByRole('button', { name: 'Register' }).click()
  await expect
    .poll(() =>
      sheet.getByRole('textbox', { name: 'Date of birth', exact: true }).getAttribute('aria-invalid'),
    )
    .toBe('true')
  await expect.poll(() => focused(page)).toBe('birthDate')
  await desk.leave()
})

inBrowser('closing asks only when something would be lost', async () => {
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await desk.open('/patients?sheet=new')
  const sheet = page.getByRole('dialog', { name: 'Register a patient' })
  await sheet.waitFor()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'hidden' })

  await desk.open('/patients?sheet=new')
  await sheet.getByRole('textbox', { name: 'Given name', exact: true }).fill('Half')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect
    .poll(() => sheet.getByRole('textbox', { name: 'Given name', exact: true }).inputValue())
    .toBe('Half')
  await page.keyboard.press('Escape')
  await desk.expectAccessible()
  await page.getByRole('button', { name: 'Discard' }).click()
  await sheet.waitFor({ state: 'hidden' })
  await desk.leave()
})

inBrowser('whoever may be known already is shown, and the desk decides', async () => {
  await register({ givenName: 'Suresh', familyName: 'Rao', phone: '+919820077777', birthDate: '1970-01-01' })
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await desk.open('/patients?sheet=new')
  const sheet = page.getByRole('dialog', { name: 'Register a patient' })
  await sheet.getByRole('textbox', { name: 'Given name', exact: true }).fill('Meena')
  await sheet.getByRole('textbox', { name: 'Family name', exact: true }).fill('Rao')
  await sheet.getByRole('textbox', { name: 'Phone', exact: true }).fill('98200 77777')
  await sheet.getByText('Others with this phone').waitFor()
  await sheet.getByRole('link', { name: 'Suresh Rao' }).waitFor()

  await sheet.getByRole('textbox', { name: 'Given name', exact: true }).fill('Suresh')
  await sheet.getByText('This may be the same person').waitFor()
  await desk.expectAccessible()
  await desk.picture('duplicate')
  await sheet.getByRole('button', { name: 'Register' }).click()
  await sheet.getByText(/The clinic may know this person already/).waitFor()
  await sheet.getByLabel('It is somebody else').check()
  await sheet.getByRole('button', { name: 'Register' }).click()
  await page.getByText(/Suresh Rao is registered as/).waitFor()
  expect(await countOf('Suresh Rao')).toBe(2)
  await desk.leave()
})

inBrowser('a lost answer and a second press register nobody twice', async () => {
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await desk.open('/patients?sheet=new')
  const sheet = page.getByRole('dialog', { name: 'Register a patient' })
  await sheet.getByRole('textbox', { name: 'Given name', exact: true }).fill('Onlyonce')
  let answersLost = 0
  await page.route('**/api/patients', async (route) => {
    if (route.request().method() !== 'POST' || answersLost > 0) return route.continue()
    answersLost++
    await route.fetch()
    return route.abort('connectionreset')
  })
  await sheet.getByRole('button', { name: 'Register' }).click()
  await sheet.getByText('The server could not be reached.').waitFor()
  expect(await countOf('Onlyonce')).toBe(1)
  await sheet.getByRole('button', { name: 'Register' }).click()
  await page.getByText(/Onlyonce is registered as/).waitFor()
  expect(await countOf('Onlyonce')).toBe(1)
  await desk.leave()
})

inBrowser('two who edit the same patient lose nothing', async () => {
  const patient = await register({ givenName: 'Shared', familyName: 'Person' })
  const first = await clinics.enter('acme', 'receptionist')
  const second = await clinics.enter('acme', 'owner')
  for (const { open } of [first, second]) await open(`/patients/${patient.id}?sheet=edit`)
  const sheetOf = ({ page }: typeof first) => page.getByRole('dialog', { name: 'Edit Shared Person' })

  await sheetOf(first).getByRole('textbox', { name: 'Phone', exact: true }).first().fill('98200 33333')
  await sheetOf(second)
    .getByRole('textbox', { name: 'E-mail address', exact: true })
    .fill('shared@example.org')
  await sheetOf(first).getByRole('button', { name: 'Save' }).click()
  await first.page.getByText('Shared Person is saved.').waitFor()
  await first.leave()

  await sheetOf(second).getByRole('button', { name: 'Save' }).click()
  const conflict = sheetOf(second).getByRole('alert')
  await conflict.getByText('Somebody else saved this patient in the meantime').waitFor()
  await conflict.getByRole('button', { name: 'Show what changed' }).click()
  await conflict.getByText('Phone: +919820033333').waitFor()
  await second.expectAccessible()
  await second.picture('conflict')
  await conflict.getByRole('button', { name: 'Save my changes too' }).click()
  await second.page.getByText('Shared Person is saved.').waitFor()
  const summary = second.page.getByRole('complementary', { name: 'Summary' })
  await summary.getByText('shared@example.org').waitFor()
  await summary.getByText('+91 98200 33333').waitFor()
  await second.leave()
})

inBrowser('a link to a page of the list shows the same page', async () => {
  for (let number = 100; number < 160; number++) await register({ givenName: `List${number}` })
  const desk = await clinics.enter('acme', 'receptionist')
  const { page } = desk
  await page.getByLabel('Order').selectOption('Newest first')
  await page.getByRole('row', { name: /List159/ }).waitFor()
  await page.getByRole('button', { name: 'Next page' }).click()
  await page.getByRole('row', { name: /List105/ }).waitFor()
  await expect.poll(desk.path).toMatch(/sort=-registered.*cursor=/)
  await desk.open(desk.path())
  await page.getByRole('row', { name: /List105/ }).waitFor()
  await page.getByRole('button', { name: 'First page' }).click()
  await page.getByRole('row', { name: /List159/ }).waitFor()

  await page.keyboard.press('/')
  await page.keyboard.type('shared')
  await page.getByRole('row', { name: /Shared Person/ }).waitFor()
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await expect.poll(desk.path).toMatch(/q=shared/)
  await desk.leave()
})

async function register(body: NewPatient) {
  const { call } = await clinics.deployment.signIn('acme', 'receptionist')
  return call(registerPatient, { body })
}

async function countOf(q: string) {
  const { call } = await clinics.deployment.signIn('acme', 'receptionist')
  const { items } = await call(listPatients, { query: { q } })
  return items.filter(({ name }) => name === q).length
}

function focused(page: Page) {
  return page.evaluate(() => document.activeElement?.getAttribute('data-path'))
}
