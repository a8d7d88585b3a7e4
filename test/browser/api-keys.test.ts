import { afterAll, beforeAll, expect } from 'vitest'
import { hasChromium } from '#test/chromium.ts'
import { password } from '#test/deployment.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics
beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
})
afterAll(() => clinics?.close())

inBrowser('a key is made, lets a program in, shows when it was used, and is revoked', async () => {
  const owner = await clinics.enter('acme', 'owner')
  await owner.page.getByRole('link', { name: 'API keys' }).click()
  await owner.page.getByText('No program has a key.').waitFor()
  await owner.expectAccessible()
  await owner.page.keyboard.press('n')
  const sheet = owner.page.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Name' }).fill('Laboratory')
  await sheet.getByRole('textbox', { name: 'Your own password' }).fill('a guess')
  await sheet.getByRole('button', { name: 'Make a key' }).click()
  await sheet.getByText('Tick at least one thing.').waitFor()
  await sheet.getByLabel('See who the patients are').check()
  await sheet.getByRole('button', { name: 'Make a key' }).click()
  await sheet.getByText('That is not your password.').waitFor()
  await owner.expectAccessible()
  await owner.picture('new-api-key')
  await sheet.getByRole('textbox', { name: 'Your own password' }).fill(password)
  await sheet.getByRole('button', { name: 'Make a key' }).click()
  const key = (await sheet.getByText(/^tnt_live_\w{49}$/).textContent())!
  await owner.expectAccessible()
  await owner.picture('api-key-made')
  await sheet.getByRole('button', { name: 'Done' }).click()

  const ask = () =>
    clinics.deployment.visit('acme').request({
      url: '/patients',
      headers: { authorization: `Bearer ${key}` },
    })
  expect((await ask()).statusCode).toBe(200)
  await owner.page.reload()
  await owner.page.getByRole('cell', { name: /^Laboratory/ }).waitFor()
  await owner.expectNone(owner.page.getByText(key))
  await owner.expectNone(owner.page.getByRole('cell', { name: 'never' }))
  await owner.expectAccessible()
  await owner.picture('api-keys')

  await owner.page.getByRole('button', { name: 'Revoke Laboratory' }).click()
  await owner.page.getByText('From the next second on the program is refused.').waitFor()
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await owner.page.getByText('No program has a key.').waitFor()
  expect((await ask()).statusCode).toBe(401)
  await owner.leave()
})

inBrowser('a shop has keys too, on a phone and in Hindi', async () => {
  const keeper = await clinics.deployment.signIn('shop', 'owner')
  await keeper.post('/api-keys', {
    name: 'Tally',
    scopes: ['customer.read', 'report.read'],
    days: 30,
    password,
  })
  const phone = { viewport: { width: 375, height: 720 } }
  const owner = await clinics.enter('shop', 'owner', { ...phone, language: 'hi', colorScheme: 'dark' })
  await owner.open('/api-keys')
  await owner.page.getByText('Tally').waitFor()
  await owner.expectAccessible()
  await owner.picture('api-keys-phone-hindi-dark')
  await owner.expectFits()
  await owner.page.getByRole('button', { name: 'कुंजी बनाएँ' }).click()
  await owner.page.getByRole('dialog').getByText('कितने समय तक').waitFor()
  await owner.expectAccessible()
  await owner.picture('new-api-key-phone-hindi-dark')
  await owner.leave()
})

inBrowser('whoever may not make keys has no page for it', async () => {
  const doctor = await clinics.enter('acme', 'doctor')
  await doctor.expectNone(doctor.page.getByRole('link', { name: 'API keys' }))
  await doctor.open('/api-keys')
  await doctor.page.getByText('Your role does not allow this.').waitFor()
  await doctor.leave()
})
