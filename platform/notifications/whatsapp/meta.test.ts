import { afterAll, beforeAll, expect, test } from 'vitest'
import { findContact } from '../contacts.ts'
import { startWhatsApp, type WhatsApp } from '../test/whatsapp.ts'
import { getWhatsAppSender } from './sender.contract.ts'

let at: WhatsApp
let url: string
beforeAll(async () => {
  at = await startWhatsApp()
  url = at.callback('depot', 'meta')
})
afterAll(() => at?.close())

async function taken() {
  const { id, phone } = await at.send('depot')
  const stored = await at.messaging.inState('depot', id, 'sent')
  return { id, phone, message: at.meta.taken.find((each) => each.id === stored.providerId)! }
}

test('an approved text goes out by its name and language, and bears its attempt', async () => {
  const { phone, message } = await taken()
  expect(message.body).toMatchObject({
    to: phone.slice(1),
    type: 'template',
    template: {
      name: 'receipt',
      language: { code: 'en' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Asha' },
            { type: 'text', text: expect.stringMatching(/^R-\d+$/) as string },
          ],
        },
      ],
    },
  })
})

test('Meta is answered with what it brought, if it brought our word', async () => {
  const owner = await at.deployment.signIn('depot', 'owner')
  const { metaVerifyToken, metaUrl } = await owner.call(getWhatsAppSender, {})
  expect(metaUrl).toBe(url)
  const ask = (token: string, mode = 'subscribe') =>
    fetch(`${url}?hub.mode=${mode}&hub.challenge=1158201444&hub.verify_token=${token}`)
  const answer = await ask(metaVerifyToken)
  expect([answer.status, await answer.text()]).toEqual([200, '1158201444'])
  expect((await ask('x')).status).toBe(403)
  expect((await ask(metaVerifyToken, 'unsubscribe')).status).toBe(403)
  const shop = await at.deployment.signIn('shop', 'owner')
  expect((await shop.call(getWhatsAppSender, {})).metaVerifyToken).not.toBe(metaVerifyToken)
})

test('shuffled and doubled, the states end where the message came to', async () => {
  const { id, message } = await taken()
  for (const status of ['read', 'sent', 'delivered', 'read', 'sent']) {
    expect(await at.meta.post(url, at.meta.statusBody(message, status))).toBe(200)
  }
  expect(await at.messaging.find('depot', id)).toMatchObject({ state: 'read' })
})

test('a forged body, another secret and another number’s callback change nothing', async () => {
  const { id, message } = await taken()
  const body = at.meta.statusBody(message, 'failed', 131026)
  expect(await at.meta.post(url, body, 'another secret')).toBe(403)
  const unsigned = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect(unsigned.status).toBe(403)
  const others = body.replaceAll(at.meta.phoneNumberId, '99999999999')
  expect(await at.meta.post(url, others)).toBe(200)
  expect(await at.meta.post(url, 'no json')).toBe(200)
  expect(await at.messaging.find('depot', id)).toMatchObject({ state: 'sent', errorCode: null })
  expect(await at.meta.post(url, body)).toBe(200)
  expect(await at.messaging.find('depot', id)).toMatchObject({ state: 'failed', reason: 'undeliverable' })
})

test('a message whose answer was lost stays unknown until Meta tells of it, and is not sent again', async () => {
  at.meta.next('vanish')
  const { id } = await at.send('depot')
  expect(await at.messaging.inState('depot', id, 'unknown')).toMatchObject({ reason: 'no_answer' })
  const lost = at.meta.taken.at(-1)!
  expect(await at.meta.post(url, at.meta.statusBody(lost, 'delivered'))).toBe(200)
  expect(await at.messaging.find('depot', id)).toMatchObject({
    state: 'delivered',
    providerId: lost.id,
    attempts: 1,
  })
})

test.each([
  [131047, 'needs_template'],
  [132001, 'template_missing'],
  [131042, 'payment_problem'],
  [190, 'wrong_credentials'],
])('refusal %i is told in words: %s', async (code, reason) => {
  at.meta.next({ refuse: code })
  const { id } = await at.send('depot')
  expect(await at.messaging.inState('depot', id, 'failed')).toMatchObject({ reason, errorCode: String(code) })
})

test('STOP by Meta’s callback ends messages', async () => {
  const { phone } = await taken()
  await at.meta.post(url, at.meta.inboundBody(phone.slice(1), 'Stop'))
  const contact = await at.messaging.read('depot', (db) => findContact(db, 'whatsapp', phone))
  expect(contact).toMatchObject({ consent: 'withdrawn', consentSource: 'whatsapp' })
})
