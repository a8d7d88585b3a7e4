import type { AddressInfo } from 'node:net'
import { TOTP } from 'otpauth'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { join } from 'node:path'
import { inviteOperator } from '#owner/operators/operators.ts'
import type { OperatorTables } from '#owner/operators/operators.tables.ts'
import { startTenantDesk } from '#owner/tenants/tenant-desk.ts'
import { captureMail } from '#platform/mail/captured-mails.ts'
import type { MailTables } from '#platform/mail/mail.tables.ts'
import { listDeadLetters } from '#platform/outbox/dead-letters.ts'
import { markFailed } from '#platform/outbox/marks.ts'
import { insertJobs } from '#platform/outbox/outbox.ts'
import type { ControlOutboxTables } from '#platform/outbox/outbox.tables.ts'
import { recordVisits } from '#platform/outbox/sources.ts'
import { hasChromium, launchChromium } from '#test/chromium.ts'
import { type ConsoleSide, openConsole, operatorPassword } from '#test/operators.ts'
import { newId } from '@tenantry/tenancy'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'
import { makeVisit, openPage, type Visit } from './visit.ts'

const webRoot = join(import.meta.dirname, '../../web/dist')
let clinics: Clinics
let side: ConsoleSide
let browser: Browser
let origin: string
let desk: ReturnType<typeof startTenantDesk>

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  const { tenancy, fleet } = clinics.deployment
  desk = startTenantDesk({ tenancy, fleet, onError: (error) => expect.unreachable(String(error)) })
  browser = await launchChromium()
  side = await openConsole(clinics.deployment, { webRoot })
  await side.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://localhost:${(side.app.server.address() as AddressInfo).port}`
  await captureMail(tenancy.control<MailTables>(), {
    messageId: newId(),
    tenantId: clinics.deployment.tenant('globex').id,
    to: 'new@globex.test',
    subject: 'You are invited',
    text: 'Come in by this link.',
    html: '<p>Come in by this link.</p>',
  })
  for (const slug of ['acme', 'globex'] as const) await giveUpJob(slug)
})
afterAll(async () => {
  await desk?.close()
  await browser?.close()
  await side?.close()
  await clinics?.close()
})

/** A job of a tenant that was given up, as the relay writes it down. */
async function giveUpJob(slug: 'acme' | 'globex'): Promise<void> {
  const { tenancy, tenant } = clinics.deployment
  const id = newId()
  await tenancy.tables().run(tenant(slug), { kind: 'system', name: 'test' }, async (tx) => {
    await insertJobs(tx, [{ id, name: 'send-message', payload: { messageId: newId() } }])
    await markFailed(tx, id, { reason: 'the template is not there', retryInSeconds: null })
  })
  const visit = { tenantId: tenant(slug).id, nextAt: null, waiting: 3, oldestAt: null, failed: 1 }
  await recordVisits(tenancy.control<ControlOutboxTables>(), [visit])
}

async function visit(
  options: { phone?: boolean; dark?: boolean; language?: 'en' | 'hi' } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: options.phone ? { width: 375, height: 740 } : { width: 1280, height: 800 },
    locale: 'en-IN',
    reducedMotion: 'reduce',
    colorScheme: options.dark ? 'dark' : 'light',
  })
  await context.addInitScript(
    (chosen) => localStorage.setItem('tenantry.language', chosen),
    options.language ?? 'en',
  )
  return makeVisit(await openPage(context), origin)
}

const newLink = async (email: string) => {
  const control = clinics.deployment.tenancy.control<OperatorTables>()
  const { token } = await control.run((tx) =>
    inviteOperator(tx, { email, name: 'Olga Operator', role: 'admin' }),
  )
  return `/link#${token}`
}

inBrowser(
  'an operator chooses a password, enrols an app, suspends a clinic, and its people are told why',
  async () => {
    const olga = await visit()
    await olga.open(await newLink('olga@operators.test'))
    await olga.page.getByRole('textbox', { name: 'New password' }).fill(operatorPassword)
    await olga.picture('console-link')
    await olga.expectAccessible()
    await olga.page.getByRole('button', { name: 'Go on' }).click()

    await olga.page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    await olga.picture('console-enrol')
    await olga.expectAccessible()
    const secret = (await olga.page.getByTestId('secret').textContent())!.trim()
    await olga.page.getByLabel('Code of the app').fill(new TOTP({ secret }).generate())
    await olga.page.getByRole('button', { name: 'Confirm' }).click()
    await olga.page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
    await olga.expectAccessible()
    await olga.page.getByRole('button', { name: 'I have kept them' }).click()

    await olga.page.getByRole('table', { name: 'Tenants' }).waitFor()
    await olga.picture('console-tenants')
    await olga.expectAccessible()
    await olga.page.getByLabel('Search').fill('globex')
    await olga.page.getByRole('link', { name: 'Globex Clinic' }).click()
    await olga.page.getByRole('heading', { name: 'Globex Clinic' }).waitFor()
    await olga.page.getByRole('button', { name: 'Suspend' }).click()
    await olga.page.getByLabel('Reason').fill('The invoice of November is overdue.')
    await olga.picture('console-suspend')
    await olga.expectAccessible()
    await olga.page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
    await olga.page.getByText('Suspended', { exact: true }).waitFor()
    await olga.page.getByText('The invoice of November is overdue.').waitFor()
    await olga.picture('console-tenant')
    await olga.expectAccessible()
    await olga.leave()

    const doctor = await clinics.enter('globex', 'doctor')
    await doctor.page.getByText('Reason: The invoice of November is overdue.').waitFor()
    await doctor.leave()
  },
)

inBrowser('every page of the console can be read by everybody, on a desk and on a phone', async () => {
  const { cookie } = await side.enter('admin')
  for (const look of [{}, { phone: true }, { dark: true }, { phone: true, language: 'hi' as const }]) {
    const admin = await visit(look)
    await admin.carry(cookie)
    for (const path of ['tenants', 'jobs', 'dead-letters', 'outbox', 'databases', 'operators', 'account']) {
      await admin.open(`/${path}`)
      await admin.page.getByRole('heading', { level: 1 }).waitFor()
      await admin.expectAccessible()
      await admin.expectFits()
      await admin.picture(`console-${path}-${Object.keys(look).join('-') || 'desk'}`)
    }
    await admin.leave()
  }
})

inBrowser('a mail that was not sent is shown as that', async () => {
  const { cookie } = await side.enter('support')
  const support = await visit()
  await support.carry(cookie)
  await support.open('/outbox')
  await support.page.getByRole('button', { name: 'You are invited' }).click()
  await support.page.getByRole('dialog').getByText('Come in by this link.').waitFor()
  await expect.poll(() => support.page.getByRole('cell', { name: 'Not sent' }).count()).toBe(1)
  await support.expectAccessible()
  await support.leave()
})

inBrowser('a job that was given up is tried again, and another is taken away', async () => {
  const admin = await visit()
  await admin.carry((await side.enter('admin')).cookie)
  await admin.open('/dead-letters')
  const rowOf = (name: string) => admin.page.getByRole('row', { name: new RegExp(name) })
  await rowOf('Acme Clinic').getByRole('button', { name: 'Try again' }).click()
  await rowOf('Acme Clinic').waitFor({ state: 'detached' })
  const { tenancy, tenant } = clinics.deployment
  expect(await listDeadLetters(tenancy, { tenantId: tenant('acme').id })).toEqual([])
  expect(await listDeadLetters(tenancy, { tenantId: tenant('globex').id })).toHaveLength(1)

  await rowOf('Globex Clinic').getByRole('button', { name: 'Drop' }).click()
  await admin.picture('console-drop')
  await admin.expectAccessible()
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click()
  await rowOf('Globex Clinic').waitFor({ state: 'detached' })
  expect(await listDeadLetters(tenancy)).toEqual([])
  await admin.leave()
})

inBrowser('members and operators are nobody on the other side', async () => {
  const doctor = await visit()
  await doctor.carry((await clinics.deployment.signIn('acme', 'owner')).cookie!)
  await doctor.open('/tenants')
  await doctor.page.getByRole('heading', { name: 'Sign in as an operator' }).waitFor()
  await doctor.picture('console-sign-in')
  await doctor.expectAccessible()
  await doctor.leave()

  const operator = await clinics.visit('acme')
  await operator.carry((await side.enter('admin')).cookie)
  await operator.open('/patients')
  await operator.page.getByRole('heading', { name: 'Sign in to Acme Clinic' }).waitFor()
  await operator.leave()
})

inBrowser('an administrator asks for a new clinic and is told its owner’s password once', async () => {
  const admin = await visit()
  await admin.carry((await side.enter('admin')).cookie)
  await admin.open('/tenants')
  await admin.page.getByRole('button', { name: 'New clinic or shop' }).click()
  const sheet = admin.page.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Riverside Clinic')
  await sheet.getByRole('textbox', { name: 'Short name' }).fill('riverside')
  await sheet.getByRole('textbox', { name: 'Name of its owner' }).fill('Rita Rivers')
  await sheet.getByRole('textbox', { name: 'E-mail address of its owner' }).fill('rita@riverside.test')
  await admin.picture('console-new-tenant')
  await admin.expectAccessible()
  await sheet.getByRole('button', { name: 'Create' }).click()
  await sheet.getByText('Riverside Clinic is being made').waitFor()
  await expect.poll(() => sheet.locator('code').textContent()).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/)
  await admin.expectAccessible()
  await admin.leave()
})
