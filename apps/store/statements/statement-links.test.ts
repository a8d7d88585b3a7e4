import { type AnyTenantReader, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { addDays } from '../days.ts'
import { statementReport } from '../reports/reports.ts'
import { findPrinted, openStatementLink } from './statement-page.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
let viewer: Visitor
let anybody: Visitor
let customerId: string
beforeAll(async () => {
  viewer = await shop.deployment.signIn('shop', 'viewer')
  anybody = shop.deployment.visit('shop')
  customerId = await customer(shop.keeper, { name: 'Ravi Kumar', apartments: ['36194'], notes: 'pays late' })
  await buy({ amountMinor: 50_000, effectiveOn: addDays(shop.day, -40), memo: 'grumbled' })
  await buy({ amountMinor: 20_000, effectiveOn: addDays(shop.day, -10) })
  await shop.keeper.post(`/customers/${customerId}/payments`, {
    id: newId(),
    amountMinor: 30_000,
    method: 'upi',
  })
})

async function customer(by: Visitor, asked: object): Promise<string> {
  const answer = await by.post('/customers', asked)
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json().id
}
const buy = async (entry: object) => {
  const answer = await shop.keeper.post(`/customers/${customerId}/purchases`, { id: newId(), ...entry })
  expect(answer.statusCode, answer.body).toBe(201)
}
async function link(asked: object = {}, { id = customerId, by = shop.helper } = {}) {
  const answer = await by.post(`/customers/${id}/statement-links`, asked)
  expect(answer.statusCode, answer.body).toBe(201)
  return { ...answer.json(), token: answer.json().url.split('#')[1] as string }
}
const look = (token: string, more: object = {}, at = anybody) =>
  at.post('/statement-page/look', { token, ...more })
const print = (token: string, at = anybody) => at.post('/statement-page/file', { token, language: 'en' })

test('whoever has the address reads the chosen days, with the balance before, after each line and at the end', async () => {
  const { token, url, text, expiresAt } = await link({ from: addDays(shop.day, -20), days: 7 })
  expect(url).toMatch(/\/statement#[A-Za-z0-9_-]{43}$/)
  expect(text).toContain('Dear Ravi Kumar')
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(7)
  const page = await look(token)
  expect(page.statusCode, page.body).toBe(200)
  expect(page.headers).toMatchObject({ 'cache-control': 'no-store' })
  expect(page.json()).toMatchObject({
    shop: { name: 'Corner Shop' },
    customer: { firstName: 'Ravi', apartments: ['36194'] },
    from: addDays(shop.day, -20),
    to: shop.day,
    openingMinor: 50_000,
    debitsMinor: 20_000,
    creditsMinor: 30_000,
    closingMinor: 40_000,
    lines: [
      { kind: 'payment', amountMinor: -30_000, balanceMinor: 40_000 },
      { kind: 'purchase', amountMinor: 20_000, balanceMinor: 70_000 },
    ],
    next: null,
  })
  expect((await look((await link()).token)).json()).toMatchObject({ from: null, openingMinor: 0 })
  expect((await look((await link({ to: addDays(shop.day, -15) })).token)).json().closingMinor).toBe(50_000)
})

test('it says nothing of what the shop wrote for itself, on the page as on paper', async () => {
  const { token } = await link()
  expect((await look(token)).body).not.toMatch(/grumbled|pays late|Kumar|limit/)
  const paper = await print(token)
  expect(paper.statusCode).toBe(200)
  expect(paper.headers).toMatchObject({ 'content-type': 'application/pdf' })
  expect(paper.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  const read = <T>(what: (db: AnyTenantReader) => Promise<T>) =>
    shop.deployment.tenancy
      .tables()
      .read(shop.deployment.tenant('shop'), { kind: 'system', name: 'test' }, what)
  const printed = await read(async (db) => findPrinted(db, await openStatementLink(db, token)))
  expect(JSON.stringify(printed.rows)).not.toMatch(/grumbled|pays late/)
  expect(JSON.stringify(await read((db) => statementReport(db, customerId, {})))).toMatch(/grumbled/)
})

test('a long account is read page by page, each line once', async () => {
  const id = await customer(shop.keeper, { name: 'Long' })
  for (let n = 0; n < 103; n++) {
    await shop.keeper.post(`/customers/${id}/purchases`, { id: newId(), amountMinor: 100 + n })
  }
  const { token } = await link({}, { id })
  const first = (await look(token)).json()
  const second = (await look(token, { cursor: first.next })).json()
  expect([first.lines.length, second.lines.length, second.next]).toEqual([100, 3, null])
  expect(first.lines.at(-1).balanceMinor - first.lines.at(-1).amountMinor).toBe(second.lines[0].balanceMinor)
})

test('unknown, over, taken back, or another shop’s: all the same words', async () => {
  const unknown = await look('A'.repeat(43))
  expect([unknown.statusCode, unknown.json().code]).toEqual([410, 'link_over'])
  const [old, taken] = [await link(), await link()]
  const theirs = await link({}, { id: await customer(shop.other, { name: 'Nobody' }), by: shop.other })
  expect((await look(theirs.token, {}, shop.deployment.visit('depot'))).statusCode).toBe(200)
  expect((await shop.helper.delete(`/statement-links/${taken.id}`)).statusCode).toBe(204)
  await shop.deployment.tenancy
    .tables()
    .run(shop.deployment.tenant('shop'), { kind: 'system', name: 'test' }, (tx) =>
      tx
        .raw(
          sql`insert into store.statement_links (tenant_id, id, customer_id, token_hash, currency, expires_at)
              select tenant_id, ${newId()}, customer_id, sha256(token_hash), currency, now() - interval '1 second'
                from store.statement_links where tenant_id = ${tx.tenantId} and id = ${old.id}`,
        )
        .execute(),
    )
  // A payment link lets nobody onto a statement.
  const pay = await shop.helper.request({ method: 'POST', url: `/customers/${customerId}/payment-links` })
  const without = ({ requestId: _, ...rest }: Record<string, unknown>) => rest
  for (const token of [taken.token, theirs.token, pay.json().url.split('#')[1]]) {
    for (const answer of [await look(token), await print(token)]) {
      expect(without(answer.json())).toEqual(without(unknown.json()))
    }
  }
})

test('the shop sees its links and takes them back; who only looks on makes none', async () => {
  const made = await link({ from: addDays(shop.day, -5), to: shop.day, currency: 'USD' })
  const list = (by: Visitor) => by.get(`/customers/${customerId}/statement-links`)
  expect((await list(viewer)).json().items[0]).toMatchObject({
    id: made.id,
    currency: 'USD',
    from: addDays(shop.day, -5),
    to: shop.day,
    revokedAt: null,
  })
  expect((await list(viewer)).body).not.toContain(made.token)
  expect((await viewer.post(`/customers/${customerId}/statement-links`, {})).statusCode).toBe(403)
  expect((await list(shop.other)).json()).toMatchObject({ status: 404, code: 'not_found' })
  expect((await shop.other.delete(`/statement-links/${made.id}`)).statusCode).toBe(404)
  const foreign = await shop.other.post(`/customers/${customerId}/statement-links`, {})
  expect(foreign.json()).toMatchObject({ status: 404, code: 'not_found' })
  const backwards = await shop.helper.post(`/customers/${customerId}/statement-links`, {
    from: shop.day,
    to: addDays(shop.day, -1),
  })
  expect(backwards.json()).toMatchObject({ status: 400, code: 'invalid_input', field: 'from' })
})

test('a page that is asked for too often is refused for a while', async () => {
  const { token } = await link()
  const answers = []
  for (let n = 0; n < 11; n++) answers.push(await print(token))
  expect(answers.slice(0, 10).every(({ statusCode }) => statusCode === 200)).toBe(true)
  expect(answers[10]!.json()).toMatchObject({ status: 429, code: 'too_many_attempts' })
})
