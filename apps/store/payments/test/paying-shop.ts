import { randomBytes } from 'node:crypto'
import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { hashOfToken } from '#platform/identity/sessions.ts'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'

/** A shop with one customer who owes, and its neighbour: open before a file's first test, closed after its last. */
export function openPayingShop() {
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
      return deployment
    },
    get keeper() {
      return keeper
    },
    get helper() {
      return helper
    },
    get other() {
      return other
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
