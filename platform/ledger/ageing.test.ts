import { newId } from '@tenantry/tenancy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Ageing, listAgeing, listAgeingAsOf } from './ageing.ts'
import { checkLedger } from './check-ledger.ts'
import { postTransaction } from './post-transaction.ts'
import { reverseTransaction } from './reverse-transaction.ts'
import { readStatement } from './statement.ts'
import { LedgerModel } from './test/model.ts'
import { openShops, ownerKind, payment, purchase } from './test/shop.ts'

const { shop, other } = openShops()

const today = '2026-11-20'
const dayOf = (offset: number) => new Date(Date.UTC(2026, 10, 20 + offset)).toISOString().slice(0, 10)

const ageingOf = async (accountId: string, day = today, list = listAgeing, at = shop) =>
  (await at.read((db) => list(db, { ownerKind, accountIds: [accountId] }, day)))[0]

const sumOf = ({
  notDueMinor,
  days1To30Minor,
  days31To60Minor,
  days61To90Minor,
  over90Minor,
  advanceMinor,
}: Ageing) => notDueMinor + days1To30Minor + days31To60Minor + days61To90Minor + over90Minor - advanceMinor

test('each day has its bucket, and a debit is not due through its own day', async () => {
  const account = await shop.customer()
  const dues: [offset: number, amount: number][] = [
    [0, 1],
    [-1, 10],
    [-30, 100],
    [-31, 1_000],
    [-60, 10_000],
    [-61, 100_000],
    [-90, 1_000_000],
    [-91, 10_000_000],
  ]
  for (const [offset, amount] of dues) {
    await shop.buy(account, amount, { effectiveOn: '2026-01-01', dueOn: dayOf(offset) })
  }
  expect(await ageingOf(account)).toMatchObject({
    notDueMinor: 1,
    days1To30Minor: 110,
    days31To60Minor: 11_000,
    days61To90Minor: 1_100_000,
    over90Minor: 10_000_000,
    advanceMinor: 0,
    balanceMinor: 11_111_111,
  })
})

test('a payment settles the oldest due first, and a purchase of an older day takes its turn', async () => {
  const account = await shop.customer()
  await shop.buy(account, 500, { dueOn: dayOf(-5) })
  await shop.pay(account, 500)
  expect(await ageingOf(account)).toBeUndefined()
  await shop.buy(account, 300, { effectiveOn: dayOf(-50), dueOn: dayOf(-40) })
  expect(await ageingOf(account)).toMatchObject({ days31To60Minor: 0, days1To30Minor: 300 })
})

test('what was reversed is gone, and its payment is an advance', async () => {
  const account = await shop.customer()
  const bought = purchase(account, 500, { dueOn: dayOf(-40) })
  await shop.write((tx) => postTransaction(tx, bought))
  await shop.pay(account, 500)
  await shop.reverse(bought.id, today)
  expect(await ageingOf(account)).toMatchObject({ days31To60Minor: 0, advanceMinor: 500, balanceMinor: -500 })
})

test('as of a day, what came later does not count', async () => {
  const account = await shop.customer()
  await shop.buy(account, 500, { effectiveOn: dayOf(-40), dueOn: dayOf(-30) })
  await shop.pay(account, 500, { effectiveOn: dayOf(-2) })
  expect(await ageingOf(account, dayOf(-3), listAgeingAsOf)).toMatchObject({ days1To30Minor: 500 })
  expect(await ageingOf(account, dayOf(-2), listAgeingAsOf)).toBeUndefined()
})

test('another tenant has none of it', async () => {
  const account = await shop.customer()
  await shop.buy(account, 500)
  expect(await ageingOf(account, today, listAgeing, other)).toBeUndefined()
  expect(await ageingOf(account, today, listAgeingAsOf, other)).toBeUndefined()
})

type Move =
  | { kind: 'buy'; amount: number; day: number; days: number }
  | { kind: 'pay'; amount: number; day: number }
  | { kind: 'reverse'; pick: number; day: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('buy' as const),
    amount: fc.integer({ min: 1, max: 50_000 }),
    day: fc.integer({ min: -150, max: 0 }),
    days: fc.integer({ min: 0, max: 45 }),
  }),
  fc.record({
    kind: fc.constant('pay' as const),
    amount: fc.integer({ min: 1, max: 80_000 }),
    day: fc.integer({ min: -150, max: 0 }),
  }),
  fc.record({
    kind: fc.constant('reverse' as const),
    pick: fc.nat(30),
    day: fc.integer({ min: -150, max: 0 }),
  }),
)

test('for any history and day: opening + movements = closing = balance, and the ageing adds up to it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { minLength: 1, maxLength: 14 }),
      fc.array(fc.integer({ min: -160, max: 30 }), { minLength: 2, maxLength: 2 }),
      async (moves, offsets) => {
        const { account, model } = await play(moves)
        for (const day of [...offsets, 0].map(dayOf)) {
          const ageing = await ageingOf(account, day, listAgeingAsOf)
          const { dues, advanceMinor } = model.openDues(account, day)
          expect(ageing ? sumOf(ageing) : 0).toBe(model.balance(account, day))
          expect(ageing?.advanceMinor ?? 0).toBe(advanceMinor)
          const late = [...dues].filter(([dueOn]) => dueOn < day).reduce((sum, [, open]) => sum + open, 0)
          expect(ageing ? ageing.balanceMinor + ageing.advanceMinor - ageing.notDueMinor : 0).toBe(late)
        }
        const [from, to] = offsets.map(dayOf).toSorted()
        const statement = await shop.read((db) =>
          readStatement(db, { accountId: account, from: from!, to: to!, limit: 50 }),
        )
        const moved = statement.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
        expect(statement.openingMinor + moved).toBe(statement.closingMinor)
        expect(statement.closingMinor).toBe(model.balance(account, to))
        const now = await ageingOf(account)
        const asOf = await ageingOf(account, '9999-12-31', listAgeingAsOf)
        expect(now ? [now.balanceMinor, now.advanceMinor, sumOf(now)] : [0, 0, 0]).toEqual(
          asOf ? [asOf.balanceMinor, asOf.advanceMinor, sumOf(asOf)] : [0, 0, 0],
        )
      },
    ),
    { numRuns: 60 },
  )
  expect(await shop.read(checkLedger)).toEqual([])
})

/** Plays a history in the ledger and in the model. */
async function play(moves: readonly Move[]) {
  const account = await shop.customer()
  const model = new LedgerModel()
  model.open(account, null)
  const posted: { id: string; effectiveOn: string }[] = []
  for (const each of moves) {
    const effectiveOn = dayOf(each.day)
    if (each.kind === 'reverse') {
      const first = posted[each.pick % Math.max(posted.length, 1)]
      if (!first || model.reversed.has(first.id)) continue
      const id = newId()
      await shop.write((tx) =>
        reverseTransaction(tx, {
          id,
          reversesId: first.id,
          reason: 'a mistake',
          effectiveOn,
          source: 'test',
        }),
      )
      const counts = effectiveOn < first.effectiveOn ? first.effectiveOn : effectiveOn
      model.reverse(account, first.id, { transactionId: id, effectiveOn: counts })
      continue
    }
    const dueOn = each.kind === 'buy' ? dayOf(each.day + each.days) : null
    const asked = dueOn
      ? purchase(account, each.amount, { effectiveOn, dueOn })
      : payment(account, each.amount, { effectiveOn })
    await shop.write((tx) => postTransaction(tx, asked))
    posted.push({ id: asked.id, effectiveOn })
    const amountMinor = dueOn ? each.amount : -each.amount
    model.add(account, { transactionId: asked.id, effectiveOn, dueOn, amountMinor })
  }
  return { account, model }
}
