import { newId } from '@tenantry/tenancy'
import { describe, expect, test } from 'vitest'
import { drawQr } from '#platform/qr-path.ts'
import { takeDollars } from '#test/take-dollars.ts'
import { openPayingShop } from './test/paying-shop.ts'

const shop = openPayingShop()
const { customer, link, look, say, balanceOf, rows, oldLink } = shop

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
    await shop.keeper.post(`/customers/${shop.customerId}/payments`, {
      id: newId(),
      amountMinor: 50,
      method: 'cash',
    })
    const later = (await look(token)).json()
    expect(later.balanceMinor).toBe(785_000)
    expect(new URL(later.upi.uri).searchParams.get('tr')).not.toBe(asked.searchParams.get('tr'))
  })

  test('says what is owed in other currencies as well, which UPI does not pay', async () => {
    await takeDollars(shop.keeper)
    const bought = { id: newId(), amountMinor: 4_500, currency: 'USD' }
    await shop.keeper.post(`/customers/${shop.customerId}/purchases`, bought)
    const page = (await look((await link()).token)).json()
    expect(page.others).toEqual([{ currency: 'USD', balanceMinor: 4_500 }])
    expect(page.upi.uri).toContain('am=7850.50&')
  })

  test('tells nothing of the customer that he does not need', async () => {
    const { token } = await link()
    const { body } = await look(token)
    expect(body).not.toMatch(/Kumar|pays late|limit/)
  })

  test('has nothing to pay by where nothing is owed, or the shop takes no UPI', async () => {
    const { token } = await link()
    await shop.keeper.post(`/customers/${shop.customerId}/payments`, {
      id: newId(),
      amountMinor: 785_050,
      method: 'cash',
    })
    expect((await look(token)).json()).toMatchObject({ balanceMinor: 0, upi: null })
    const theirs = await customer('Nobody', shop.other)
    const { token: foreign } = await link(theirs, shop.other)
    expect((await look(foreign, shop.deployment.visit('depot'))).json()).toMatchObject({
      upi: { id: 'depot@okbank' },
    })
    const { version } = (await shop.other.get('/shop')).json()
    await shop.other.patch('/shop', { upiId: null, version })
    expect((await look(foreign, shop.deployment.visit('depot'))).json()).toMatchObject({ upi: null })
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
    expect(shop.deployment.log()).not.toContain(token)
  })

  test('unknown, over, taken back, or another shop’s: all the same words', async () => {
    const unknown = await look('A'.repeat(43))
    expect([unknown.statusCode, unknown.json().code]).toEqual([410, 'link_over'])
    const [old, taken, theirs] = [
      await oldLink(),
      await link(),
      await link(await customer('Nobody', shop.other), shop.other),
    ]
    expect((await look(taken.token)).statusCode).toBe(200)
    expect((await shop.helper.delete(`/payment-links/${taken.id}`)).statusCode).toBe(204)
    expect((await look(theirs.token, shop.deployment.visit('depot'))).statusCode).toBe(200)
    const without = ({ requestId: _, ...rest }: Record<string, unknown>) => rest
    for (const { token } of [old, taken, theirs]) {
      for (const answer of [await look(token), await say(token)]) {
        expect(without(answer.json())).toEqual(without(unknown.json()))
      }
    }
    expect(await balanceOf()).toBe(785_050)
  })

  test('lives as long as the shop says', async () => {
    const { version } = (await shop.keeper.get('/shop')).json()
    await shop.keeper.patch('/shop', { paymentLinkDays: 3, version })
    const { expiresAt } = await link()
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(3)
    expect((await shop.keeper.patch('/shop', { paymentLinkDays: 0, version })).json()).toMatchObject({
      field: 'paymentLinkDays',
    })
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
  const { id } = (await shop.keeper.post('/customers', asked)).json()
  const hers = await link(id)
  expect(hers.text).toContain('प्रिय आशा, Corner Shop का आप पर ₹1,000.00 बाकी है।')
  expect(hers.waLink).toBe(`https://wa.me/919820044444?text=${encodeURIComponent(hers.text)}`)
  const { items } = (await shop.keeper.get(`/customers/${id}/payment-links`)).json()
  expect(items).toMatchObject([{ id: hers.id, expiresAt: hers.expiresAt, revokedAt: null }])
  expect(JSON.stringify(items)).not.toContain(hers.token)
})
