import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDeployment } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { until } from '#test/outbox.ts'
import { startSmtpPeer } from '#test/smtp.ts'
import { recordConsent } from './contacts.ts'
import { notify, type Notice, type Recipient } from './notify.ts'
import { messageTemplate } from './template.ts'
import {
  customer,
  dueTemplate,
  type Messaging,
  noQuietHours,
  receiptTemplate,
  startMessaging,
} from './test/messaging.ts'

const deployment = openDeployment()
let messaging: Messaging
beforeAll(async () => {
  messaging = await startMessaging(deployment)
  for (const slug of ['shop', 'depot'] as const) await messaging.run(slug, noQuietHours)
})
afterAll(() => messaging?.stop())

let phones = 0
const newPhone = () => `+91982000${String(++phones).padStart(4, '0')}`

const due = (recipient: Recipient, more: Partial<Notice<'name' | 'amount'>> = {}) => ({
  template: dueTemplate,
  rule: 'due+7',
  cycle: '2026-11-28',
  recipient,
  variables: { name: 'Asha', amount: '₹ 7,850' },
  ...more,
})

const consented = async (slug: 'shop' | 'depot' = 'shop') => {
  const phone = newPhone()
  await messaging.run(slug, (tx) =>
    recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
  )
  return customer(phone)
}

test('a rule says a thing to a person once in a cycle, and not at all where its transaction fails', async () => {
  const asha = await consented()
  await expect(
    messaging.run('shop', async (tx) => {
      await notify(tx, due(asha))
      throw new Error('the purchase failed')
    }),
  ).rejects.toThrow('the purchase failed')
  const [first] = await messaging.run('shop', (tx) => notify(tx, due(asha)))
  expect(first?.channel).toBe('whatsapp')
  const asked = Array.from({ length: 5 }, () => messaging.run('shop', (tx) => notify(tx, due(asha))))
  expect((await Promise.all(asked)).flat()).toEqual([])
  const next = await messaging.run('shop', (tx) => notify(tx, due(asha, { cycle: '2026-12-28' })))
  expect(next).toHaveLength(1)
})

test('where nobody sends, a message is marked as not sent, with the text that was true just then', async () => {
  const asha = await consented()
  const variables = { name: 'Asha\n\tPatil', amount: '₹ old' }
  const [message] = await messaging.run('shop', (tx) => notify(tx, due(asha, { variables })))
  const stored = await messaging.inState('shop', message!.id, 'not_sent')
  expect(stored).toMatchObject({
    reason: 'no_provider',
    body: 'Dear Asha Patil, ₹ new is due.',
    attempts: 0,
    providerId: null,
  })
})

test('without consent nothing goes out, and after STOP nothing either', async () => {
  const silent = customer(newPhone())
  const [unasked] = await messaging.run('shop', (tx) => notify(tx, due(silent)))
  expect(await messaging.inState('shop', unasked!.id, 'skipped')).toMatchObject({ reason: 'no_consent' })

  const asha = await consented()
  const address = 'phone' in asha ? asha.phone! : ''
  await messaging.run('shop', (tx) =>
    recordConsent(tx, { channel: 'whatsapp', address, consent: 'withdrawn', source: 'whatsapp' }),
  )
  const [stopped] = await messaging.run('shop', (tx) => notify(tx, due(asha)))
  expect(await messaging.inState('shop', stopped!.id, 'skipped')).toMatchObject({ reason: 'opted_out' })
  const history = await messaging.read('shop', (db) =>
    db
      .raw(
        sql`select consent, source from core.message_consents
             where tenant_id = ${db.tenantId} and address = ${address} order by created_at`,
      )
      .execute(),
  )
  expect(history).toEqual([
    { consent: 'given', source: 'shop' },
    { consent: 'withdrawn', source: 'whatsapp' },
  ])
})

test('consent that one shop was given is no other shop’s', async () => {
  const asha = await consented('shop')
  const [message] = await messaging.run('depot', (tx) => notify(tx, due(asha)))
  expect(await messaging.inState('depot', message!.id, 'skipped')).toMatchObject({ reason: 'no_consent' })
  expect(await messaging.find('shop', message!.id)).toBeUndefined()
})

test('what is settled by the time it would be sent is not said', async () => {
  const asha = await consented()
  const variables = { name: 'Paid', amount: '₹ 1' }
  const [message] = await messaging.run('shop', (tx) => notify(tx, due(asha, { variables })))
  expect(await messaging.inState('shop', message!.id, 'skipped')).toMatchObject({ reason: 'settled' })
})

test('nobody is reminded more often in a day than the shop allows, however many rules ask at once', async () => {
  const asha = await consented()
  const ids = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      messaging.run('shop', async (tx) => {
        const [message] = await notify(tx, due(asha, { rule: `rule-${index}` }))
        return message!.id
      }),
    ),
  )
  const receipt = await messaging.run('shop', (tx) =>
    notify(tx, {
      ...due(asha),
      template: receiptTemplate,
      rule: 'sale',
      variables: { name: 'A', number: '1' },
    }),
  )
  const states: string[] = []
  for (const id of ids) {
    const { state, reason } = await settled(id)
    states.push(`${state} ${reason}`)
  }
  expect(states.toSorted()).toEqual([
    ...Array<string>(2).fill('not_sent no_provider'),
    ...Array<string>(4).fill('skipped daily_cap'),
  ])
  expect(await settled(receipt[0]!.id)).toMatchObject({ state: 'not_sent' })
})

async function settled(id: string) {
  return (await until(
    () => messaging.find('shop', id),
    (row) => row?.state !== 'queued' && row?.state !== 'attempting',
    30_000,
  ))!
}

test('a member is told in the app at once, and by mail in the language of his place', async () => {
  const owner = await deployment.signIn('shop', 'owner')
  const { id } = (await owner.get('/session')).json().member
  const written = await messaging.run('shop', (tx) => notify(tx, due({ kind: 'member', id })))
  expect(written.map(({ channel }) => channel).toSorted()).toEqual(['email', 'in_app'])
  const inApp = written.find(({ channel }) => channel === 'in_app')!
  expect(await messaging.find('shop', inApp.id)).toMatchObject({ state: 'delivered' })
  const mail = written.find(({ channel }) => channel === 'email')!
  expect(await messaging.inState('shop', mail.id, 'not_sent')).toMatchObject({ reason: 'no_mail_server' })
  const [captured] = await deployment.mailsTo('owner@shop.test')
  expect(captured?.subject).toBe('Payment due · Corner Shop')
  expect(captured?.text).toContain('Dear Asha, ₹ 7,850 is due.')
})

test('a mail is read in plain text and in HTML, in the recipient’s language, and leads to the page', async () => {
  const smtp = await startSmtpPeer()
  const own = await startDeployment()
  const sending = await startMessaging(own, { smtpUrl: smtp.url })
  try {
    await sending.run('shop', noQuietHours)
    const recipient = {
      kind: 'store.customer',
      id: crypto.randomUUID(),
      name: 'Asha',
      email: 'asha@example.org',
      language: 'hi',
    } as const
    const [written] = await sending.run('shop', (tx) => notify(tx, { ...due(recipient), path: '/customers' }))
    await sending.inState('shop', written!.id, 'sent')
    const [{ to, mail }] = smtp.received as [(typeof smtp.received)[0]]
    expect(to).toEqual(['asha@example.org'])
    expect(mail.subject).toBe('भुगतान बाकी · Corner Shop')
    const link = 'http://localhost:8080/store/shop/customers'
    expect(mail.text).toContain(`प्रिय Asha, ₹ 7,850 बाकी है।\n\nखोलें:\n${link}`)
    expect(mail.html).toContain('<html lang="hi">')
    expect(mail.html).toContain(`<a href="${link}"><strong>खोलें</strong></a>`)
  } finally {
    await sending.stop()
    await own.close()
    await smtp.close()
  }
})

test('a template names no variable that it does not have', () => {
  const texts = { en: { title: 'Hello', body: '{{name}}, {{oops}}' }, hi: { title: 'x', body: '{{name}}' } }
  const wrong = {
    name: 'wrong',
    kind: 'receipt',
    channels: ['whatsapp'],
    variables: ['name'],
    texts,
  } as const
  expect(() => messageTemplate(wrong)).toThrow('no variable oops')
})
