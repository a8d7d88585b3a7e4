import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordConsent } from '#platform/notifications/contacts.ts'
import { notify } from '#platform/notifications/notify.ts'
import { customer, receiptTemplate } from '#platform/notifications/test/messaging.ts'
import { startWhatsApp, type WhatsApp } from '#platform/notifications/test/whatsapp.ts'
import { type Canaries, makeCanaries } from './canaries.ts'

let whatsApp: WhatsApp
beforeAll(async () => {
  whatsApp = await startWhatsApp()
})
afterAll(() => whatsApp.close())

/** A receipt whose every variable is a word of the shop's own; sent once the provider has taken it. */
async function send(slug: 'shop' | 'depot', canaries: Canaries, phone: string) {
  const { messaging } = whatsApp
  await messaging.run(slug, (tx) =>
    recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' }),
  )
  const [written] = await messaging.run(slug, (tx) =>
    notify(tx, {
      template: receiptTemplate,
      rule: 'sale',
      cycle: phone,
      recipient: customer(phone, { name: canaries.plant('the name of a recipient'), language: 'en' }),
      variables: {
        name: canaries.plant('a name in a message'),
        number: canaries.plant('a number in a message'),
      },
    }),
  )
  await messaging.inState(slug, written!.id, 'sent')
  return written!.id
}

test('what a shop sends by WhatsApp goes by its own provider alone, and its answers come to it alone', async () => {
  const { deployment, twilio, meta, callback } = whatsApp
  const [shop, depot] = [makeCanaries(), makeCanaries()]
  // The same customer, who buys at both.
  const phone = '+919870004711'
  const sent = await send('shop', shop, phone)
  await send('depot', depot, phone)
  const taken = {
    shop: twilio.taken.map(({ form }) => String(form)).join('\n'),
    depot: JSON.stringify(meta.taken),
  }
  expect(shop.foundIn(taken.shop)).toContain('a name in a message')
  expect(depot.foundIn(taken.depot)).toContain('a name in a message')
  expect([shop.foundIn(taken.depot), depot.foundIn(taken.shop)]).toEqual([[], []])

  const inbound = shop.plant('what a customer wrote')
  expect(await twilio.inbound(callback('shop', 'twilio'), phone, inbound)).toBeLessThan(300)
  expect(await twilio.tell(twilio.taken[0]!, 'delivered')).toBeLessThan(300)
  // Signed by Twilio for the shop, it is nobody's at the depot.
  expect(await twilio.inbound(callback('depot', 'twilio'), phone, inbound)).toBeGreaterThanOrEqual(400)

  const [ofShop, ofDepot] = await Promise.all(
    (['shop', 'depot'] as const).map(async (slug) => {
      const owner = await deployment.signIn(slug, 'owner')
      const answers = await Promise.all(
        ['/messages', `/messages/${sent}`, '/notifications', '/message-settings', '/whatsapp-sender'].map(
          (url) => owner.get(url),
        ),
      )
      return answers.map(({ body }) => body).join('\n')
    }),
  )
  expect(shop.foundIn(ofShop!)).toContain('a name in a message')
  expect(shop.foundIn(ofDepot!)).toEqual([])
  for (const secret of [twilio.authToken, meta.accessToken, meta.appSecret]) {
    expect(ofShop! + ofDepot!).not.toContain(secret)
    expect(deployment.log()).not.toContain(secret)
  }
  expect([shop.foundIn(deployment.log()), depot.foundIn(deployment.log())]).toEqual([[], []])
})
