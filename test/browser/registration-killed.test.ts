import { expect } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { inBrowser } from './clinics.ts'
import { atWidths, button, chosen, newAddress, openStage, signIn } from './stage.ts'
import { dealWith } from './visit.ts'

const stage = openStage()

atWidths('a clinic is registered once, whatever breaks off on the way: %i px', async (width) => {
  const { deployment, server, visitAt, pressWithoutServer, pressAndLoseAnswer, count, membersWith } = stage()
  const visit = await visitAt(width, server.origin)
  const { page } = visit
  const slug = `hillside-${width}`
  const email = newAddress('asha')
  await visit.open('/')
  await page.getByRole('link', { name: /Register a clinic/ }).click()
  // Nothing typed: the browser asks for the first thing that is missing, and nothing is sent.
  await button(page, 'Register').click()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('autocomplete')))
    .toBe('organization')
  await page.getByLabel('Name of the clinic or shop').fill('Hillside Clinic')
  await page.getByLabel('Short name').fill('owner')
  await page.getByText('This word is kept for the platform itself.').waitFor()
  await page.getByLabel('Short name').fill(slug)
  await page.getByLabel('Your name').fill('Asha Kulkarni')
  await page.getByLabel('E-mail address').fill('asha at example')
  await page.getByRole('textbox', { name: 'Password' }).fill('too short')
  await button(page, 'Register').click()
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('email')
  await page.getByLabel('E-mail address').fill(email)
  await button(page, 'Register').click()
  await page.getByText('This password is too short.').waitFor()
  await visit.expectAccessible()
  await visit.expectFits()
  await page.getByRole('textbox', { name: 'Password' }).fill(chosen)

  await pressWithoutServer(page, 'Register')
  await visit.picture(`killed-register-${width}`)
  await expect.poll(() => page.getByLabel('E-mail address').inputValue()).toBe(email)
  // The answer of the registration itself is lost; sent again it is the same one.
  await pressAndLoseAnswer(page, () => button(page, 'Register').click(), '**/api/registrations')
  await button(page, 'Register').dblclick()
  await page.waitForURL(new RegExp(`/clinic/${slug}/patients`), { timeout: 120_000 })
  await visit.settled()

  // Back and forth: nothing is registered by it, and the clinic is there as before.
  await page.goBack()
  await page.goForward()
  await page.waitForURL(new RegExp(`/clinic/${slug}/patients`))
  await button(page, 'Register the first patient').click()
  await page.getByRole('textbox', { name: 'Given name' }).fill('Sarah')
  await pressWithoutServer(page, 'Register')
  await button(page, 'Register').dblclick()
  await page.getByText(/Sarah is registered as PT-/).waitFor()
  await page.reload()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await visit.expectFits()
  expect(await count(`select count(*)::int from control.registrations where slug = $1`, [slug])).toBe(1)
  expect(await membersWith(email)).toBe(1)
  const tenant = await queryAsAdmin<{ id: string; database: string }>(
    deployment,
    { role: 'tenantry_owner' },
    `select t.id, $2::text as database from control.tenants t where slug = $1`,
    [slug, deployment.tenant('acme').placement.database],
  )
  const patients = await queryAsAdmin<{ count: number }>(
    deployment,
    { database: tenant[0]!.database, role: 'tenantry_maintenance' },
    'select count(*)::int from clinic.patients where tenant_id = $1',
    [tenant[0]!.id],
  )
  expect(patients[0]!.count).toBe(1)
  await visit.leave()
})

inBrowser('who reloads while his clinic is made is led to it all the same', async () => {
  const { server, visitAt } = stage()
  const visit = await visitAt(375, server.origin)
  const { page } = visit
  const email = newAddress('ravi')
  await visit.open('/')
  await page.getByRole('link', { name: /Register a clinic/ }).click()
  await page.getByLabel('Name of the clinic or shop').fill('Lakeside Clinic')
  await page.getByLabel('Short name').fill('lakeside')
  await page.getByLabel('Your name').fill('Ravi Rao')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(chosen)
  // The page goes away before it has heard that the clinic is there.
  const letBy = await dealWith(page, '**/api/registrations/look', (route) => route.abort())
  await button(page, 'Register').click()
  await page.getByText('Making Lakeside Clinic').waitFor()
  letBy()
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in to Lakeside Clinic' }).waitFor({ timeout: 120_000 })
  await signIn(visit, email, chosen)
  await page.waitForURL(/\/clinic\/lakeside\/patients/)
  await visit.leave()
})
