import { randomUUID } from 'node:crypto'
import type { Actor, AnyTenantReader } from '@tenantry/tenancy'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { listAgeingAsOf } from '#platform/ledger/ageing.ts'
import type { Visitor } from '#test/deployment.ts'
import { takeDollars } from '#test/take-dollars.ts'
import { addDays } from '../days.ts'
import type { Dashboard } from './dashboard.contract.ts'
import { readDashboard } from './dashboard.ts'
import { openShop } from '../test/open-shop.ts'

const someone: Actor = { kind: 'system', name: 'test' }

const shop = openShop()
const { post } = shop
beforeAll(async () => {
  await takeDollars(shop.keeper)
})

const dashboardOf = async (visitor: Visitor): Promise<Dashboard> => {
  const answer = await visitor.get('/dashboard')
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const add = async (visitor: Visitor, name: string): Promise<string> =>
  (await post(visitor, '/customers', { name })).id

test('a new shop owes and is owed nothing, on each of thirty days', async () => {
  const dashboard = await dashboardOf(shop.other)
  expect(dashboard).toMatchObject({
    today: shop.day,
    outstandingMinor: 0,
    overdueMinor: 0,
    topDebtors: [],
    others: [],
  })
  expect(dashboard.days.map((each) => each.day)).toEqual(
    Array.from({ length: 30 }, (_, at) => addDays(shop.day, at - 29)),
  )
})

test('what is sold, paid and taken back today is there with the next look, and in no other shop', async () => {
  const before = await dashboardOf(shop.keeper)
  const customerId = await add(shop.keeper, 'Asha')
  const bought = await post(shop.keeper, `/customers/${customerId}/purchases`, {
    id: randomUUID(),
    amountMinor: 70_000,
    dueOn: addDays(shop.day, 6),
  })
  await post(shop.keeper, `/customers/${customerId}/purchases`, {
    id: randomUUID(),
    amountMinor: 30_000,
    effectiveOn: addDays(shop.day, -40),
    dueOn: addDays(shop.day, -31),
  })
  const paid = { id: randomUUID(), amountMinor: 10_000, method: 'upi' }
  await post(shop.keeper, `/customers/${customerId}/payments`, paid)
  const after = await dashboardOf(shop.keeper)
  expect(after).toMatchObject({
    outstandingMinor: before.outstandingMinor + 90_000,
    customersOwing: before.customersOwing + 1,
    dueThisWeekMinor: before.dueThisWeekMinor + 70_000,
    overdueMinor: before.overdueMinor + 20_000,
    purchasesTodayMinor: before.purchasesTodayMinor + 70_000,
    paymentsTodayMinor: before.paymentsTodayMinor + 10_000,
    topDebtors: [{ id: customerId, name: 'Asha', balanceMinor: 90_000, overdueMinor: 20_000 }],
  })
  expect(after.ageing.days31To60Minor).toBe(before.ageing.days31To60Minor + 20_000)
  await post(shop.keeper, `/entries/${bought.id}/reversals`, { id: randomUUID(), reason: 'entered twice' })
  expect(await dashboardOf(shop.keeper)).toMatchObject({
    outstandingMinor: before.outstandingMinor + 20_000,
    purchasesTodayMinor: before.purchasesTodayMinor,
  })
  expect((await dashboardOf(shop.other)).outstandingMinor).toBe(0)
})

const move = fc.record({
  customer: fc.nat({ max: 3 }),
  what: fc.constantFrom('purchase', 'purchase', 'payment', 'reversal', 'conversion'),
  amountMinor: fc.integer({ min: 1, max: 500_000 }),
  daysAgo: fc.nat({ max: 120 }),
  dueDays: fc.nat({ max: 60 }),
})

test('its numbers are the ledger’s own, whatever was posted and on whichever day', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 15 }), async (moves) => {
      const ids = await Promise.all(['A', 'B', 'C', 'D'].map((name) => add(shop.keeper, name)))
      const posted: string[] = []
      for (const { customer, what, amountMinor, daysAgo, dueDays } of moves) {
        const path = `/customers/${ids[customer]!}`
        const effectiveOn = addDays(shop.day, -daysAgo)
        const entry = { id: randomUUID(), amountMinor, effectiveOn }
        if (what === 'payment') await post(shop.keeper, `${path}/payments`, { ...entry, method: 'cash' })
        else if (what === 'conversion') await convert(path, amountMinor)
        else if (what === 'purchase' || posted.length === 0) {
          await post(shop.keeper, `${path}/purchases`, { ...entry, dueOn: addDays(effectiveOn, dueDays) })
          posted.push(entry.id)
        } else {
          const undone = posted.pop()
          await post(shop.keeper, `/entries/${undone}/reversals`, { id: randomUUID(), reason: 'by chance' })
        }
      }
      await shop.deployment.tenancy
        .tables<unknown>()
        .run(shop.deployment.tenant('shop'), someone, expectFigures, { snapshot: true })
    }),
    { numRuns: 12 },
  )
})

/** What is owed in rupees, or so much of it, is owed in dollars. */
async function convert(path: string, amountMinor: number) {
  const { balanceMinor } = (await shop.keeper.get(path)).json()
  if (balanceMinor <= 0) return
  const owed = Math.min(balanceMinor, amountMinor)
  await post(shop.keeper, `${path}/conversions`, {
    from: { id: randomUUID(), currency: 'INR', amountMinor: owed },
    to: { id: randomUUID(), currency: 'USD', amountMinor: Math.ceil(owed / 83.5) },
    reason: 'pays in dollars',
  })
}

/** Against the entries alone, as of one instant. */
async function expectFigures(db: AnyTenantReader) {
  const shown = await readDashboard(db)
  const all = await listAgeingAsOf(db, { ownerKind: 'store.customer' }, shop.day)
  const ageing = all.filter(({ currency }) => currency === 'INR')
  const dollars = all.filter(({ currency }) => currency === 'USD')
  const sum = (of: (each: (typeof ageing)[number]) => number) =>
    ageing.reduce((total, each) => total + of(each), 0)
  for (const bucket of Object.keys(shown.ageing) as (keyof Dashboard['ageing'])[]) {
    expect(shown.ageing[bucket], bucket).toBe(sum((each) => each[bucket]))
  }
  expect(shown.outstandingMinor).toBe(sum(({ balanceMinor }) => Math.max(balanceMinor, 0)))
  expect(shown.others[0]?.outstandingMinor ?? 0).toBe(
    dollars.reduce((total, { balanceMinor }) => total + Math.max(balanceMinor, 0), 0),
  )
  expect(shown.overdueMinor).toBe(
    sum((each) => each.days1To30Minor + each.days31To60Minor + each.days61To90Minor + each.over90Minor),
  )
  const totals = await db
    .raw<{ day: string; kind: string; movedMinor: number }>(
      sql`select e.effective_on as day, t.kind,
                 sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end)::bigint as moved_minor
            from core.ledger_entries e
            join core.ledger_transactions t on t.tenant_id = e.tenant_id and t.id = e.transaction_id
            join core.ledger_accounts a on a.tenant_id = e.tenant_id and a.id = e.account_id and a.owner_id is not null
           where e.tenant_id = ${db.tenantId} and e.currency = 'INR' group by 1, 2`,
    )
    .execute()
  const moved = (on: string, kind: string) =>
    totals.find((each) => each.day === on && each.kind === kind)?.movedMinor ?? 0
  for (const { day: on, purchasesMinor, paymentsMinor } of shown.days) {
    expect([on, purchasesMinor, paymentsMinor]).toEqual([on, moved(on, 'purchase'), 0 - moved(on, 'payment')])
  }
}

test('what is owed in another currency stands apart', async () => {
  const customerId = await add(shop.keeper, 'Abroad')
  const before = await dashboardOf(shop.keeper)
  await post(shop.keeper, `/customers/${customerId}/purchases`, {
    id: randomUUID(),
    amountMinor: 5_000,
    currency: 'USD',
  })
  expect(await dashboardOf(shop.keeper)).toMatchObject({
    outstandingMinor: before.outstandingMinor,
    others: [{ currency: 'USD', outstandingMinor: (before.others[0]?.outstandingMinor ?? 0) + 5_000 }],
  })
  const dollars = (await shop.keeper.get('/dashboard?currency=USD')).json()
  expect(dollars).toMatchObject({
    currency: 'USD',
    outstandingMinor: (before.others[0]?.outstandingMinor ?? 0) + 5_000,
    purchasesTodayMinor: 5_000,
    others: [{ currency: 'INR', outstandingMinor: before.outstandingMinor }],
  })
  expect(dollars.topDebtors.map(({ id }: { id: string }) => id)).toContain(customerId)
})
