import { randomBytes } from 'node:crypto'
import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { hashOfToken } from '#platform/identity/sessions.ts'
import { drawQr } from '#platform/qr-path.ts'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'

let deployment: Deployment
let keeper: Visitor
let helper: Visitor
let other: Visitor
beforeAll(async () => {
  deployment = await startDeployment()
  keeper = await deployment.signIn('shop', 'owner')
  helper = await deployment.signIn('shop', 'member')
  other = await deployment.signIn('depot', 'owner')
  for (const [owner, upiId] of [
    [keeper, 'corner.shop@okbank'],
    [other, 'depot@okbank'],
  ] as const) {
    const changed = await owner.patch('/shop', { upiId, upiName: 'Corner & Co', version: 0 })
    expect(changed.statusCode, changed.body).toBe(200)
  }
})
afterAll(() => deployment.close())

/** Somebody at the shop's address who is not signed in. */
let anybody: Visitor
let customerId: string
beforeEach(async () => {
  anybody = deployment.visit('shop')
  customerId = await customer('Ravi Kumar')
})

async function customer(name: string, by = keeper): Promise<string> {
  const asked = { name, openingBalanceMinor: 785_050, apartments: ['36194'], notes: 'pays late' }
  const answer = await by.post('/customers', asked)
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json().id
}

async function link(id = customerId, by = helper) {
  const answer = await by.request({ method: 'POST', url: `/customers/${id}/payment-links` })
  expect(answer.statusCode, answer.body).toBe(201)
  return { ...answer.json(), token: answer.json().url.split('#')[1] as string }
}

const look = (token: string, at = anybody) => at.post('/payment-page/look', { token })
const say = (token: string, more: object = {}, at = anybody) =>
  at.post('/payment-page/claims', { token, id: newId(), amountMinor: 785_050, ...more })
const confirm = (claimId: string, by = helper, receivedMinor = 785_050) =>
  by.post(`/claims/${claimId}/confirm`, { receivedMinor })
const balanceOf = async (id = customerId) => (await keeper.get(`/customers/${id}`)).json().balanceMinor
const statementOf = async (id = customerId) => (await keeper.get(`/customers/${id}/statement`)).json()

/** The shop's rows, as the kernel sees them. */
function rows<Row>(what: string, slug: 'shop' | 'depot' = 'shop') {
  return deployment.tenancy
    .tables()
    .read(deployment.tenant(slug), { kind: 'system', name: 'test' }, (db) =>
      db.raw<Row>(sql`select * from ${sql.raw(what)} where tenant_id = ${db.tenantId}`).execute(),
    )
}

/** A link whose time has passed. */
async function oldLink(): Promise<{ token: string }> {
  const token = randomBytes(32).toString('base64url')
  await deployment.tenancy.tables().run(deployment.tenant('shop'), { kind: 'system', name: 'test' }, (tx) =>
    tx
      .raw(
        sql`insert into store.payment_links (tenant_id, id, customer_id, token_hash, expires_at)
            values (${tx.tenantId}, ${newId()}, ${customerId}, ${hashOfToken(token)}, now() - interval '1 second')`,
      )
      .execute(),
  )
  return { token }
}

describe('the page', () => {
  test('shows whoever has its address what is owed now, and how to pay it by UPI', async () => {
    const { token } = await link()
    const page = await look(token)
    expect(page.statusCode, page.body).toBe(200)
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store' })
    expect(page.json()).toMatchObject({
      shop: { name: 'Corner Shop' },
      customer: { firstName: 'Ravi', apartments: ['36194'], language: 'en' },
      balanceMinor: 785_050,
      upi: { id: 'corner.shop@okbank', name: 'Corner & Co' },
      lines: [{ kind: 'opening', amountMinor: 785_050, balanceMinor: 785_050 }],
      claim: null,
    })
    const uri: string = page.json().upi.uri
    expect(uri).toContain('pa=corner.shop@okbank&')
    expect(page.json().upi.qr).toEqual(drawQr(uri))
    const asked = new URL(uri)
    expect(asked.protocol + asked.host).toBe('upi:pay')
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      pa: 'corner.shop@okbank',
      pn: 'Corner & Co',
      am: '7850.50',
      cu: 'INR',
      tn: 'Corner Shop 36194',
      tr: expect.stringMatching(/^[0-9a-f]{32}\d{1,3}$/),
    })
    await keeper.post(`/customers/${customerId}/payments`, { id: newId(), amountMinor: 50, method: 'cash' })
    const later = (await look(token)).json()
    expect(later.balanceMinor).toBe(785_000)
    expect(new URL(later.upi.uri).searchParams.get('tr')).not.toBe(asked.searchParams.get('tr'))
  })

  test('tells nothing of the customer that he does not need', async () => {
    const { token } = await link()
    const { body } = await look(token)
    expect(body).not.toMatch(/Kumar|pays late|limit/)
  })

  test('has nothing to pay by where nothing is owed, or the shop takes no UPI', async () => {
    const { token } = await link()
    await keeper.post(`/customers/${customerId}/payments`, {
      id: newId(),
      amountMinor: 785_050,
      method: 'cash',
    })
    expect((await look(token)).json()).toMatchObject({ balanceMinor: 0, upi: null })
    const theirs = await customer('Nobody', other)
    const { token: foreign } = await link(theirs, other)
    expect((await look(foreign, deployment.visit('depot'))).json()).toMatchObject({
      upi: { id: 'depot@okbank' },
    })
    const { version } = (await other.get('/shop')).json()
    await other.patch('/shop', { upiId: null, version })
    expect((await look(foreign, deployment.visit('depot'))).json()).toMatchObject({ upi: null })
  })

  test('a token is kept as its hash alone, and no log line has it', async () => {
    const { token } = await link()
    await look(token)
    await say(token)
    for (const table of [
      'store.payment_links',
      'store.payment_claims',
      'core.audit_events',
      'core.outbox_events',
    ]) {
      expect(JSON.stringify(await rows(table)), table).not.toContain(token)
    }
    expect(deployment.log()).not.toContain(token)
  })

  test('unknown, over, taken back, or another shop’s: all the same words', async () => {
    const unknown = await look('A'.repeat(43))
    expect([unknown.statusCode, unknown.json().code]).toEqual([410, 'link_over'])
    const [old, taken, theirs] = [
      await oldLink(),
      await link(),
      await link(await customer('Nobody', other), other),
    ]
    expect((await look(taken.token)).statusCode).toBe(200)
    expect((await helper.delete(`/payment-links/${taken.id}`)).statusCode).toBe(204)
    expect((await look(theirs.token, deployment.visit('depot'))).statusCode).toBe(200)
    const without = ({ requestId: _, ...rest }: Record<string, unknown>) => rest
    for (const { token } of [old, taken, theirs]) {
      for (const answer of [await look(token), await say(token)]) {
        expect(without(answer.json())).toEqual(without(unknown.json()))
      }
    }
    expect(await balanceOf()).toBe(785_050)
  })

  test('lives as long as the shop says', async () => {
    const { version } = (await keeper.get('/shop')).json()
    await keeper.patch('/shop', { paymentLinkDays: 3, version })
    const { expiresAt } = await link()
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(3)
    expect((await keeper.patch('/shop', { paymentLinkDays: 0, version })).json()).toMatchObject({
      field: 'paymentLinkDays',
    })
  })
})

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
    const { items, can } = (await helper.get('/claims')).json()
    expect(can).toEqual({ decide: true })
    expect(items.at(-1)).toMatchObject({
      customer: { id: customerId, name: 'Ravi Kumar', apartments: ['36194'] },
      amountMinor: 500_000,
      reference: '432109876543',
      state: 'open',
      receipt: null,
      balanceMinor: 785_050,
    })
    expect(await rows<{ kind: string }>('core.outbox_events')).toContainEqual(
      expect.objectContaining({ kind: 'claim.changed', entityId: items.at(-1).id }),
    )
    expect((await other.get('/claims')).json().items).toEqual([])
  })

  test('twenty times at once, by one page or by several, is once', async () => {
    const { token } = await link()
    const id = newId()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => say(token, at % 2 ? { id } : { reference: 'AXIS123456' })),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    const made = await rows<{ customerId: string }>('store.payment_claims')
    expect(made.filter((row) => row.customerId === customerId)).toHaveLength(1)
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
    const theirs = await link(await customer('Nobody', other), other)
    expect((await say(theirs.token, { reference }, deployment.visit('depot'))).statusCode).toBe(200)
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
    expect(made.filter((row) => row.customerId === customerId)).toEqual([])
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
      [...Array(6)].map((_, at) => confirm(id, at % 2 ? keeper : helper, 700_000)),
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
    const late = await helper.post(`/claims/${id}/refuse`, { reason: 'never came' })
    expect([late.statusCode, late.json().code]).toEqual([409, 'claim_decided'])
    expect(await balanceOf()).toBe(85_050)
    const findings = await deployment.tenancy
      .tables<unknown>()
      .read(deployment.tenant('shop'), { kind: 'system', name: 'test' }, checkLedger)
    expect(findings).toEqual([])
  })

  test('another amount than he said is booked as it came, and both are told', async () => {
    const { id, token } = await claim({ amountMinor: 700_000 })
    expect((await confirm(id, helper, 0)).json()).toMatchObject({ field: 'receivedMinor' })
    const answers = await Promise.all([confirm(id, keeper, 650_000), confirm(id, helper, 600_000)])
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
    const confirmed = await confirm(id, helper, 800_000)
    expect(confirmed.json()).toMatchObject({ receivedMinor: 800_000, balanceMinor: -14_950 })
    expect((await statementOf()).ageing).toMatchObject({ notDueMinor: 0, advanceMinor: 14_950 })
    expect((await look(token)).json()).toMatchObject({ balanceMinor: -14_950, upi: null })
  })

  test('refused with a reason that the customer reads, and nothing is booked', async () => {
    const { id, token } = await claim({ reference: 'ICIC99887766' })
    expect((await helper.post(`/claims/${id}/refuse`, { reason: ' ' })).json()).toMatchObject({
      field: 'reason',
    })
    const refused = await helper.post(`/claims/${id}/refuse`, { reason: 'Not in the bank’s list' })
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
        await helper.get(`/claims?limit=2${next && `&cursor=${next}`}`)
      ).json()
      all.push(...page.items.map(({ id }) => id))
      next = page.next
    }
    expect(all.filter((id) => ids.includes(id))).toEqual(ids)
    await confirm(ids[0]!)
    await confirm(ids[2]!)
    const decided = (await helper.get('/claims?decided=true&limit=2')).json().items
    expect(decided.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[0]])
  })

  test('who only looks on decides nothing, and another shop’s claim is nobody’s', async () => {
    const { id } = await claim()
    const viewer = await deployment.signIn('shop', 'viewer')
    expect((await viewer.get('/claims')).json().can).toEqual({ decide: false })
    expect((await confirm(id, viewer)).statusCode).toBe(403)
    expect((await confirm(id, other)).statusCode).toBe(404)
    expect((await other.get(`/customers/${customerId}/payment-links`)).statusCode).toBe(404)
    expect(await balanceOf()).toBe(785_050)
    expect((await confirm(id)).statusCode).toBe(200)
  })
})

test('a link is handed over as a text in the customer’s language, and as a code to scan', async () => {
  const made = await link()
  expect(made.url).toMatch(/^http:\/\/localhost:8080\/store\/shop\/pay#[A-Za-z0-9_-]{43}$/)
  expect(made.text).toBe(
    `Dear Ravi Kumar, you owe ₹7,850.50 to Corner Shop. Your account, and how to pay: ${made.url}`,
  )
  expect(made.waLink).toBeNull()
  expect(made.qr.size).toBeGreaterThan(20)
  const asked = { name: 'आशा', language: 'hi', phone: '98200 44444', openingBalanceMinor: 100_000 }
  const { id } = (await keeper.post('/customers', asked)).json()
  const hers = await link(id)
  expect(hers.text).toContain('प्रिय आशा, Corner Shop का आप पर ₹1,000.00 बाकी है।')
  expect(hers.waLink).toBe(`https://wa.me/919820044444?text=${encodeURIComponent(hers.text)}`)
  const { items } = (await keeper.get(`/customers/${id}/payment-links`)).json()
  expect(items).toMatchObject([{ id: hers.id, expiresAt: hers.expiresAt, revokedAt: null }])
  expect(JSON.stringify(items)).not.toContain(hers.token)
})

test('a new claim stands behind the bell of those who may confirm it, once, and of nobody else', async () => {
  const { token } = await link()
  const id = newId()
  expect((await say(token, { id, amountMinor: 123_400 })).statusCode).toBe(200)
  expect((await say(token, { id, amountMinor: 123_400 })).statusCode).toBe(200)
  await deployment.startWorker()
  const told = async (visitor: Visitor) =>
    (await visitor.get('/notifications'))
      .json()
      .items.filter(({ title }: { title: string }) => title.includes('1,234'))
  await expect.poll(() => told(helper), { timeout: 30_000 }).toHaveLength(1)
  expect(await told(helper)).toMatchObject([
    { kind: 'task', title: 'Ravi Kumar says that ₹1,234.00 is paid', path: '/claims', readAt: null },
  ])
  expect(await told(keeper)).toHaveLength(1)
  expect(await told(await deployment.signIn('shop', 'viewer'))).toEqual([])
  expect(await told(other)).toEqual([])
})
