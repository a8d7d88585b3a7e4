import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { until } from '#test/outbox.ts'
import { zoneWhereItIs } from '#test/zones.ts'
import { findContact, recordConsent } from '../contacts.ts'
import { notify } from '../notify.ts'
import { listNotifications } from '../notifications.contract.ts'
import { customer, dueTemplate, receiptTemplate } from '../test/messaging.ts'
import { contentSid, startWhatsApp, type WhatsApp } from '../test/whatsapp.ts'

let at: WhatsApp
beforeAll(async () => {
  at = await startWhatsApp()
})
afterAll(() => at?.close())

/** A message that Twilio has taken. */
async function taken(more?: { language?: string }) {
  const { id, phone } = await at.send('shop', more)
  const stored = await at.messaging.inState('shop', id, 'sent')
  const message = at.twilio.taken.find(({ sid }) => sid === stored.providerId)!
  return { id, phone, message }
}

const toldOf = async (visitor: Visitor) =>
  (await visitor.call(listNotifications, { query: { limit: 100 } })).items

test('an approved text goes out by its id, with the variables in order and the tenant’s own callback', async () => {
  const { id, phone, message } = await taken()
  expect(Object.fromEntries(message.form)).toMatchObject({
    To: `whatsapp:${phone}`,
    From: 'whatsapp:+14155238886',
    ContentSid: contentSid,
    ValidityPeriod: '36000',
  })
  expect(message.form.has('Body')).toBe(false)
  expect(JSON.parse(message.form.get('ContentVariables')!)).toMatchObject({ 1: 'Asha' })
  expect(message.form.get('StatusCallback')).toContain(`${at.callback('shop', 'twilio')}?attempt=`)
  expect(await at.messaging.find('shop', id)).toMatchObject({ attempts: 1, providerId: message.sid })
})

test('whatever order its states are told in and however often, a message ends where it came to', async () => {
  const orders = [
    ['sent', 'delivered', 'read'],
    ['read', 'delivered', 'sent'],
    ['delivered', 'read', 'delivered', 'sent', 'read'],
    ['queued', 'read', 'failed', 'undelivered'],
    ['failed', 'read'],
  ]
  for (const order of orders) {
    const { id, message } = await taken()
    for (const status of order) expect(await at.twilio.tell(message, status)).toBe(204)
    expect(await at.messaging.find('shop', id), order.join()).toMatchObject({ state: 'read', reason: null })
  }
})

test('states that are told at the same time leave one that is right', async () => {
  const { id, message } = await taken()
  const statuses = ['sent', 'delivered', 'read', 'sent', 'delivered', 'read', 'queued', 'read']
  const answers = await Promise.all(statuses.map((status) => at.twilio.tell(message, status)))
  expect(new Set(answers)).toEqual(new Set([204]))
  expect(await at.messaging.find('shop', id)).toMatchObject({ state: 'read' })
})

test.each([
  [63016, 'needs_template'],
  [63024, 'not_on_whatsapp'],
  [63049, 'declined_by_meta'],
  [99999, 'refused_by_provider'],
])('a refusal that is told later, %i, is told in words: %s', async (errorCode, reason) => {
  const { id, message } = await taken()
  await at.twilio.tell(message, 'sent')
  await at.twilio.tell(message, 'undelivered', { errorCode })
  expect(await at.messaging.find('shop', id)).toMatchObject({
    state: 'failed',
    reason,
    errorCode: String(errorCode),
  })
})

test('a number that nobody has is not written to again, and one that opted out neither', async () => {
  const gone = await taken()
  await at.twilio.tell(gone.message, 'failed', { errorCode: 63024 })
  const contact = await at.messaging.read('shop', (db) => findContact(db, 'whatsapp', gone.phone))
  expect(contact?.unreachableAt).not.toBeNull()

  at.twilio.next({ refuse: 21610 })
  const { id, phone } = await at.send('shop')
  expect(await at.messaging.inState('shop', id, 'failed')).toMatchObject({ reason: 'opted_out' })
  const stopped = await at.messaging.read('shop', (db) => findContact(db, 'whatsapp', phone))
  expect(stopped).toMatchObject({ consent: 'withdrawn', consentSource: 'provider' })
})

test('too many at once wait, and are sent by themselves', async () => {
  at.twilio.next('busy')
  const { id } = await at.send('shop')
  const waiting = await until(
    () => at.messaging.find('shop', id),
    (row) => row?.reason === 'rate_limited',
    30_000,
  )
  expect(waiting).toMatchObject({ state: 'queued', errorCode: '20429', attempts: 1 })
  expect(Date.parse(waiting!.dueAt!)).toBeGreaterThan(Date.now())
})

test('a message whose answer was lost is looked up, and not sent again', async () => {
  for (const mood of ['vanish', 'hang', 'broken', 'lose'] as const) {
    const before = at.twilio.taken.length
    at.twilio.next(mood)
    const { id, phone } = await at.send('shop')
    if (mood === 'broken' || mood === 'lose') {
      // It was not taken, and only then does it go out again.
      const waiting = await until(
        () => at.messaging.find('shop', id),
        (row) => row?.state === 'queued' && row.reason === 'no_answer',
        30_000,
      )
      expect(waiting).toMatchObject({ attempts: 1, providerId: null })
      expect(at.twilio.taken).toHaveLength(before)
      continue
    }
    const stored = await at.messaging.inState('shop', id, 'sent')
    const sent = at.twilio.taken.filter(({ form }) => form.get('To') === `whatsapp:${phone}`)
    expect(sent.map(({ sid }) => sid)).toEqual([stored.providerId])
    expect(stored.attempts).toBe(1)
  }
})

test('a try that died with its process is looked up before the message goes out again', async () => {
  const phone = '+919870009999'
  const id = await at.messaging.run('shop', async (tx) => {
    await recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' })
    const [written] = await notify(tx, {
      template: receiptTemplate,
      rule: 'sale',
      cycle: 'killed',
      recipient: customer(phone),
      variables: { name: 'Asha', number: 'R-killed' },
    })
    // As the process left it that died before it could ask: the try is begun, and its job is done again.
    await tx
      .raw(
        sql`update core.messages set state = 'attempting', provider = 'twilio', attempts = 1
             where tenant_id = ${tx.tenantId} and id = ${written!.id}`,
      )
      .execute()
    await tx
      .raw(
        sql`insert into core.message_attempts (tenant_id, id, message_id, number, provider)
            values (${tx.tenantId}, ${newId()}, ${written!.id}, 1, 'twilio')`,
      )
      .execute()
    return written!.id
  })
  const { database } = at.deployment.tenant('shop').placement
  await queryAsAdmin(
    at.deployment,
    { database },
    `update core.message_attempts set started_at = now() - interval '2 minutes' where message_id = $1`,
    [id],
  )
  const waiting = await until(
    () => at.messaging.find('shop', id),
    (row) => row?.state === 'queued' && row.reason === 'no_answer',
    40_000,
  )
  expect(waiting).toMatchObject({ attempts: 1, providerId: null })
  expect(at.twilio.taken.filter(({ form }) => form.get('To') === `whatsapp:${phone}`)).toEqual([])
})

test('when the account itself is refused, those who may mend it are told, once a day', async () => {
  const owner = await at.deployment.signIn('shop', 'owner')
  const member = await at.deployment.signIn('shop', 'member')
  for (let round = 0; round < 2; round++) {
    at.twilio.next({ refuse: 20003 })
    const { id } = await at.send('shop')
    expect(await at.messaging.inState('shop', id, 'failed')).toMatchObject({ reason: 'wrong_credentials' })
  }
  const told = await until(
    async () => (await toldOf(owner)).filter(({ title }) => title === 'WhatsApp messages are not going out'),
    (items) => items.length > 0,
  )
  expect(told).toMatchObject([
    {
      path: '/messages?state=failed',
      body: 'The provider does not accept the key. Enter it again in the settings.',
    },
  ])
  await at.messaging.told('shop')
  expect((await toldOf(owner)).filter(({ title }) => title === told[0]!.title)).toHaveLength(1)
  expect((await member.call(listNotifications, { query: {} })).items).toEqual([])
  const depot = await at.deployment.signIn('depot', 'owner')
  expect((await depot.call(listNotifications, { query: {} })).items).toEqual([])
})

test('a failure that is told later is told the managers, too, with what to do about it, once a day', async () => {
  const owner = await at.deployment.signIn('shop', 'owner')
  for (let round = 0; round < 2; round++) {
    const { id, message } = await taken()
    await at.twilio.tell(message, 'undelivered', { errorCode: 63036 })
    expect(await at.messaging.find('shop', id)).toMatchObject({ state: 'failed', reason: 'undeliverable' })
    await at.messaging.told('shop')
  }
  const advice =
    'WhatsApp could not deliver it: the phone may be off, or the number blocked. Try again tomorrow.'
  expect((await toldOf(owner)).filter(({ body }) => body === advice)).toMatchObject([
    { title: 'A message to Asha has failed', kind: 'warning', path: '/messages?state=failed' },
  ])
  const depot = await at.deployment.signIn('depot', 'owner')
  expect(await toldOf(depot)).toEqual([])
})

test('without an approved text nothing is sent to somebody who has not written within a day', async () => {
  const before = at.twilio.taken.length
  const { id } = await at.send('shop', { language: 'hi' })
  expect(await at.messaging.inState('shop', id, 'failed')).toMatchObject({ reason: 'needs_template' })
  expect(at.twilio.taken).toHaveLength(before)
})

test('to somebody who has just written, free words go', async () => {
  const { phone } = await taken()
  await at.twilio.inbound(at.callback('shop', 'twilio'), phone, 'Thank you')
  const contact = await at.messaging.read('shop', (db) => findContact(db, 'whatsapp', phone))
  expect(contact?.lastInboundAt).not.toBeNull()
  expect(contact?.consent).toBe('given')
})

test('in the quiet hours of its recipient’s zone a reminder waits for their end, and a receipt does not', async () => {
  const { timeZone } = at.deployment.tenant('shop')
  const clock = Temporal.Now.zonedDateTimeISO(timeZone)
  const [from, until] = [clock.subtract({ hours: 1 }), clock.add({ hours: 1 })].map((time) =>
    time.toPlainTime().toString({ smallestUnit: 'minute' }),
  )
  const quiet = (quietFrom: string, quietUntil: string) =>
    at.messaging.run('shop', (tx) =>
      tx
        .raw(
          sql`update core.message_settings set quiet_from = ${quietFrom}::time, quiet_until = ${quietUntil}::time
               where tenant_id = ${tx.tenantId}`,
        )
        .execute(),
    )
  await quiet(from!, until!)
  const remind = async (phone: string, zone: string) => {
    const [written] = await at.messaging.run('shop', async (tx) => {
      await recordConsent(tx, { channel: 'whatsapp', address: phone, consent: 'given', source: 'shop' })
      return notify(tx, {
        template: dueTemplate,
        rule: 'due+1',
        cycle: phone,
        recipient: customer(phone, { timeZone: zone }),
        variables: { name: 'Asha', amount: '₹ 100' },
      })
    })
    return untilSettled(written!.id)
  }
  const receipt = await at.send('shop')
  await at.messaging.inState('shop', receipt.id, 'sent')
  const elsewhere = await remind('+919870009998', zoneWhereItIs(clock.hour + 6))
  expect(elsewhere).toMatchObject({ state: 'failed', reason: 'needs_template' })
  const here = await remind('+919870009999', timeZone)
  expect(here).toMatchObject({ state: 'queued', reason: 'quiet_hours', attempts: 0 })
  expect(Date.parse(here.dueAt!)).toBeGreaterThan(Date.now())
  await quiet('00:00', '00:00')
})

/** Once something has been decided about it. */
const untilSettled = async (id: string) =>
  (await until(
    () => at.messaging.find('shop', id),
    (row) => row?.state === 'failed' || row?.reason === 'quiet_hours',
    30_000,
  ))!
