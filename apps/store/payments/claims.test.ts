import { newId } from '@tenantry/tenancy'
import { describe, expect, test } from 'vitest'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import type { Visitor } from '#test/deployment.ts'
import { openPayingShop } from './test/paying-shop.ts'

const shop = openPayingShop()
const { customer, link, look, say, confirm, balanceOf, statementOf, rows } = shop

describe('a customer says he has paid', () => {
  test('nothing is booked by it, and the shop hears of it', async () => {
    const { token } = await link()
    const answer = await say(token, { amountMinor: 500_000, reference: '4321 0987 6543' })
    expect(answer.json().claim).toMatchObject({
      state: 'open',
      amountMinor: 500_000,
      reference: '432109876543',
    })
    expect(answer.json().balanceMinor).toBe(785_050)
    const { items, can } = (await shop.helper.get('/claims')).json()
    expect(can).toEqual({ decide: true })
    expect(items.at(-1)).toMatchObject({
      customer: { id: shop.customerId, name: 'Ravi Kumar', apartments: ['36194'] },
      amountMinor: 500_000,
      reference: '432109876543',
      state: 'open',
      receipt: null,
      balanceMinor: 785_050,
    })
    expect(await rows<{ kind: string }>('core.outbox_events')).toContainEqual(
      expect.objectContaining({ kind: 'claim.changed', entityId: items.at(-1).id }),
    )
    expect((await shop.other.get('/claims')).json().items).toEqual([])
  })

  test('twenty times at once, by one page or by several, is once', async () => {
    const { token } = await link()
    const id = newId()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => say(token, at % 2 ? { id } : { reference: 'AXIS123456' })),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    const made = await rows<{ customerId: string }>('store.payment_claims')
    expect(made.filter((row) => row.customerId === shop.customerId)).toHaveLength(1)
  })

  test('one payment of the bank’s stands for one claim, whoever names it', async () => {
    const reference = '987654321098'
    const first = await link()
    expect((await say(first.token, { reference })).statusCode).toBe(200)
    const second = await link(await customer('Asha Verma'))
    const again = await say(second.token, { reference: '9876-5432-1098' })
    expect([again.statusCode, again.json().code, again.json().field]).toEqual([
      409,
      'already_exists',
      'reference',
    ])
    // In another shop the same number is nobody's yet.
    const theirs = await link(await customer('Nobody', shop.other), shop.other)
    expect((await say(theirs.token, { reference }, shop.deployment.visit('depot'))).statusCode).toBe(200)
  })

  test.each([
    [{ amountMinor: 0 }, 'amountMinor'],
    [{ amountMinor: 1.5 }, 'amountMinor'],
    [{ amountMinor: 1e12 }, 'amountMinor'],
    [{ reference: 'abc' }, 'reference'],
    [{ reference: '<script>' }, 'reference'],
    [{ customerId: newId() }, 'customerId'],
    [{ token: 'short' }, 'token'],
  ])('%j is refused, and nothing is written', async (more, field) => {
    const { token } = await link()
    const answer = await say(token, more)
    expect([answer.statusCode, answer.json().field]).toEqual([400, field])
    const made = await rows<{ customerId: string }>('store.payment_claims')
    expect(made.filter((row) => row.customerId === shop.customerId)).toEqual([])
  })

  test('again and again, he is asked to wait', async () => {
    const { token } = await link()
    const answers = []
    for (let at = 0; at < 12; at++) answers.push(await say(token))
    expect(answers.at(-1)!.json()).toMatchObject({ code: 'too_many_attempts' })
  })
})

describe('the shop decides', () => {
  async function claim(more: object = {}) {
    const id = newId()
    const { token } = await link()
    expect((await say(token, { id, ...more })).statusCode).toBe(200)
    return { id, token }
  }

  test('confirmed by two at once, the payment is booked once', async () => {
    const { id, token } = await claim({ amountMinor: 700_000, reference: 'HDFC00112233' })
    const answers = await Promise.all(
      [...Array(6)].map((_, at) => confirm(id, at % 2 ? shop.keeper : shop.helper, 700_000)),
    )
    for (const answer of answers) {
      expect(answer.statusCode, answer.body).toBe(200)
      expect(answer.json()).toMatchObject({
        state: 'confirmed',
        receipt: answers[0]!.json().receipt,
        balanceMinor: 85_050,
      })
    }
    expect(answers[0]!.json().receipt).toMatch(/^PAY-/)
    const { lines } = await statementOf()
    expect(lines).toMatchObject([
      { entryId: id, kind: 'payment', amountMinor: -700_000, memo: 'UPI HDFC00112233' },
      { kind: 'opening' },
    ])
    expect((await look(token)).json()).toMatchObject({ balanceMinor: 85_050, claim: { state: 'confirmed' } })
    const late = await shop.helper.post(`/claims/${id}/refuse`, { reason: 'never came' })
    expect([late.statusCode, late.json().code]).toEqual([409, 'claim_decided'])
    expect(await balanceOf()).toBe(85_050)
    const findings = await shop.deployment.tenancy
      .tables<unknown>()
      .read(shop.deployment.tenant('shop'), { kind: 'system', name: 'test' }, checkLedger)
    expect(findings).toEqual([])
  })

  test('another amount than he said is booked as it came, and both are told', async () => {
    const { id, token } = await claim({ amountMinor: 700_000 })
    expect((await confirm(id, shop.helper, 0)).json()).toMatchObject({ field: 'receivedMinor' })
    const answers = await Promise.all([confirm(id, shop.keeper, 650_000), confirm(id, shop.helper, 600_000)])
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409])
    const [booked] = answers.filter(({ statusCode }) => statusCode === 200).map((answer) => answer.json())
    expect(booked).toMatchObject({
      state: 'confirmed',
      amountMinor: 700_000,
      balanceMinor: 785_050 - booked.receivedMinor,
    })
    const refused = answers.find(({ statusCode }) => statusCode === 409)!
    expect(refused.json().code).toBe('claim_decided')
    const { lines } = await statementOf()
    expect(lines).toMatchObject([{ entryId: id, amountMinor: -booked.receivedMinor }, { kind: 'opening' }])
    expect((await look(token)).json().claim).toMatchObject({
      amountMinor: 700_000,
      receivedMinor: booked.receivedMinor,
    })
  })

  test('what came beyond what is owed is an advance', async () => {
    const { id, token } = await claim({ amountMinor: 785_050 })
    const confirmed = await confirm(id, shop.helper, 800_000)
    expect(confirmed.json()).toMatchObject({ receivedMinor: 800_000, balanceMinor: -14_950 })
    expect((await statementOf()).ageing).toMatchObject({ notDueMinor: 0, advanceMinor: 14_950 })
    expect((await look(token)).json()).toMatchObject({ balanceMinor: -14_950, upi: null })
  })

  test('refused with a reason that the customer reads, and nothing is booked', async () => {
    const { id, token } = await claim({ reference: 'ICIC99887766' })
    expect((await shop.helper.post(`/claims/${id}/refuse`, { reason: ' ' })).json()).toMatchObject({
      field: 'reason',
    })
    const refused = await shop.helper.post(`/claims/${id}/refuse`, { reason: 'Not in the bank’s list' })
    expect(refused.json()).toMatchObject({ state: 'refused', decidedBy: null, receipt: null })
    expect((await look(token)).json().claim).toMatchObject({
      state: 'refused',
      reason: 'Not in the bank’s list',
    })
    expect(await balanceOf()).toBe(785_050)
    expect((await confirm(id)).json()).toMatchObject({ code: 'claim_decided' })
    // What was refused may be said again, with the number that was written wrongly or not.
    expect((await say(token, { reference: 'ICIC99887766' })).json().claim).toMatchObject({ state: 'open' })
  })

  test('what waits comes oldest first, page by page, and what is decided the newest first', async () => {
    const ids = [(await claim()).id, (await claim()).id, (await claim()).id]
    const all: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: { items: { id: string }[]; next: string | null } = (
        await shop.helper.get(`/claims?limit=2${next && `&cursor=${next}`}`)
      ).json()
      all.push(...page.items.map(({ id }) => id))
      next = page.next
    }
    expect(all.filter((id) => ids.includes(id))).toEqual(ids)
    await confirm(ids[0]!)
    await confirm(ids[2]!)
    const decided = (await shop.helper.get('/claims?decided=true&limit=2')).json().items
    expect(decided.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[0]])
  })

  test('who only looks on decides nothing, and another shop’s claim is nobody’s', async () => {
    const { id } = await claim()
    const viewer = await shop.deployment.signIn('shop', 'viewer')
    expect((await viewer.get('/claims')).json().can).toEqual({ decide: false })
    expect((await confirm(id, viewer)).statusCode).toBe(403)
    expect((await confirm(id, shop.other)).statusCode).toBe(404)
    expect((await shop.other.get(`/customers/${shop.customerId}/payment-links`)).statusCode).toBe(404)
    expect(await balanceOf()).toBe(785_050)
    expect((await confirm(id)).statusCode).toBe(200)
  })
})

test('a new claim stands behind the bell of those who may confirm it, once, and of nobody else', async () => {
  const { token } = await link()
  const id = newId()
  expect((await say(token, { id, amountMinor: 123_400 })).statusCode).toBe(200)
  expect((await say(token, { id, amountMinor: 123_400 })).statusCode).toBe(200)
  await shop.deployment.startWorker()
  const told = async (visitor: Visitor) =>
    (await visitor.get('/notifications'))
      .json()
      .items.filter(({ title }: { title: string }) => title.includes('1,234'))
  await expect.poll(() => told(shop.helper), { timeout: 30_000 }).toHaveLength(1)
  expect(await told(shop.helper)).toMatchObject([
    { kind: 'task', title: 'Ravi Kumar says that ₹1,234.00 is paid', path: '/claims', readAt: null },
  ])
  expect(await told(shop.keeper)).toHaveLength(1)
  expect(await told(await shop.deployment.signIn('shop', 'viewer'))).toEqual([])
  expect(await told(shop.other)).toEqual([])
})
