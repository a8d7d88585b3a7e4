import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { getAccount, listAccounts, openAccount, setCreditLimit, setOnHold } from './accounts.ts'
import { checkLedger } from './check-ledger.ts'
import { expireHolds, listHolds, placeHold, postHold, voidHold } from './holds.ts'
import { findLockedThrough, lockPeriod } from './periods.ts'
import { postTransaction } from './post-transaction.ts'
import { readStatement } from './statement.ts'
import { openShops, ownerKind, payment, purchase, type Shop, shopOf } from './test/shop.ts'

const { deployment, shop, other } = openShops()

const balanceOf = (accountId: string, at: Shop = shop) =>
  at.read(async (db) => (await getAccount(db, accountId)).balanceMinor)

describe.each(['shop', 'solo'] as const)('at %s', (slug) => {
  test('of a hundred purchases at once against room for ten, ten are made', async () => {
    const at = shopOf(deployment, slug)
    const account = await at.customer(10_000)
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => at.buy(account, 1_000)))
    expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(10)
    const refused = outcomes.find(({ accepted }) => !accepted)
    expect(refused).toMatchObject({
      refusal: { code: 'credit_limit_exceeded', balanceMinor: 10_000, limitMinor: 10_000, availableMinor: 0 },
    })
    expect(await balanceOf(account, at)).toBe(10_000)
    expect(await at.read(checkLedger)).toEqual([])
  })
})

test('twenty of one id at once are one purchase, and all are told the same', async () => {
  const account = await shop.customer()
  const asked = purchase(account, 700)
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => shop.write((tx) => postTransaction(tx, asked))),
  )
  const answers = outcomes.map((outcome) => (outcome.accepted ? outcome.answer : outcome))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(await balanceOf(account)).toBe(700)
})

test('a refusal stays a refusal when there is room again', async () => {
  const account = await shop.customer(500)
  const asked = purchase(account, 600)
  expect(await shop.write((tx) => postTransaction(tx, asked))).toMatchObject({
    accepted: false,
    replayed: false,
  })
  await shop.write((tx) => setCreditLimit(tx, account, 10_000))
  expect(await shop.write((tx) => postTransaction(tx, asked))).toMatchObject({
    accepted: false,
    replayed: true,
    refusal: { limitMinor: 500 },
  })
  expect(await shop.buy(account, 600)).toMatchObject({ accepted: true })
})

test('an id that asked for something else is refused, and changes nothing', async () => {
  const account = await shop.customer()
  const asked = purchase(account, 100)
  await shop.write((tx) => postTransaction(tx, asked))
  const another = shop.write((tx) => postTransaction(tx, { ...purchase(account, 200), id: asked.id }))
  await expect(another).rejects.toMatchObject({ code: 'idempotency_key_reused' })
  expect(await balanceOf(account)).toBe(100)
})

test('what nobody gave may be filled in differently when the same is asked again, what was given may not', async () => {
  const account = await shop.customer()
  const asked = { ...purchase(account, 100, { effectiveOn: '2026-11-30' }), filledIn: ['effectiveOn'] }
  await shop.write((tx) => postTransaction(tx, asked))
  const again = { ...asked, effectiveOn: '2026-12-01' }
  expect(await shop.write((tx) => postTransaction(tx, again))).toMatchObject({
    accepted: true,
    replayed: true,
  })
  for (const other of [
    { ...again, memo: 'more' },
    { ...asked, filledIn: [] },
  ]) {
    const refused = shop.write((tx) => postTransaction(tx, other))
    await expect(refused).rejects.toMatchObject({ code: 'idempotency_key_reused' })
  }
  expect(await balanceOf(account)).toBe(100)
})

test('the same id is free in another tenant, whose account is unknown here', async () => {
  const theirs = await other.customer()
  const asked = purchase(theirs, 100)
  expect(await other.write((tx) => postTransaction(tx, asked))).toMatchObject({
    accepted: true,
    replayed: false,
  })
  await expect(shop.write((tx) => postTransaction(tx, asked))).rejects.toMatchObject({ code: 'not_found' })
  expect(await balanceOf(theirs, other)).toBe(100)
})

test('a payment is taken beyond the balance and on hold, and leaves an advance', async () => {
  const account = await shop.customer(1_000)
  await shop.buy(account, 400)
  await shop.write((tx) => setOnHold(tx, account, true))
  expect(await shop.buy(account, 1)).toMatchObject({ refusal: { code: 'account_on_hold' } })
  expect(await shop.pay(account, 900)).toMatchObject({ accepted: true })
  expect(await balanceOf(account)).toBe(-500)
})

test('a lower limit stops new purchases and touches nothing that was bought', async () => {
  const account = await shop.customer(1_000)
  await shop.buy(account, 800)
  await shop.write((tx) => setCreditLimit(tx, account, 100))
  expect(await shop.buy(account, 1)).toMatchObject({ accepted: false })
  expect(await balanceOf(account)).toBe(800)
})

test('an override passes the limit and keeps its reason', async () => {
  const account = await shop.customer(100)
  await shop.buy(account, 900, { override: { reason: 'the owner said so' } })
  const { lines } = await shop.read((db) => readStatement(db, { accountId: account, limit: 10 }))
  expect(lines).toMatchObject([{ amountMinor: 900, reason: 'the owner said so' }])
})

test('a reversal undoes once, whoever asks at the same time', async () => {
  const account = await shop.customer()
  const bought = purchase(account, 300)
  await shop.write((tx) => postTransaction(tx, bought))
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => shop.reverse(bought.id)))
  expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(1)
  expect(outcomes.find(({ accepted }) => !accepted)).toMatchObject({ refusal: { code: 'already_reversed' } })
  expect(await balanceOf(account)).toBe(0)
})

test('a reversal cannot be reversed, and another tenant’s purchase not at all', async () => {
  const account = await shop.customer()
  const bought = purchase(account, 300)
  await shop.write((tx) => postTransaction(tx, bought))
  const reversed = await shop.reverse(bought.id)
  if (!reversed.accepted) throw new Error('not reversed')
  expect(await shop.reverse(reversed.answer.transactionId)).toMatchObject({
    refusal: { code: 'not_reversible' },
  })
  await expect(other.reverse(bought.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('a payment taken back is owed again, beyond any limit', async () => {
  const account = await shop.customer(500)
  await shop.buy(account, 500)
  const paid = payment(account, 500)
  await shop.write((tx) => postTransaction(tx, paid))
  await shop.buy(account, 500)
  expect(await shop.reverse(paid.id)).toMatchObject({ accepted: true })
  expect(await balanceOf(account)).toBe(1_000)
  expect(await shop.read(checkLedger)).toEqual([])
})

describe('a hold', () => {
  const later = '2099-01-01T00:00:00.000Z'
  const hold = (accountId: string, amountMinor: number, expiresAt = later) => {
    const id = newId()
    return shop.write((tx) => placeHold(tx, { id, accountId, amountMinor, expiresAt }))
  }
  const idOf = (outcome: Awaited<ReturnType<typeof hold>>) => {
    if (!outcome.accepted) throw new Error(outcome.refusal.code)
    return outcome.answer.holdId
  }

  test('keeps its room from purchases until it ends', async () => {
    const account = await shop.customer(1_000)
    const held = idOf(await hold(account, 700))
    expect(await shop.buy(account, 400)).toMatchObject({
      refusal: { pendingMinor: 700, availableMinor: 300 },
    })
    await shop.write((tx) => voidHold(tx, held))
    expect(await shop.buy(account, 400)).toMatchObject({ accepted: true })
    expect(await hold(account, 700)).toMatchObject({ accepted: false })
  })

  test('is posted once, in whole or in part, whatever the limit has become', async () => {
    const account = await shop.customer(1_000)
    const held = idOf(await hold(account, 700))
    await shop.write((tx) => setCreditLimit(tx, account, 0))
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => shop.write((tx) => postHold(tx, held, purchase(account, 600)))),
    )
    expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(1)
    expect(outcomes.find(({ accepted }) => !accepted)).toMatchObject({ refusal: { code: 'hold_ended' } })
    expect(await shop.read((db) => getAccount(db, account))).toMatchObject({
      balanceMinor: 600,
      pendingMinor: 0,
    })
    await expect(shop.write((tx) => voidHold(tx, held))).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is not posted for more than was held', async () => {
    const account = await shop.customer(1_000)
    const held = idOf(await hold(account, 100))
    const more = shop.write((tx) => postHold(tx, held, purchase(account, 101)))
    await expect(more).rejects.toMatchObject({ code: 'invalid_input', field: 'amountMinor' })
  })

  test('that has expired gives its room back', async () => {
    const account = await shop.customer(1_000)
    const held = idOf(await hold(account, 900, '2020-01-01T00:00:00.000Z'))
    expect(await shop.write((tx) => postHold(tx, held, purchase(account, 900)))).toMatchObject({
      accepted: false,
    })
    expect(await shop.write(expireHolds)).toBe(1)
    expect(await shop.write(expireHolds)).toBe(0)
    expect(await shop.buy(account, 1_000)).toMatchObject({ accepted: true })
    expect(await shop.read((db) => listHolds(db, account))).toMatchObject([{ id: held, state: 'expired' }])
  })
})

test('a locked period takes nothing, reversals included, and opens again', async () => {
  const account = await other.customer()
  const bought = purchase(account, 100, { effectiveOn: '2026-10-31' })
  await other.write((tx) => postTransaction(tx, bought))
  await other.write((tx) => lockPeriod(tx, '2026-10-31'))
  expect(await other.buy(account, 1, { effectiveOn: '2026-10-31' })).toMatchObject({
    refusal: { code: 'period_locked', lockedThrough: '2026-10-31' },
  })
  expect(await other.reverse(bought.id, '2026-10-31')).toMatchObject({ refusal: { code: 'period_locked' } })
  expect(await other.buy(account, 1, { effectiveOn: '2026-11-01' })).toMatchObject({ accepted: true })
  expect(await shop.read(findLockedThrough)).toBeNull()
  await other.write((tx) => lockPeriod(tx, null))
  expect(await other.buy(account, 1, { effectiveOn: '2026-10-31' })).toMatchObject({ accepted: true })
})

test('an owner has one account a currency, whoever opens it at the same time', async () => {
  const owner = { kind: ownerKind, id: newId() }
  const open = (currency: string) =>
    shop.write((tx) => openAccount(tx, { owner, kind: 'receivable', currency, creditLimitMinor: null }))
  const ids = await Promise.all([open('INR'), open('INR'), open('INR'), open('JPY')])
  expect(new Set(ids).size).toBe(2)
  expect(await shop.read((db) => listAccounts(db, owner))).toMatchObject([
    { currency: 'INR' },
    { currency: 'JPY' },
  ])
  const wrong = shop.write((tx) => postTransaction(tx, purchase(ids[3]!, 10)))
  await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', field: 'currency' })
})

test('what was posted cannot be changed by the serving login', async () => {
  for (const change of [
    sql`update core.ledger_entries set amount_minor = 1 where tenant_id = ${shop.tenant.id}`,
    sql`delete from core.ledger_entries where tenant_id = ${shop.tenant.id}`,
    sql`update core.ledger_transactions set kind = 'gift' where tenant_id = ${shop.tenant.id}`,
    sql`delete from core.ledger_transactions where tenant_id = ${shop.tenant.id}`,
  ]) {
    await expect(shop.write((tx) => tx.raw(change).execute())).rejects.toMatchObject({ code: '42501' })
  }
})
