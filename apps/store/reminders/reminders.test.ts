import { randomUUID } from 'node:crypto'
import type { Actor, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { addPurchase } from '../counter/counter.ts'
import { addDays } from '../days.ts'
import { paymentReminder } from './reminder-template.ts'
import { climbLadder, sendReminders } from './reminders.ts'
import type { Candidate } from './reminders.contract.ts'
import { readReminderRules } from './rules.ts'
import { openShop } from '../test/open-shop.ts'
import { lateCustomersOf } from './test/late-customers.ts'

const someone: Actor = { kind: 'system', name: 'test' }
const address = { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' }

const shop = openShop()
const { post } = shop
const late = lateCustomersOf(shop)

const change = async (id: string, changed: object) => {
  const { version } = (await shop.keeper.get(`/customers/${id}`)).json()
  const answer = await shop.keeper.patch(`/customers/${id}`, changed, { 'if-match': `"${version}"` })
  expect(answer.statusCode, answer.body).toBe(200)
}
const preview = async (visitor = shop.keeper): Promise<Map<string, Candidate>> => {
  const answer = await visitor.get('/reminders')
  expect(answer.statusCode, answer.body).toBe(200)
  return new Map(answer.json().items.map((item: Candidate) => [item.id, item]))
}
const run = <T>(work: (tx: AnyTenantTx) => Promise<T>) =>
  shop.deployment.tenancy.tables<unknown>().run(shop.deployment.tenant('shop'), someone, work)
const messagesTo = (id: string) =>
  run((tx) =>
    tx
      .raw<{ rule: string; cycle: string; body: string; variables: Record<string, string> }>(
        sql`select rule, cycle, body, variables from core.messages
             where tenant_id = ${tx.tenantId} and recipient_id = ${id} order by created_at`,
      )
      .execute(),
  )

test('who is late is listed with the very words, and who may not be written to with the reason', async () => {
  const asha = await late('Asha')
  const reasons = {
    no_phone: await late('A', { phone: null }),
    no_consent: await late('B', { consent: 'unknown' }),
    opted_out: await late('C', { consent: 'withdrawn' }),
    disputed: await late('D'),
    promised: await late('E'),
  }
  await change(reasons.disputed, { dispute: { reason: 'Two bags were broken' } })
  await change(reasons.promised, { promisedOn: addDays(shop.day, 3) })
  const foreign = await late('Foreign', {}, { by: shop.other })
  const notLate = await late('Later', {}, { daysLate: 0 })
  const found = await preview()
  expect(found.get(asha)).toMatchObject({
    skip: null,
    overdueMinor: 50_000,
    oldestDueOn: addDays(shop.day, -10),
    text: expect.stringContaining('Dear Asha, ₹500.00 is overdue at'),
  })
  for (const [reason, id] of Object.entries(reasons)) expect(found.get(id)?.skip, reason).toBe(reason)
  expect(found.get(reasons.disputed)).toMatchObject({
    disputedOn: shop.day,
    disputeReason: 'Two bags were broken',
  })
  const alone = (await shop.keeper.get(`/reminders?customerId=${asha}`)).json().items
  expect(alone).toEqual([found.get(asha)])
  expect((await shop.keeper.get(`/reminders?customerId=${foreign}`)).json().items).toEqual([])
  expect(found.has(foreign)).toBe(false)
  expect(found.has(notLate)).toBe(false)
  expect([...(await preview(shop.other)).keys()]).toEqual([foreign])
})

test('many are reminded at once, each once a day, with a link that opens their own page', async () => {
  const [one, two] = [await late('One'), await late('Two')]
  const disputed = await late('Three')
  await change(disputed, { dispute: { reason: 'Two bags were broken' } })
  const customerIds = [one, two, disputed]
  const foreign = await late('Foreign too', {}, { by: shop.other })
  const sent = await post(shop.keeper, '/reminders', { customerIds: [...customerIds, foreign] })
  expect(sent).toEqual({ written: 2, skipped: [{ id: disputed, reason: 'disputed' }] })
  const owing = await late('Paying meanwhile')
  await post(shop.keeper, `/customers/${owing}/payments`, {
    id: randomUUID(),
    amountMinor: 50_000,
    method: 'cash',
  })
  expect(await post(shop.keeper, '/reminders', { customerIds: [...customerIds, owing] })).toEqual({
    written: 0,
    skipped: expect.arrayContaining([
      { id: one, reason: 'recently_reminded' },
      { id: owing, reason: 'settled' },
    ]),
  })
  const [message, ...more] = await messagesTo(one)
  expect(more).toEqual([])
  const token = /#([\w-]+)/.exec(message!.body)![1]
  const page = await shop.keeper.post('/payment-page/look', { token })
  expect(page.json()).toMatchObject({ customer: { firstName: 'One' }, balanceMinor: 50_000 })
  expect((await preview()).get(one)).toMatchObject({ skip: 'recently_reminded', remindedOn: shop.day })
})

test('two who press at once remind once', async () => {
  const id = await late('Twice')
  await Promise.all([1, 2, 3].map(() => shop.keeper.post('/reminders', { customerIds: [id] })))
  expect(await messagesTo(id)).toHaveLength(1)
})

test('three hundred are reminded by as many statements as three, and two at once leave no link that nobody has', async () => {
  const ids = await run((tx) => lateTogether(tx, 300))
  const statements = async (customerIds: string[]) => {
    let count = 0
    await run(async (tx) => {
      const counting: AnyTenantTx = new Proxy(tx, {
        get: (of, key) => {
          if (key === 'raw' || key === 'atCommit') count++
          return Reflect.get(of, key)
        },
      })
      expect((await sendReminders(counting, customerIds, address)).written).toBe(customerIds.length)
    })
    return count
  }
  const few = await statements(ids.slice(0, 3))
  expect(await statements(ids.slice(3))).toBe(few)
  expect(few).toBeLessThan(12)
  const more = await run((tx) => lateTogether(tx, 20))
  const [one, two] = await Promise.all(
    [more, more.toReversed()].map((customerIds) => run((tx) => sendReminders(tx, customerIds, address))),
  )
  expect(one!.written + two!.written).toBe(20)
  const [links] = await run((tx) =>
    tx
      .raw<{ count: number }>(
        sql`select count(*) as count from store.payment_links
             where tenant_id = ${tx.tenantId} and customer_id = any(${more}::uuid[])`,
      )
      .execute(),
  )
  expect(links!.count).toBe(20)
})

let lastPhone = 9_830_010_000

/** Many who are late, put there without the pages: each has agreed, owes and is ten days late. */
async function lateTogether(tx: AnyTenantTx, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  for (const id of ids) {
    await tx
      .raw(
        sql`insert into store.customers (tenant_id, id, name, sort_name, phone, consent)
            values (${tx.tenantId}, ${id}, 'Many', 'many', ${`+91${++lastPhone}`}, 'given')`,
      )
      .execute()
    await addPurchase(tx, {
      customerId: id,
      entry: {
        id: randomUUID(),
        amountMinor: 50_000,
        effectiveOn: addDays(shop.day, -10),
        dueOn: addDays(shop.day, -10),
      },
      mayOverride: false,
    })
  }
  return ids
}

test('the amount is read again when it is sent, and a debt that is settled is not spoken of', async () => {
  const id = await late('Paying')
  await post(shop.keeper, '/reminders', { customerIds: [id] })
  const [written] = await messagesTo(id)
  const variables = written!.variables as Record<'name' | 'amount' | 'shop' | 'link', string>
  const fresh = () =>
    run((tx) =>
      paymentReminder.beforeSending!(tx, {
        id: randomUUID(),
        rule: 'by-hand',
        cycle: shop.day,
        recipient: { kind: 'store.customer', id },
        subject: null,
        language: 'en',
        variables,
      }),
    )
  await post(shop.keeper, `/customers/${id}/payments`, {
    id: randomUUID(),
    amountMinor: 20_000,
    method: 'cash',
  })
  expect(await fresh()).toEqual({ variables: { amount: '₹300.00' } })
  await change(id, { dispute: { reason: 'Two bags were broken' } })
  expect(await fresh()).toEqual({ skip: 'disputed' })
  await post(shop.keeper, `/customers/${id}/payments`, {
    id: randomUUID(),
    amountMinor: 30_000,
    method: 'cash',
  })
  expect(await fresh()).toEqual({ skip: 'settled' })
})

test('the ladder says each step once, the highest alone, and pauses between', async () => {
  const rules = { automatic: true, steps: [30, 1, 7], atHour: 11, pauseDays: 1, leastMinor: 0, version: 0 }
  const changed = await shop.keeper.request({ method: 'PUT', url: '/reminders/rules', payload: rules })
  expect(changed.json()).toMatchObject({ steps: [1, 7, 30], version: 1 })
  const again = await shop.keeper.request({ method: 'PUT', url: '/reminders/rules', payload: rules })
  expect(again.json()).toMatchObject({ code: 'version_conflict' })
  const id = await late('Climbing', {}, { daysLate: 8 })
  const climb = () => run(async (tx) => climbLadder(tx, await readReminderRules(tx), address))
  await climb()
  await climb()
  expect(await messagesTo(id)).toMatchObject([{ rule: 'due+7', cycle: addDays(shop.day, -8) }])
  expect((await shop.other.get('/reminders/rules')).json()).toMatchObject({ automatic: false, version: 0 })
})

test('a viewer may not remind, and ids that are none are refused', async () => {
  const viewer = await shop.deployment.signIn('shop', 'viewer')
  expect((await viewer.get('/reminders')).statusCode).toBe(403)
  const wrong = await shop.keeper.post('/reminders', { customerIds: ['x'] })
  expect(wrong.json()).toMatchObject({ status: 400, code: 'invalid_input' })
})
