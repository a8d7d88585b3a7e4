import { afterAll, beforeAll, expect } from 'vitest'
import { recordConsent } from '#platform/notifications/contacts.ts'
import { notify, type Recipient } from '#platform/notifications/notify.ts'
import {
  customer,
  dueTemplate,
  type Messaging,
  noQuietHours,
  startMessaging,
} from '#platform/notifications/test/messaging.ts'
import { hasChromium } from '#test/chromium.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { type Clinics, inBrowser, openClinics } from './clinics.ts'

let clinics: Clinics
let messaging: Messaging

beforeAll(async () => {
  if (!hasChromium) return
  clinics = await openClinics()
  messaging = await startMessaging(clinics.deployment)
  await messaging.run('shop', noQuietHours)
})
afterAll(async () => {
  await messaging?.stop()
  await clinics?.close()
})

let cycles = 0
const tell = (slug: TenantSlug, recipient: Recipient, more: { amount?: string; path?: string } = {}) =>
  messaging.run(slug, (tx) =>
    notify(tx, {
      template: dueTemplate,
      rule: 'due',
      cycle: String(++cycles),
      recipient,
      variables: { name: 'Asha', amount: more.amount ?? '₹ 7,850' },
      ...(more.path && { path: more.path }),
    }),
  )

inBrowser('the bell tells what happens by itself, and leads there', async () => {
  const somebody = await clinics.enter('shop', 'owner')
  const { page } = somebody
  const session = await (await clinics.deployment.signIn('shop', 'owner')).get('/session')
  const { id } = session.json().member
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  await tell('shop', { kind: 'member', id }, { path: '/customers' })
  await tell('shop', { kind: 'member', id }, { amount: '₹ 120' })

  const bell = page.getByRole('button', { name: 'Notifications, 2 unread' })
  await bell.waitFor()
  await bell.press('Enter')
  await page.getByRole('list', { name: 'Latest notifications' }).waitFor()
  await somebody.expectAccessible()
  await somebody.picture('bell')
  await page.getByRole('button', { name: /₹ 7,850 is due/ }).click()
  await page.waitForURL(/\/customers/)
  await page.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor()

  await page.getByRole('button', { name: 'Notifications, 1 unread' }).click()
  await page.getByRole('link', { name: 'See all' }).click()
  await page.getByRole('heading', { name: 'Notifications' }).waitFor()
  await page.getByText('Unread', { exact: true }).first().click()
  await page.getByRole('list', { name: 'Notifications' }).getByText('₹ 120').waitFor()
  await somebody.expectAccessible()
  await somebody.picture('notifications')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await page.getByText('Nothing fits what you have chosen.').waitFor()
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()

  await page.getByRole('button', { name: 'Choose what you are told' }).click()
  const byMail = page.getByRole('switch', { name: 'Somebody wrote: By e-mail' })
  await byMail.waitFor()
  await expect.poll(() => byMail.isChecked()).toBe(false)
  await byMail.press('Space')
  await expect.poll(() => byMail.isChecked()).toBe(true)
  await somebody.expectAccessible()
  await somebody.picture('notification-preferences')
  await somebody.leave()
})

inBrowser('a message that nobody sends is sent by hand, and says so', async () => {
  const phone = '+919820054321'
  await messaging.run('shop', (tx) =>
    recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
  )
  const [written] = await tell('shop', customer(phone, { name: 'Asha Patil' }))
  await messaging.inState('shop', written!.id, 'not_sent')
  await tell('shop', customer('+919820054322', { name: 'Ravi Kulkarni' }))

  const somebody = await clinics.enter('shop', 'member')
  const { page } = somebody
  await page.getByRole('link', { name: 'Messages' }).first().click()
  await page.getByRole('link', { name: 'Asha Patil' }).waitFor()
  await page.getByRole('cell', { name: 'Left out' }).waitFor()
  await somebody.expectAccessible()
  await somebody.picture('messages')
  await page.getByRole('link', { name: 'Asha Patil' }).press('Enter')
  const open = page.getByRole('link', { name: 'Open in WhatsApp' })
  await open.waitFor()
  expect(await open.getAttribute('href')).toBe(
    `https://wa.me/919820054321?text=${encodeURIComponent('Dear Asha, ₹ 7,850 is due.')}`,
  )
  await page.getByText('No WhatsApp account is set up here.').waitFor()
  await somebody.expectAccessible()
  await somebody.picture('message-not-sent')
  await page.getByRole('button', { name: 'I have sent it' }).click()
  const asked = page.getByRole('dialog', { name: 'Have you sent it from your own phone?' })
  await asked.getByRole('button', { name: 'I have sent it' }).click()
  await page.getByText('Sent · by hand').first().waitFor()
  expect(await messaging.find('shop', written!.id)).toMatchObject({ state: 'sent' })
  await somebody.leave()
})

inBrowser('bell and messages are read on a phone, in Hindi, in the dark', async () => {
  const somebody = await clinics.enter('shop', 'owner', {
    language: 'hi',
    colorScheme: 'dark',
    viewport: { width: 375, height: 740 },
  })
  const { page } = somebody
  await somebody.open('/messages')
  await page.getByRole('list', { name: 'संदेश' }).waitFor()
  await somebody.expectAccessible()
  await somebody.picture('messages-phone-hindi-dark')
  await page.getByRole('link', { name: 'Asha Patil' }).click()
  await page.getByText('हूबहू शब्द').waitFor()
  await somebody.picture('message-phone-hindi-dark')
  await somebody.open('/notifications')
  await page.getByRole('list', { name: 'सूचनाएँ' }).waitFor()
  await somebody.expectAccessible()
  await somebody.picture('notifications-phone-hindi-dark')
  await page.getByRole('button', { name: 'सूचनाएँ', exact: true }).click()
  await page.getByRole('list', { name: 'नवीनतम सूचनाएँ' }).waitFor()
  await somebody.picture('bell-phone-hindi-dark')
  await somebody.leave()
})

inBrowser('an owner sets up WhatsApp, quiet hours and his own words', async () => {
  const somebody = await clinics.enter('shop', 'owner')
  const { page } = somebody
  await somebody.open('/messages')
  await page.getByRole('link', { name: 'WhatsApp and rules' }).click()
  await page.getByText('No account is set up.').waitFor()
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByLabel('Sending number').fill('+14155238886')
  await page.getByLabel('Account SID').fill(`AC${'0'.repeat(32)}`)
  await page.getByLabel('Auth token').fill('a token that nobody sees again')
  await somebody.expectAccessible()
  await somebody.picture('message-settings')
  await page.getByRole('region', { name: 'WhatsApp account' }).getByRole('button', { name: 'Save' }).click()
  await page.getByText('Set up: Twilio, +14155238886').waitFor()
  expect(await page.content()).not.toContain('a token that nobody sees again')
  await page.getByText('/store/shop/api/whatsapp/twilio').waitFor()

  const quiet = page.getByRole('region', { name: 'When and how often' })
  await quiet.getByLabel('Quiet from').fill('25:00')
  await quiet.getByRole('button', { name: 'Save' }).click()
  await quiet.getByText('A time such as 20:00').waitFor()
  await quiet.getByLabel('Quiet from').fill('21:30')
  await quiet.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').first().waitFor()

  await page.getByRole('button', { name: 'Edit: Test, English' }).click()
  await page.getByLabel('Title').fill('Trial')
  await page.getByRole('textbox', { name: 'Text' }).fill('A trial of {{nobody}}')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('{{nobody}}').waitFor()
  await page.getByRole('textbox', { name: 'Text' }).fill('A trial of {{tenant}}')
  await somebody.expectAccessible()
  await somebody.picture('message-template')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('A trial of {{tenant}}').waitFor()
  await page.setViewportSize({ width: 375, height: 740 })
  await somebody.picture('message-settings-phone')
  await somebody.leave()
})
