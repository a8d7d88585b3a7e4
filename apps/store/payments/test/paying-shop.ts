import { randomBytes } from 'node:crypto'
import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect } from 'vitest'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { Visitor } from '#test/deployment.ts'
import { openShop } from '../../test/open-shop.ts'

/** A shop with one customer who owes, and its neighbour: open before a file's first test, closed after its last. */
export function openPayingShop() {
  const shop = openShop()
  beforeAll(async () => {
    for (const [owner, upiId] of [
      [shop.keeper, 'corner.shop@okbank'],
      [shop.other, 'depot@okbank'],
    ] as const) {
      const changed = await owner.patch('/shop', { upiId, upiName: 'Corner & Co', version: 0 })
      expect(changed.statusCode, changed.body).toBe(200)
    }
  })

  /** Somebody at the shop's address who is not signed in. */
  let anybody: Visitor
  let customerId: string
  beforeEach(async () => {
    anybody = shop.deployment.visit('shop')
    customerId = await customer('Ravi Kumar')
  })

  const customer = (name: string, by?: Visitor) =>
    shop.customer({ name, openingBalanceMinor: 785_050, apartments: ['36194'], notes: 'pays late' }, by)

  async function link(id = customerId, by = shop.helper) {
    const answer = await by.request({ method: 'POST', url: `/customers/${id}/payment-links` })
    expect(answer.statusCode, answer.body).toBe(201)
    return { ...answer.json(), token: answer.json().url.split('#')[1] as string }
  }

  const look = (token: string, at = anybody) => at.post('/payment-page/look', { token })
  const say = (token: string, more: object = {}, at = anybody) =>
    at.post('/payment-page/claims', { token, id: newId(), amountMinor: 785_050, ...more })
  const confirm = (claimId: string, by = shop.helper, receivedMinor = 785_050) =>
    by.post(`/claims/${claimId}/confirm`, { receivedMinor })
  const balanceOf = async (id = customerId) => (await shop.keeper.get(`/customers/${id}`)).json().balanceMinor
  const statementOf = async (id = customerId) => (await shop.keeper.get(`/customers/${id}/statement`)).json()

  /** The shop's rows, as the kernel sees them. */
  function rows<Row>(what: string, slug: 'shop' | 'depot' = 'shop') {
    return shop.deployment.tenancy
      .tables()
      .read(shop.deployment.tenant(slug), { kind: 'system', name: 'test' }, (db) =>
        db.raw<Row>(sql`select * from ${sql.raw(what)} where tenant_id = ${db.tenantId}`).execute(),
      )
  }

  /** A link whose time has passed. */
  async function oldLink(): Promise<{ token: string }> {
    const token = randomBytes(32).toString('base64url')
    await shop.deployment.tenancy
      .tables()
      .run(shop.deployment.tenant('shop'), { kind: 'system', name: 'test' }, (tx) =>
        tx
          .raw(
            sql`insert into store.payment_links (tenant_id, id, customer_id, token_hash, expires_at)
              values (${tx.tenantId}, ${newId()}, ${customerId}, ${hashOfToken(token)}, now() - interval '1 second')`,
          )
          .execute(),
      )
    return { token }
  }

  return {
    customer,
    link,
    look,
    say,
    confirm,
    balanceOf,
    statementOf,
    rows,
    oldLink,
    get deployment() {
      return shop.deployment
    },
    get keeper() {
      return shop.keeper
    },
    get helper() {
      return shop.helper
    },
    get other() {
      return shop.other
    },
    get anybody() {
      return anybody
    },
    /** Another one for each test. */
    get customerId() {
      return customerId
    },
  }
}
