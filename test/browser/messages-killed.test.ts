import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
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
import { newMember } from '#test/new-member.ts'
import { atWidths, button, isUnreachable, openStage } from './stage.ts'
import { dealOnce, dealWith, type Visit } from './visit.ts'

const stage = openStage()
let messaging: Messaging
beforeAll(async () => {
  if (!hasChromium) return
  messaging = await startMessaging(stage().deployment)
  await messaging.run('shop', noQuietHours)
})
beforeEach(async () => {
  if (hasChromium) await stage().server.start()
})
afterAll(async () => {
  await messaging?.stop()
})

let cycles = 0
const tell = (recipient: Recipient, amount: string) =>
  messaging.run('shop', (tx) =>
    notify(tx, {
      template: dueTemplate,
      rule: 'due',
      cycle: String(++cycles),
      recipient,
      variables: { name: 'Asha', amount },
    }),
  )

async function enter(width: number, role: 'owner' | 'member') {
  const somebody = await newMember(stage().deployment, 'shop', [role])
  const visit = await stage().visitAt(width, `${stage().server.origin}/store/shop`)
  await visit.carry(somebody.cookie!)
  return { somebody, visit, page: visit.page }
}

/** A page that is opened while the server is away says so, and comes by the button when it is back. */
async function openWithoutServer({ page, settled }: Visit, go: () => Promise<void>) {
  await settled()
  await stage().server.kill()
  await go()
  await isUnreachable(page)
  await stage().server.start()
  await page.getByRole('button', { name: 'Try again' }).first().click()
}

const list = (page: Page) => page.getByRole('list', { name: 'Notifications', exact: true })

atWidths('what one is told is read, over a server that dies: %i px', async (width) => {
  const { somebody, visit, page } = await enter(width, 'member')
  const { pressWithoutServer, pressAndLoseAnswer, server } = stage()
  for (let each = 1; each <= 60; each++) await tell({ kind: 'member', id: somebody.memberId }, `₹ ${each}00`)
  await visit.open('/notifications')
  await list(page).getByText('₹ 6000').waitFor()
  await visit.settled()
  await server.kill()
  await button(page, 'Show more').click()
  await isUnreachable(page)
  await visit.picture(`killed-notifications-more-${width}`)
  await server.start()
  await button(page, 'Show more').click()
  await list(page).getByText('Dear Asha, ₹ 100 is due.').waitFor()
  await page.getByText('The server could not be reached').waitFor({ state: 'detached' })

  await openWithoutServer(visit, () => page.getByText('Unread', { exact: true }).first().click())
  await list(page).getByText('₹ 6000').waitFor()
  await page.getByText('All', { exact: true }).first().click()
  await pressWithoutServer(page, 'Mark all as read')
  await visit.picture(`killed-notifications-read-${width}`)
  await pressAndLoseAnswer(page, () => button(page, 'Mark all as read').click(), '**/api/notifications/read')
  // They are read, and the page has heard of it.
  await page.getByText('Unread: 0').waitFor({ timeout: 120_000 })
  await visit.expectAccessible()
  await visit.expectFits()
  const { unread } = (await somebody.get('/notifications')).json()
  expect(unread).toBe(0)
  await visit.leave()
})

atWidths('what was asked for comes, though somebody’s change comes between: %i px', async (width) => {
  const { somebody, visit, page } = await enter(width, 'member')
  for (let each = 1; each <= 60; each++) await tell({ kind: 'member', id: somebody.memberId }, `₹ ${each}00`)
  await visit.open('/notifications')
  await list(page).getByText('₹ 6000').waitFor()
  await visit.settled()
  const asked = Promise.withResolvers<void>()
  // The first time it is left without an answer.
  await dealOnce(page, /notifications\?.*cursor=/, () => asked.resolve())
  await button(page, 'Show more').click()
  await asked.promise
  await tell({ kind: 'member', id: somebody.memberId }, '₹ 6100')
  await list(page).getByText('₹ 6100').waitFor()
  await list(page).getByText('Dear Asha, ₹ 100 is due.').waitFor()
  await visit.leave()
})

atWidths('what a hint made the page ask for comes when the server does: %i px', async (width) => {
  const { somebody, visit, page } = await enter(width, 'member')
  const { server } = stage()
  await visit.open('/notifications')
  await page.getByText('Unread: 0').waitFor()
  const refused = Promise.withResolvers<void>()
  let refusals = 0
  const letBy = await dealWith(page, '**/api/notifications?*', (route) => {
    // The bell and the list, each of which tries three times.
    if (++refusals === 6) refused.resolve()
    return route.abort('connectionrefused')
  })
  await tell({ kind: 'member', id: somebody.memberId }, '₹ 700')
  await refused.promise
  await server.kill()
  letBy()
  await server.start()
  await list(page).getByText('₹ 700').waitFor()
  await page.getByText('Unread: 1').waitFor()
  await visit.leave()
})

atWidths('one chooses how to be told, over a server that dies: %i px', async (width) => {
  const { somebody, visit, page } = await enter(width, 'member')
  const { pressAndLoseAnswer, server } = stage()
  await visit.open('/notifications')
  await page.getByText('Unread: 0').waitFor()
  await button(page, 'Choose what you are told').click()
  const sheet = page.getByRole('dialog')
  const byMail = sheet.getByRole('switch', { name: 'Somebody wrote: By e-mail' })
  await byMail.waitFor()
  await visit.settled()
  await server.kill()
  await byMail.press('Space')
  await isUnreachable(page)
  await expect.poll(() => byMail.isChecked()).toBe(false)
  await visit.picture(`killed-preferences-${width}`)
  await server.start()
  await pressAndLoseAnswer(page, () => byMail.press('Space'), '**/api/notification-preferences')
  // It is as the server has it, and the choice that is made next is kept, too.
  await sheet.getByRole('switch', { name: 'Reminders: By e-mail' }).press('Space')
  await page.getByText('The server could not be reached').waitFor({ state: 'detached' })
  await expect.poll(() => byMail.isChecked()).toBe(true)
  await visit.expectAccessible()
  await visit.expectFits()
  const { items } = (await somebody.get('/notification-preferences')).json()
  expect(items).toContainEqual({ kind: 'conversation', channel: 'email', wanted: true })
  expect(items).toContainEqual({ kind: 'reminder', channel: 'email', wanted: false })
  await visit.leave()
})

atWidths('what nobody sent is sent by hand once, over a server that dies: %i px', async (width) => {
  const { pressWithoutServer, pressAndLoseAnswer, server } = stage()
  const phone = `+9198200${width}${width === 375 ? '55' : '5'}`
  await messaging.run('shop', (tx) =>
    recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
  )
  const recipient = customer(phone, { name: `Asha ${width}` })
  const ids: string[] = []
  for (const amount of ['₹ 10', '₹ 20']) {
    const [written] = await tell(recipient, amount)
    ids.push(written!.id)
    await messaging.inState('shop', written!.id, 'not_sent')
  }
  const { visit, page } = await enter(width, 'owner')
  await visit.open('/messages')
  await page
    .getByRole('link', { name: `Asha ${width}` })
    .first()
    .waitFor()
  await openWithoutServer(visit, async () => {
    await page.getByLabel('State').selectOption('not_sent')
  })
  await page
    .getByRole('link', { name: `Asha ${width}` })
    .first()
    .waitFor()
  await visit.settled()

  // The newest stands first.
  await page
    .getByRole('link', { name: `Asha ${width}` })
    .first()
    .click()
  const sheet = page.getByRole('dialog').first()
  await sheet.getByText('Dear Asha, ₹ 20 is due.').waitFor()
  await sheet.getByRole('button', { name: 'I have sent it' }).click()
  const asked = page.getByRole('dialog', { name: 'Have you sent it from your own phone?' })
  await server.kill()
  await asked.getByRole('button', { name: 'I have sent it' }).click()
  await isUnreachable(page)
  await visit.picture(`killed-message-by-hand-${width}`)
  await server.start()
  await pressAndLoseAnswer(
    page,
    () => asked.getByRole('button', { name: 'I have sent it' }).click(),
    '**/sent-by-hand',
  )
  await sheet.getByText('Sent · by hand').waitFor({ timeout: 120_000 })
  await visit.expectAccessible()
  await visit.expectFits()
  expect(await messaging.find('shop', ids[1]!)).toMatchObject({ state: 'sent' })
  await page.keyboard.press('Escape')

  await page
    .getByRole('link', { name: `Asha ${width}` })
    .first()
    .click()
  await sheet.getByText('Dear Asha, ₹ 10 is due.').waitFor()
  await pressWithoutServer(page, 'Try again')
  await pressAndLoseAnswer(page, () => button(page, 'Try again').last().click(), '**/retry')
  await messaging.inState('shop', ids[0]!, 'not_sent')
  await sheet.getByText('Not sent', { exact: true }).waitFor({ timeout: 120_000 })
  await visit.picture(`killed-message-again-${width}`)
  await visit.leave()
})
