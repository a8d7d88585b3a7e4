import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, getCustomer } from '#apps/store/customers/customers.ts'
import { findContact, recordConsent } from '../contacts.ts'
import { newSid } from '../test/twilio-peer.ts'
import { connectTwilio, startWhatsApp, type WhatsApp } from '../test/whatsapp.ts'
import { getWhatsAppSender, removeWhatsAppSender, saveWhatsAppSender } from './sender.contract.ts'
import { twilioSignature } from './signatures.ts'

let at: WhatsApp
beforeAll(async () => {
  at = await startWhatsApp()
})
afterAll(() => at?.close())

async function taken() {
  const { id, phone } = await at.send('shop')
  const stored = await at.messaging.inState('shop', id, 'sent')
  return { id, phone, message: at.twilio.taken.find(({ sid }) => sid === stored.providerId)! }
}

const post = async (url: string, body: URLSearchParams | string, headers: Record<string, string>) =>
  (await fetch(url, { method: 'POST', body, headers })).status

test('a callback with a wrong signature, another’s or none changes nothing', async () => {
  const { id, message } = await taken()
  const url = message.form.get('StatusCallback')!
  const form = new URLSearchParams({ MessageSid: message.sid, MessageStatus: 'read' })
  const right = twilioSignature(at.twilio.authToken, url, form)
  const changed = new URLSearchParams({ ...Object.fromEntries(form), MessageStatus: 'failed' })
  const attempts: [URLSearchParams, Record<string, string>, string][] = [
    [form, {}, url],
    [form, { 'x-twilio-signature': '' }, url],
    [form, { 'x-twilio-signature': twilioSignature('0'.repeat(32), url, form) }, url],
    // Right for other words, another attempt, or an address that a proxy or a forged Host made of ours.
    [changed, { 'x-twilio-signature': right }, url],
    [form, { 'x-twilio-signature': right }, at.callback('shop', 'twilio')],
    [
      form,
      { 'x-twilio-signature': twilioSignature(at.twilio.authToken, url.replace('http', 'https'), form) },
      url,
    ],
  ]
  for (const [body, headers, to] of attempts) expect(await post(to, body, headers)).toBe(403)
  expect(await at.messaging.find('shop', id)).toMatchObject({ state: 'sent' })
  expect(await post(url, form, { 'x-twilio-signature': right })).toBe(204)
  expect(await at.messaging.find('shop', id)).toMatchObject({ state: 'read' })
})

test('a callback for another tenant’s message finds none, though its sender signed it', async () => {
  const { id, message } = await taken()
  // The clinic has an account of its own there; its token signs for its own address alone.
  await connectTwilio(at.deployment, 'acme', at.twilio)
  const attempt = new URL(message.form.get('StatusCallback')!).search
  const url = at.callback('acme', 'twilio') + attempt
  const form = new URLSearchParams({ MessageSid: message.sid, MessageStatus: 'failed', ErrorCode: '63024' })
  const signature = twilioSignature(at.twilio.authToken, url, form)
  expect(await post(url, form, { 'x-twilio-signature': signature })).toBe(204)
  expect(await at.messaging.find('shop', id)).toMatchObject({ state: 'sent', errorCode: null })
  // And the clinic's signature opens nothing at the shop's address.
  expect(await post(message.form.get('StatusCallback')!, form, { 'x-twilio-signature': signature })).toBe(403)
})

test('a tenant without an account, or with another provider’s, hears no callback', async () => {
  const form = new URLSearchParams({ MessageSid: newSid('SM'), MessageStatus: 'read' })
  for (const slug of ['globex', 'depot'] as const) {
    const url = at.callback(slug, 'twilio')
    const signature = twilioSignature(at.twilio.authToken, url, form)
    expect(await post(url, form, { 'x-twilio-signature': signature }), slug).toBe(403)
    const empty = createHmac('sha1', '').update(url).digest('base64')
    expect(await post(url, new URLSearchParams(), { 'x-twilio-signature': empty }), slug).toBe(403)
  }
})

test('STOP ends messages and START begins them; replayed, neither does anything', async () => {
  const phone = '+919811100001'
  const customerId = await at.messaging.run('shop', (tx) =>
    addCustomer(tx, { name: 'Asha', phone, consent: 'given' }),
  )
  const url = at.callback('shop', 'twilio')
  const consentOf = async () =>
    (await at.messaging.read('shop', (db) => findContact(db, 'whatsapp', phone)))?.consent
  const ofCustomer = async () =>
    (await at.messaging.read('shop', (db) => getCustomer(db, customerId, () => true))).consent
  const [stop, start] = [newSid('SM'), newSid('SM')]

  expect(await at.twilio.inbound(url, phone, ' Stop. ', stop)).toBe(204)
  expect([await consentOf(), await ofCustomer()]).toEqual(['withdrawn', 'withdrawn'])
  expect(await at.twilio.inbound(url, phone, 'START', start)).toBe(204)
  expect([await consentOf(), await ofCustomer()]).toEqual(['given', 'given'])
  expect(await at.twilio.inbound(url, phone, ' Stop. ', stop)).toBe(204)
  expect([await consentOf(), await ofCustomer()]).toEqual(['given', 'given'])
  await at.twilio.inbound(url, phone, 'stop the delivery on Monday please')
  expect(await consentOf()).toBe('given')
  await at.twilio.inbound(url, phone, 'बंद')
  expect([await consentOf(), await ofCustomer()]).toEqual(['withdrawn', 'withdrawn'])
})

test('STOP to one shop is not told to another', async () => {
  const phone = '+919811100002'
  for (const slug of ['shop', 'depot'] as const) {
    await at.messaging.run(slug, (tx) =>
      recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
    )
  }
  await at.twilio.inbound(at.callback('shop', 'twilio'), phone, 'STOP')
  const consents = await Promise.all(
    (['shop', 'depot'] as const).map((slug) =>
      at.messaging.read(slug, (db) => findContact(db, 'whatsapp', phone)),
    ),
  )
  expect(consents.map((contact) => contact?.consent)).toEqual(['withdrawn', 'given'])
})

test('what is not a form, too long or of another shape is refused or left alone', async () => {
  const url = at.callback('shop', 'twilio')
  expect(await post(url, '{}', { 'content-type': 'application/json' })).toBe(415)
  const long = new URLSearchParams({ Body: 'x'.repeat(300_000) })
  expect(await post(url, long, { 'x-twilio-signature': 'x' })).toBe(413)
  const signed = async (form: URLSearchParams) =>
    post(url, form, { 'x-twilio-signature': twilioSignature(at.twilio.authToken, url, form) })
  const odd: Record<string, string>[] = [
    { MessageSid: "x' or 1=1 --", MessageStatus: 'read' },
    { MessageSid: newSid('SM'), MessageStatus: 'teleported' },
    { MessageSid: newSid('SM'), From: 'whatsapp:+91; drop', Body: 'STOP' },
    { MessageSid: newSid('SM'), From: 'sms:+919811100002', Body: 'STOP' },
  ]
  for (const form of odd) expect(await signed(new URLSearchParams(form))).toBe(204)
  expect(await post(`${url}?attempt=x`, new URLSearchParams(), { 'x-twilio-signature': 'x' })).toBe(400)
})

test('what a provider trusts is sealed, bound to its tenant, and never shown again', async () => {
  const owner = await at.deployment.signIn('shop', 'owner')
  const shown = await owner.call(getWhatsAppSender, {})
  expect(shown).toMatchObject({ provider: 'twilio', account: at.twilio.accountSid })
  expect(JSON.stringify(shown)).not.toContain(at.twilio.authToken)
  const [row] = await at.messaging.read('shop', (db) =>
    db
      .raw<{ secret: Buffer }>(sql`select secret from core.whatsapp_senders where tenant_id = ${db.tenantId}`)
      .execute(),
  )
  expect(row!.secret.includes(at.twilio.authToken)).toBe(false)
  expect(at.deployment.log()).not.toContain(at.twilio.authToken)

  const member = await at.deployment.signIn('shop', 'member')
  await expect(member.call(getWhatsAppSender, {})).rejects.toMatchObject({ code: 'forbidden' })
  const wrong = { provider: 'twilio', sender: 'nobody', account: at.twilio.accountSid, secret: 'x' } as const
  await expect(owner.call(saveWhatsAppSender, { body: wrong })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'sender',
  })
})

test('without its account a tenant sends nothing, and says so', async () => {
  const owner = await at.deployment.signIn('shop', 'owner')
  await owner.call(removeWhatsAppSender, {})
  const { id } = await at.send('shop')
  expect(await at.messaging.inState('shop', id, 'not_sent')).toMatchObject({ reason: 'no_provider' })
  await connectTwilio(at.deployment, 'shop', at.twilio)
})
