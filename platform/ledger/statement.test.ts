import { expect, test } from 'vitest'
import { postTransaction } from './post-transaction.ts'
import { readStatement } from './statement.ts'
import { openShops, ownerKind, purchase, shopOf } from './test/shop.ts'
import { listDayTotals, listOutstanding } from './totals.ts'

const { deployment, shop } = openShops()

test('a statement runs from opening to closing, by effective day', async () => {
  const account = await shop.customer()
  await shop.buy(account, 1_000, { effectiveOn: '2026-11-10' })
  await shop.pay(account, 300, { effectiveOn: '2026-11-12' })
  await shop.buy(account, 50, { effectiveOn: '2026-11-01', memo: 'written down late' })
  const november = await shop.read((db) =>
    readStatement(db, { accountId: account, from: '2026-11-05', to: '2026-11-30', limit: 1 }),
  )
  expect(november).toMatchObject({
    openingMinor: 50,
    debitsMinor: 1_000,
    creditsMinor: 300,
    closingMinor: 750,
  })
  expect(november).toMatchObject({ more: true, lines: [{ amountMinor: -300, balanceMinor: 750 }] })
  const [last] = november.lines
  const next = await shop.read((db) =>
    readStatement(db, { accountId: account, from: '2026-11-05', before: last!, limit: 10 }),
  )
  expect(next).toMatchObject({ more: false, lines: [{ amountMinor: 1_000, balanceMinor: 1_050 }] })
})

test('days and what is outstanding are those of the entries', async () => {
  const solo = shopOf(deployment, 'solo')
  const before = await solo.read((db) => listOutstanding(db, ownerKind))
  const [one, two] = [await solo.customer(), await solo.customer()]
  const bought = purchase(one, 500, { effectiveOn: '2025-02-03' })
  await solo.write((tx) => postTransaction(tx, bought))
  await solo.buy(two, 200, { effectiveOn: '2025-02-03' })
  await solo.pay(two, 250, { effectiveOn: '2025-02-04' })
  await solo.reverse(bought.id, '2025-02-04')
  const days = await solo.read((db) =>
    listDayTotals(db, { accountKind: 'receivable', from: '2025-02-03', to: '2025-02-04' }),
  )
  expect(days).toEqual([
    {
      day: '2025-02-03',
      currency: 'INR',
      transactionKind: 'purchase',
      debitsMinor: 700,
      creditsMinor: 0,
      entries: 2,
    },
    {
      day: '2025-02-04',
      currency: 'INR',
      transactionKind: 'payment',
      debitsMinor: 0,
      creditsMinor: 250,
      entries: 1,
    },
    {
      day: '2025-02-04',
      currency: 'INR',
      transactionKind: 'purchase',
      debitsMinor: 0,
      creditsMinor: 500,
      entries: 1,
    },
  ])
  const [outstanding] = await solo.read((db) => listOutstanding(db, ownerKind))
  expect(outstanding!.advanceMinor - (before[0]?.advanceMinor ?? 0)).toBe(50)
})
