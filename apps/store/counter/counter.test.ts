import { newId } from '@tenantry/tenancy'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { addDays, today } from '../days.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
const { customer } = shop
afterEach(() => vi.useRealTimers())

const buy = (customerId: string, amountMinor: number, more: object = {}, by = shop.helper) =>
  by.post(`/customers/${customerId}/purchases`, { id: newId(), amountMinor, ...more })
const pay = (customerId: string, amountMinor: number, more: object = {}, by = shop.helper) =>
  by.post(`/customers/${customerId}/payments`, { id: newId(), amountMinor, method: 'cash', ...more })
const statementOf = async (customerId: string) =>
  (await shop.keeper.get(`/customers/${customerId}/statement`)).json()

test('a purchase and a payment have receipts and move the balance', async () => {
  const id = await customer()
  const bought = await buy(id, 45_000, { memo: '10 bags of cement' })
  expect(bought.json()).toMatchObject({
    receipt: expect.stringMatching(/^INV-20\d\d-\d{5}$/),
    balanceMinor: 45_000,
  })
  const paid = await pay(id, 20_000, { method: 'upi' })
  expect(paid.json()).toMatchObject({
    receipt: expect.stringMatching(/^PAY-20\d\d-\d{5}$/),
    balanceMinor: 25_000,
  })
  expect(await statementOf(id)).toMatchObject({
    closingMinor: 25_000,
    ageing: { notDueMinor: 25_000, advanceMinor: 0 },
    lines: [
      { kind: 'payment', amountMinor: -20_000, balanceMinor: 25_000 },
      { kind: 'purchase', amountMinor: 45_000, balanceMinor: 45_000, memo: '10 bags of cement' },
    ],
  })
})

test('two counters at once never pass the limit together', async () => {
  const id = await customer({ creditLimitMinor: 10_000 })
  const answers = await Promise.all(Array.from({ length: 30 }, () => buy(id, 1_000)))
  expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(10)
  const refused = answers.find(({ statusCode }) => statusCode !== 201)!
  expect(refused.statusCode).toBe(409)
  expect(refused.json()).toMatchObject({
    code: 'credit_limit_exceeded',
    figures: { limitMinor: 10_000, balanceMinor: 10_000, availableMinor: 0, currency: 'INR' },
  })
})

test('what was refused stays refused under its id, with a key or without', async () => {
  const id = await customer({ creditLimitMinor: 100 })
  const entry = { id: newId(), amountMinor: 500 }
  const url = `/customers/${id}/purchases`
  const asked = () => shop.helper.post(url, entry, { 'idempotency-key': entry.id })
  expect((await asked()).statusCode).toBe(409)
  const { version } = (await shop.keeper.get(`/customers/${id}`)).json()
  const raised = await shop.keeper.patch(
    `/customers/${id}`,
    { creditLimitMinor: null },
    { 'if-match': `"${version}"` },
  )
  expect(raised.statusCode, raised.body).toBe(200)
  expect((await asked()).json()).toMatchObject({ code: 'credit_limit_exceeded' })
  expect((await shop.helper.post(url, entry)).json()).toMatchObject({ code: 'credit_limit_exceeded' })
  expect((await buy(id, 500)).statusCode).toBe(201)
})

test('twenty of one id at once are one purchase', async () => {
  const id = await customer()
  const entry = { id: newId(), amountMinor: 700 }
  const url = `/customers/${id}/purchases`
  const answers = await Promise.all(Array.from({ length: 20 }, () => shop.helper.post(url, entry)))
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]))
  expect(new Set(answers.map((answer) => answer.json().receipt)).size).toBe(1)
  expect((await statementOf(id)).closingMinor).toBe(700)
  const another = await shop.helper.post(url, { ...entry, amountMinor: 800 })
  expect(another.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('what was asked without a day and is asked again after midnight is done once', async () => {
  const id = await customer()
  const before = (await buy(id, 900)).json()
  const entry = () => ({ id: newId(), amountMinor: 100 })
  const held = { ...entry(), days: 7 }
  const asked: [url: string, body: object][] = [
    [`/customers/${id}/purchases`, entry()],
    [`/customers/${id}/payments`, { ...entry(), method: 'cash' }],
    [`/customers/${id}/write-offs`, { ...entry(), reason: 'moved away' }],
    [`/customers/${id}/holds`, held],
    [`/holds/${held.id}/purchases`, entry()],
    [`/entries/${before.id}/reversals`, { id: newId(), reason: 'added by mistake' }],
  ]
  const askAll = async () => {
    const answers = []
    for (const [url, body] of asked) answers.push(await shop.keeper.post(url, body))
    return answers
  }
  expect((await askAll()).map(({ statusCode }) => statusCode)).toEqual(asked.map(() => 201))
  const { closingMinor } = await statementOf(id)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
  expect((await askAll()).map(({ statusCode, body }) => [statusCode, /"code"/.test(body)])).toEqual(
    asked.map(() => [201, false]),
  )
  expect((await statementOf(id)).closingMinor).toBe(closingMinor)
  const [url, body] = asked[0]!
  const otherDay = await shop.keeper.post(url, { ...body, effectiveOn: '2026-01-05' })
  expect(otherDay.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('beyond the limit goes who may, with a reason', async () => {
  const id = await customer({ creditLimitMinor: 100 })
  const override = { reason: 'an old friend' }
  expect((await buy(id, 500, { override })).json()).toMatchObject({ code: 'forbidden', field: 'override' })
  expect((await buy(id, 500, { override }, shop.keeper)).statusCode).toBe(201)
  expect(await statementOf(id)).toMatchObject({ lines: [{ reason: 'an old friend' }] })
})

test('an entry is taken back once, by who may', async () => {
  const id = await customer()
  const { id: entryId } = (await buy(id, 900)).json()
  const url = `/entries/${entryId}/reversals`
  const reversal = { id: newId(), reason: 'added by mistake' }
  expect((await shop.helper.post(url, reversal)).statusCode).toBe(403)
  expect((await shop.keeper.post(url, reversal)).json()).toMatchObject({ balanceMinor: 0, receipt: null })
  expect((await shop.keeper.post(url, reversal)).json()).toMatchObject({ replayed: true })
  const again = await shop.keeper.post(url, { id: newId(), reason: 'again' })
  expect(again.json()).toMatchObject({ code: 'already_reversed' })
  const { lines } = await statementOf(id)
  expect(lines).toMatchObject([{ reverses: entryId }, { reversedBy: reversal.id }])
})

test('what was put aside counts until it is taken or given up', async () => {
  const id = await customer({ creditLimitMinor: 1_000 })
  const hold = { id: newId(), amountMinor: 800, days: 7 }
  expect((await shop.helper.post(`/customers/${id}/holds`, hold)).statusCode).toBe(201)
  expect((await buy(id, 300)).json()).toMatchObject({ figures: { availableMinor: 200, pendingMinor: 800 } })
  const taken = await shop.helper.post(`/holds/${hold.id}/purchases`, { id: newId(), amountMinor: 750 })
  expect(taken.json()).toMatchObject({ balanceMinor: 750 })
  expect((await shop.helper.delete(`/holds/${hold.id}`)).statusCode).toBe(409)
  expect((await shop.helper.get(`/customers/${id}/holds`)).json().items).toMatchObject([{ state: 'posted' }])
})

test('what was put aside is kept until the end of the last day, by the shop’s clocks', async () => {
  const { timeZone } = shop.deployment.tenant('shop')
  const id = await customer()
  await shop.helper.post(`/customers/${id}/holds`, { id: newId(), amountMinor: 800, days: 7 })
  const [{ expiresAt }] = (await shop.helper.get(`/customers/${id}/holds`)).json().items
  const end = Temporal.Instant.from(expiresAt).toZonedDateTimeISO(timeZone).toPlainDateTime()
  expect(end.toString()).toBe(`${addDays(today(timeZone), 8)}T00:00:00`)
})

test('a debt is given up by who may, with a reason, and nothing beyond it', async () => {
  const id = await customer({ openingBalanceMinor: 5_000 })
  const url = `/customers/${id}/write-offs`
  const entry = { id: newId(), amountMinor: 3_000, reason: 'moved away' }
  expect((await shop.helper.post(url, entry)).statusCode).toBe(403)
  expect((await shop.keeper.post(url, { ...entry, reason: undefined })).json()).toMatchObject({
    field: 'reason',
  })
  const beyond = await shop.keeper.post(url, { ...entry, id: newId(), amountMinor: 5_001 })
  expect(beyond.json()).toMatchObject({ code: 'invalid_input', field: 'amountMinor' })
  expect((await shop.keeper.post(url, entry)).json()).toMatchObject({ balanceMinor: 2_000 })
  expect((await shop.keeper.post(url, entry)).json()).toMatchObject({ balanceMinor: 2_000, replayed: true })
  const { lines, closingMinor } = await statementOf(id)
  expect(closingMinor).toBe(2_000)
  expect(lines).toMatchObject([
    { kind: 'write_off', amountMinor: -3_000, reason: 'moved away' },
    { kind: 'opening' },
  ])
})

describe('refused, and nothing is written', () => {
  test.each([
    [{ amountMinor: 0 }, 'amountMinor'],
    [{ amountMinor: -5 }, 'amountMinor'],
    [{ amountMinor: 1.5 }, 'amountMinor'],
    [{ amountMinor: 1e15 }, 'amountMinor'],
    [{ amountMinor: 100, currency: 'rupees' }, 'currency'],
    [{ amountMinor: 100, effectiveOn: '2999-01-01' }, 'effectiveOn'],
    [{ amountMinor: 100, effectiveOn: '2026-02-30' }, 'effectiveOn'],
    [{ amountMinor: 100, effectiveOn: '2026-02-10', dueOn: '2026-02-09' }, 'dueOn'],
    [{ amountMinor: 100, tenantId: newId() }, 'tenantId'],
  ])('%j', async (body, field) => {
    const id = await customer()
    const answer = await buy(id, 1, body)
    expect([answer.statusCode, answer.json().field]).toEqual([400, field])
    expect((await statementOf(id)).lines).toEqual([])
  })
})

test('another shop’s customer is nobody’s', async () => {
  const theirs = await customer({ phone: '98200 55555' }, shop.other)
  expect((await buy(theirs, 100)).statusCode).toBe(404)
  expect((await shop.keeper.get(`/customers/${theirs}/statement`)).statusCode).toBe(404)
  expect((await shop.keeper.get('/customers?q=98200%2055555')).json().items).toEqual([])
  expect((await shop.other.get('/customers?q=98200%2055555')).json().items).toHaveLength(1)
})

test('a customer who owes is not archived, and one who is archived buys nothing', async () => {
  const id = await customer()
  await buy(id, 100)
  const archive = () => shop.keeper.request({ method: 'POST', url: `/customers/${id}/archive` })
  expect((await archive()).json()).toMatchObject({ code: 'in_use' })
  await pay(id, 100)
  expect((await archive()).statusCode).toBe(204)
  expect((await buy(id, 100)).json()).toMatchObject({ code: 'customer_archived' })
  expect((await pay(id, 100)).statusCode).toBe(201)
})

test('the books of all this are sound', async () => {
  for (const slug of ['shop', 'depot'] as const) {
    const data = shop.deployment.tenancy.tables()
    const found = await data.read(shop.deployment.tenant(slug), { kind: 'system', name: 'test' }, checkLedger)
    expect(found).toEqual([])
  }
})
