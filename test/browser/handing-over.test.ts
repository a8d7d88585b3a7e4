import type { Route } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import { dealOnce } from './visit.ts'

let clinics: Clinics
beforeAll(async () => {
  if (hasChromium) clinics = await openClinics()
})
afterAll(() => clinics?.close())

/** The base of links is the deployment's own, the browser's has another port. */
const pathOf = (link: string) => `/join${new URL(link).hash}`

inBrowser('an invitation is sent again, which ends the former link, and is taken back', async () => {
  const boss = await newMember(clinics.deployment, 'acme', ['admin'])
  const person = { email: 'hedy@example.org', name: 'Hedy Lamarr', roles: ['nurse'] }
  const former = (await boss.post('/invitations', person)).json().link
  const admin = await clinics.visit('acme', { viewport: { width: 375, height: 720 } })
  const { page } = admin
  await admin.carry(boss.cookie!)
  await admin.open('/members')
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/resend')) asked += 1
  })
  await page.getByRole('button', { name: 'New link for Hedy Lamarr' }).dblclick()
  const link = (await page
    .getByRole('dialog')
    .getByText(/\/join#/)
    .textContent())!
  expect(link).not.toBe(former)
  // Of two links that are made at once, the one that is shown may be the dead one.
  expect(asked).toBe(1)
  await admin.expectAccessible()
  await admin.picture('invited-again-phone')
  await admin.expectFits()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()

  const hedy = await clinics.visit('acme', { viewport: { width: 375, height: 720 } })
  await hedy.open(pathOf(former))
  await hedy.page.getByText('This link has been used, taken back, or is too old.').waitFor()
  await hedy.page.getByRole('link', { name: 'Back to the sign-in' }).waitFor()
  await hedy.expectNone(hedy.page.getByRole('textbox'))
  // The next one is opened in the same tab.
  await hedy.open(pathOf(link))
  await hedy.page.getByRole('textbox', { name: 'New password' }).waitFor()

  await page.getByRole('button', { name: 'Take back the invitation of Hedy Lamarr' }).click()
  await page.getByText('The invitation of Hedy Lamarr is taken back.').waitFor()
  await admin.expectNone(page.getByRole('heading', { name: 'Open invitations' }))
  // Whoever had the page open is told when he sends it.
  await hedy.page.getByRole('textbox', { name: 'New password' }).fill('grey otters walk at night')
  await hedy.page.getByRole('button', { name: 'Join' }).click()
  await hedy.page.getByText('This link has been used, taken back, or is too old.').waitFor()
  await hedy.expectAccessible()
  await hedy.picture('join-taken-back-phone')
  await hedy.leave()
  await admin.leave()
})

inBrowser('an owner hands over with his password, and stays as an administrator', async () => {
  const former = await newMember(clinics.deployment, 'globex', ['owner'])
  const next = await newMember(clinics.deployment, 'globex', ['doctor'])
  const visit = await clinics.visit('globex')
  const { page } = visit
  await visit.carry(former.cookie!)
  await visit.open(`/members?q=${next.email}`)
  await page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await page.getByRole('button', { name: 'Hand over ownership' }).click()
  const modal = page.getByRole('dialog', { name: 'Make Ada Newcomer the owner of Globex Clinic?' })
  await modal.getByRole('textbox', { name: 'Your own password' }).fill('not mine at all')
  await modal.getByRole('button', { name: 'Hand over ownership' }).click()
  await modal.getByText('That is not your password.').waitFor()
  await visit.expectAccessible()
  await visit.picture('hand-over')
  await modal.getByRole('textbox', { name: 'Your own password' }).fill(password)
  await modal.getByRole('button', { name: 'Hand over ownership' }).dblclick()
  await page.getByText('Ada Newcomer is now the owner of Globex Clinic.').waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await visit.expectNone(page.getByRole('button', { name: 'Hand over ownership' }))
  expect((await former.get('/session')).json().roles).toEqual(['admin'])
  expect((await next.get('/session')).json().roles).toEqual(['owner', 'doctor'])
  await visit.leave()
})

inBrowser('what was done is said, though the page hears of it before the answer comes', async () => {
  const former = await newMember(clinics.deployment, 'acme', ['owner'])
  const next = await newMember(clinics.deployment, 'acme', ['doctor'])
  const gone = await newMember(clinics.deployment, 'acme', ['viewer'])
  const visit = await clinics.visit('acme')
  const { page } = visit
  await visit.carry(former.cookie!)
  await visit.open(`/members?q=${gone.email}`)
  // Done at once, but its answer is held until what was asked is not on the screen any more.
  const answerLate = async (route: Route) => {
    const answer = await route.fetch()
    await modal.waitFor({ state: 'detached' })
    await route.fulfill({ response: answer })
  }
  await dealOnce(page, /\/members\/[^/?]+$/, answerLate)
  let modal = page.getByRole('dialog', { name: 'Remove Ada Newcomer from Acme Clinic?' })
  await page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await modal.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Ada Newcomer is no longer a member of Acme Clinic.').waitFor()

  await visit.open(`/members?q=${next.email}`)
  await page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await dealOnce(page, /\/members\/[^/]+\/transfer/, answerLate)
  await page.getByRole('button', { name: 'Hand over ownership' }).click()
  modal = page.getByRole('dialog', { name: 'Make Ada Newcomer the owner of Acme Clinic?' })
  await modal.getByRole('textbox', { name: 'Your own password' }).fill(password)
  await modal.getByRole('button', { name: 'Hand over ownership' }).click()
  await page.getByText('Ada Newcomer is now the owner of Acme Clinic.').waitFor()
  await visit.leave()
})

inBrowser('who is removed goes from the list, and the page says so', async () => {
  const boss = await newMember(clinics.deployment, 'acme', ['admin'])
  const gone = await newMember(clinics.deployment, 'acme', ['viewer'])
  const visit = await clinics.visit('acme', { viewport: { width: 375, height: 720 } })
  const { page } = visit
  await visit.carry(boss.cookie!)
  await visit.open(`/members?q=${gone.email}`)
  await page.getByRole('link', { name: 'Ada Newcomer' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  const modal = page.getByRole('dialog', { name: 'Remove Ada Newcomer from Acme Clinic?' })
  await modal.getByRole('button', { name: 'Remove' }).dblclick()
  await page.getByText('Ada Newcomer is no longer a member of Acme Clinic.').waitFor()
  await visit.expectNone(page.getByRole('link', { name: 'Ada Newcomer' }))
  expect((await gone.get('/session')).statusCode).toBe(401)
  await visit.leave()
})
