import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import type { TenantSlug } from '#test/deployment-template.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import { keepPeople, type PeopleTables } from '#platform/members/people.ts'
import { recordConsent } from './contacts.ts'
import {
  getMessageSettings,
  saveMessageSettings,
  saveMessageTemplate,
  sendTestMessage,
} from './message-settings.contract.ts'
import { getMessage, listMessages, markSentByHand, retryMessage } from './messages.contract.ts'
import { notify, type Recipient } from './notify.ts'
import {
  listNotifications,
  listPreferences,
  readNotification,
  readNotifications,
  setPreference,
} from './notifications.contract.ts'
import {
  customer,
  dueTemplate,
  type Messaging,
  noQuietHours,
  startMessaging,
  system,
} from './test/messaging.ts'

const deployment = openDeployment()
let messaging: Messaging
let owner: Visitor
beforeAll(async () => {
  messaging = await startMessaging(deployment)
  owner = await deployment.signIn('shop', 'owner')
  for (const slug of ['shop', 'depot'] as const) await messaging.run(slug, noQuietHours)
})
afterAll(() => messaging?.stop())

let cycles = 0
const tell = (slug: TenantSlug, recipient: Recipient, amount = '₹ 1') =>
  messaging.run(slug, (tx) =>
    notify(tx, {
      template: dueTemplate,
      rule: 'due',
      cycle: String(++cycles),
      recipient,
      variables: { name: 'Asha', amount },
      path: '/customers',
    }),
  )
const memberOf = async (visitor: Visitor) => (await visitor.get('/session')).json().member.id as string

/** A message on WhatsApp that nobody has sent. */
async function unsent(slug: 'shop' | 'depot' = 'shop', text?: string) {
  const phone = `+9198300${String(++cycles).padStart(5, '0')}`
  await messaging.run(slug, (tx) =>
    recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
  )
  const [written] = await tell(slug, customer(phone), text)
  await messaging.inState(slug, written!.id, 'not_sent')
  return { id: written!.id, phone }
}

test('a member sees what he is told, newest first, and nobody else sees it', async () => {
  const asha = await newMember(deployment, 'shop', ['member'])
  const ravi = await newMember(deployment, 'shop', ['member'])
  const id = await memberOf(asha)
  for (const amount of ['₹ 1', '₹ 2', '₹ 3']) await tell('shop', { kind: 'member', id }, amount)
  // The same member's id in another shop is nobody there.
  await tell('depot', { kind: 'member', id }, 'canary')

  const { items, unread, next } = await asha.call(listNotifications, { query: { limit: 2 } })
  expect(items.map(({ body }) => body)).toEqual(['Dear Asha, ₹ 3 is due.', 'Dear Asha, ₹ 2 is due.'])
  expect(unread).toBe(3)
  const rest = await asha.call(listNotifications, { query: { cursor: next! } })
  expect(rest.items.map(({ body }) => body)).toEqual(['Dear Asha, ₹ 1 is due.'])
  expect(await ravi.call(listNotifications, { query: {} })).toMatchObject({ items: [], unread: 0 })
  const [first] = items
  await expect(ravi.call(readNotification, { params: { notificationId: first!.id } })).rejects.toMatchObject({
    code: 'not_found',
  })

  await asha.call(readNotification, { params: { notificationId: first!.id } })
  expect((await asha.call(listNotifications, { query: { unread: true } })).items).toHaveLength(2)
  await asha.call(readNotifications, { body: { upTo: rest.items[0]!.id } })
  const left = await asha.call(listNotifications, { query: { unread: true } })
  expect([left.unread, left.items.map(({ body }) => body)]).toEqual([1, ['Dear Asha, ₹ 2 is due.']])
  expect((await asha.call(listNotifications, { query: { kind: 'task' } })).items).toEqual([])
})

test('a member is told by the ways he has chosen', async () => {
  const asha = await newMember(deployment, 'shop', ['member'])
  const recipient: Recipient = { kind: 'member', id: await memberOf(asha) }
  const wanted = async () => (await tell('shop', recipient)).map(({ channel }) => channel).toSorted()
  expect(await wanted()).toEqual(['email', 'in_app'])
  await asha.call(setPreference, { body: { kind: 'reminder', channel: 'email', wanted: false } })
  expect(await wanted()).toEqual(['in_app'])
  await asha.call(setPreference, { body: { kind: 'reminder', channel: 'in_app', wanted: false } })
  expect(await wanted()).toEqual([])
  const { items } = await asha.call(listPreferences, {})
  expect(items).toContainEqual({ kind: 'reminder', channel: 'email', wanted: false })
  expect(items).toContainEqual({ kind: 'warning', channel: 'email', wanted: true })
})

test('a mail to a member bears his name as he is called now, and no stranger’s', async () => {
  const asha = await newMember(deployment, 'shop', ['member'])
  const id = await memberOf(asha)
  const [mail] = (await tell('shop', { kind: 'member', id })).filter(({ channel }) => channel === 'email')
  const call = (name: string, namedAt: string) =>
    deployment.tenancy
      .tables<PeopleTables>()
      .run(deployment.tenant('shop'), system, (tx) => keepPeople(tx, [{ id, name, namedAt }]))
  const named = async () => (await owner.call(getMessage, { params: { messageId: mail!.id } })).recipient.name
  await call('Asha', '2026-01-01T00:00:00Z')
  expect(await named()).toBe('Asha')
  await call('Asha Verma', '2026-02-01T00:00:00Z')
  expect(await named()).toBe('Asha Verma')
  // The same id in another shop is nobody there.
  const [other] = (await tell('depot', { kind: 'member', id })).filter(({ channel }) => channel === 'email')
  const depot = await deployment.signIn('depot', 'owner')
  const read = await depot.call(getMessage, { params: { messageId: other!.id } })
  expect(read.recipient).toMatchObject({ kind: 'member', id, name: '' })
})

test('a test message that is asked for again under its key is written once', async () => {
  const again = { idempotencyKey: crypto.randomUUID() }
  const asked = { body: { phone: '+919820011223' } }
  const first = await owner.call(sendTestMessage, asked, again)
  expect(await owner.call(sendTestMessage, asked, again)).toEqual(first)
  expect(await owner.call(sendTestMessage, asked)).not.toEqual(first)
})

test('rules and words that are saved again, since no answer came, are saved; what another saved stays', async () => {
  const rules = await owner.call(getMessageSettings, {})
  const body = { ...rules, perMonth: rules.perMonth + 1 }
  const saved = await owner.call(saveMessageSettings, { body })
  expect(await owner.call(saveMessageSettings, { body })).toEqual(saved)
  await expect(
    owner.call(saveMessageSettings, { body: { ...body, perDay: body.perDay + 1 } }),
  ).rejects.toMatchObject({ code: 'version_conflict' })

  const params = { name: 'test-message', language: 'en' } as const
  const none = { contentSid: null, metaName: null, metaLanguage: null }
  const words = { title: 'Trial', body: 'A trial of {{tenant}}', ...none, version: 0 }
  const written = await owner.call(saveMessageTemplate, { params, body: words })
  expect(await owner.call(saveMessageTemplate, { params, body: words })).toEqual(written)
  await expect(
    owner.call(saveMessageTemplate, { params, body: { ...words, body: 'Others' } }),
  ).rejects.toMatchObject({ code: 'version_conflict' })
})

test('a message that nobody sends stands in the outbox with a link that writes it, and is never shown as sent', async () => {
  const { id, phone } = await unsent('shop', '₹ 7,850 & more')
  const message = await owner.call(getMessage, { params: { messageId: id } })
  expect(message).toMatchObject({
    state: 'not_sent',
    reason: 'no_provider',
    body: 'Dear Asha, ₹ 7,850 & more is due.',
    sentAt: null,
    byHand: false,
    recipient: { name: 'Asha', address: phone },
    can: { markSent: true, retry: true },
  })
  const link = new URL(message.waLink!)
  expect(link.origin + link.pathname).toBe(`https://wa.me/${phone.slice(1)}`)
  expect(link.searchParams.get('text')).toBe(message.body)
  const reader = await deployment.signIn('shop', 'member')
  const { items } = await reader.call(listMessages, {
    query: { state: 'not_sent', about: message.recipient.id },
  })
  expect(items.map((each) => each.id)).toEqual([id])
})

test('whoever sent it himself says so, once', async () => {
  const { id } = await unsent()
  const params = { messageId: id }
  const marked = await owner.call(markSentByHand, { params })
  expect(marked).toMatchObject({ state: 'sent', byHand: true, reason: null, waLink: null })
  expect(marked.sentAt).not.toBeNull()
  await expect(owner.call(markSentByHand, { params })).rejects.toMatchObject({ code: 'conflict' })
  await expect(owner.call(retryMessage, { params })).rejects.toMatchObject({ code: 'conflict' })
})

test('what was not sent can be tried again, and goes the same way', async () => {
  const { id } = await unsent()
  expect(await owner.call(retryMessage, { params: { messageId: id } })).toMatchObject({ state: 'queued' })
  expect(await messaging.inState('shop', id, 'not_sent')).toMatchObject({ reason: 'no_provider' })
})

test('another shop’s messages are not there', async () => {
  const { id } = await unsent('depot', 'canary')
  const params = { messageId: id }
  for (const contract of [getMessage, markSentByHand, retryMessage]) {
    await expect(owner.call(contract, { params })).rejects.toMatchObject({ code: 'not_found' })
  }
  const { items } = await owner.call(listMessages, { query: { limit: 200 } })
  expect(items.length).toBeGreaterThan(0)
  expect(JSON.stringify(items)).not.toContain('canary')
  expect(await messaging.find('depot', id)).toMatchObject({ state: 'not_sent' })
})
