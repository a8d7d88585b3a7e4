import { newId } from '@tenantry/tenancy'
import { afterAll, beforeAll, vi } from 'vitest'
import { openMailer } from '#platform/mail/mailer.ts'
import { mailIn } from '#platform/mail/write-mail.ts'
import { hasChromium } from '#test/chromium.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  const { admin, tenant } = clinics.deployment
  await admin.query(`update control.tenants set demo = true where slug = 'acme'`)
  await vi.waitUntil(() => tenant('acme').demo, { timeout: 20_000 })
})
afterAll(() => clinics?.close())

const words = mailIn<{ link: string }>({
  en: ({ link }) => ({
    subject: 'Your place at Acme Clinic',
    parts: ['Dear Asha,', 'Acme Clinic offers you a place.', { link, words: 'Accept it' }],
  }),
  hi: ({ link }) => ({ subject: 'एक्मे क्लिनिक', parts: [{ link, words: 'स्वीकार करें' }] }),
})

inBrowser('in a demonstration a mail is read where it was kept, and says that it was not sent', async () => {
  const owner = await clinics.enter('acme', 'owner')
  const { page } = owner
  await page.getByRole('link', { name: 'Unsent mails' }).first().click()
  await page.getByText('No mail was to be sent yet.').waitFor()
  const { tenancy, tenant } = clinics.deployment
  const mailer = openMailer({ control: tenancy.control(), from: 'post@tenantry.test' })
  const link = `${clinics.origin}/clinic/acme/join?token=${'A'.repeat(43)}`
  await mailer.send({
    messageId: newId(),
    to: 'asha@acme.test',
    tenantId: tenant('acme').id,
    ...words('en', { link }),
  })

  // It comes by itself.
  const item = page.getByRole('button', { name: /Your place at Acme Clinic/ })
  await item.waitFor()
  await item.press('Enter')
  await page.getByRole('link', { name: link }).waitFor()
  await page.getByText('Not sent', { exact: true }).waitFor()
  await owner.expectAccessible()
  await owner.picture('outbox')
  await page.setViewportSize({ width: 375, height: 740 })
  await owner.picture('outbox-phone')
  await owner.leave()

  const elsewhere = await clinics.enter('globex', 'owner')
  await elsewhere.page.getByRole('link', { name: 'Members' }).first().waitFor()
  await elsewhere.expectNone(elsewhere.page.getByRole('link', { name: 'Unsent mails' }))
  await elsewhere.leave()
})
