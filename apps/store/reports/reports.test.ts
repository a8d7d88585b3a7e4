import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { takeDollars } from '#test/take-dollars.ts'
import { addDays } from '../days.ts'
import type { ReportTable } from './reports.contract.ts'
import { cellsOf } from './test/cells-of.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
const { post } = shop
let asha: string
beforeAll(async () => {
  await takeDollars(shop.keeper)
  asha = await add(shop.keeper, { name: '=Asha', phone: '98200 12345', apartments: ['01051', '36194'] })
  await add(shop.other, { name: 'Foreign', apartments: ['01051'] })
  await post(shop.keeper, `/customers/${asha}/purchases`, {
    id: randomUUID(),
    amountMinor: 70_050,
    effectiveOn: addDays(shop.day, -40),
    dueOn: addDays(shop.day, -35),
    memo: '-20 % sand',
  })
  await post(shop.keeper, `/customers/${asha}/payments`, {
    id: randomUUID(),
    amountMinor: 100_000,
    method: 'cash',
  })
})

const add = async (visitor: Visitor, customer: object): Promise<string> =>
  (await post(visitor, '/customers', customer)).id
async function get(visitor: Visitor, path: string) {
  const answer = await visitor.get(path)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer
}
const report = async (path: string, visitor = shop.keeper): Promise<ReportTable> =>
  (await get(visitor, `/reports/${path}`)).json()

test('the ageing of a day knows nothing of what came later', async () => {
  const then = await report(`ageing?to=${addDays(shop.day, -1)}`)
  expect(then.rows).toEqual([['=Asha', '+919820012345', 0, 0, 70_050, 0, 0, 0, 70_050]])
  expect(then.totals).toEqual(['Total', null, 0, 0, 70_050, 0, 0, 0, 70_050])
  const now = await report('ageing')
  expect(now.rows).toEqual([['=Asha', '+919820012345', 0, 0, 0, 0, 0, 29_950, -29_950]])
  expect((await report('ageing', shop.other)).rows).toEqual([])
})

test('a day book holds each posting once, with its words in the reader’s language', async () => {
  const { rows, totals } = await report(`day-book?from=${addDays(shop.day, -40)}`)
  expect(rows).toMatchObject([
    [addDays(shop.day, -40), '=Asha', 'Purchase', expect.stringMatching(/^INV-/), '-20 % sand', 70_050, null],
    [shop.day, '=Asha', 'Payment', expect.stringMatching(/^PAY-/), null, null, 100_000],
  ])
  expect(totals.slice(-2)).toEqual([70_050, 100_000])
  const hindi = await report('day-book?language=hi')
  expect(hindi).toMatchObject({
    title: 'रोज़नामचा',
    rows: [[shop.day, '=Asha', 'भुगतान', expect.anything(), null, null, 100_000]],
  })
})

test('what was taken back is off the day’s sales', async () => {
  const bought = { id: randomUUID(), amountMinor: 500 }
  await post(shop.keeper, `/customers/${asha}/purchases`, bought)
  const before = await report(`sales?from=${addDays(shop.day, -40)}`)
  expect(before.rows).toEqual([
    [addDays(shop.day, -40), 70_050, 0, 0],
    [shop.day, 500, 100_000, 0],
  ])
  await post(shop.keeper, `/entries/${bought.id}/reversals`, { id: randomUUID(), reason: 'mistyped' })
  expect((await report('sales')).rows).toEqual([[shop.day, 0, 100_000, 0]])
})

test('who has two apartments stands at both in the order of a walk, and owes once', async () => {
  const { rows, totals } = await report('apartments')
  expect(rows).toEqual([
    ['01051', 1, 5, 1, '=Asha', '+919820012345', -29_950],
    ['36194', 36, 19, 4, '=Asha', '+919820012345', null],
  ])
  expect(totals.at(-1)).toBe(-29_950)
})

test('a spreadsheet reads a report cell by cell: zeros in front, negative amounts, and no formula', async () => {
  const answer = await get(shop.keeper, '/reports/apartments/file?format=csv')
  expect(answer.headers['content-disposition']).toContain(`apartments-${shop.day}.csv`)
  expect(await cellsOf(answer.body)).toEqual([
    ['apartment', 'tower', 'floor', 'unit', 'customer', 'phone', 'balance', 'currency'],
    ['01051', '1', '5', '1', "'=Asha", "'+919820012345", '-299.50', 'INR'],
    ['36194', '36', '19', '4', "'=Asha", "'+919820012345", '', 'INR'],
  ])
})

test('every report is in its file as it is on the screen, cell by cell', async () => {
  const written = (cell: string | number | null, kind: string) => {
    if (cell === null) return ''
    if (kind === 'money') return (Number(cell) / 100).toFixed(2)
    return kind === 'text' && /^[=+@-]/.test(String(cell)) ? `'${cell}` : String(cell)
  }
  for (const name of ['ageing', 'day-book', 'sales', 'customers', 'apartments']) {
    const { rows, columns } = await report(`${name}?from=${addDays(shop.day, -60)}`)
    const file = await get(shop.keeper, `/reports/${name}/file?format=csv&from=${addDays(shop.day, -60)}`)
    expect(file.body.codePointAt(0), name).toBe(0xfeff)
    const [, ...cells] = await cellsOf(file.body)
    const words = columns.map(({ kind }) => kind)
    expect(rows.length, name).toBeGreaterThan(0)
    // Words of the product are for readers on the screen, and stay as they are for programs.
    const without = (row: unknown[]) => row.filter((_, at) => words[at] !== 'word').slice(0, columns.length)
    expect(
      cells.map((row) => without(row.slice(0, -1))),
      name,
    ).toEqual(rows.map((row) => without(row.map((cell, at) => written(cell, words[at]!)))))
  }
})

test('the list of customers has everybody who is there, with limit and balance', async () => {
  const { rows, totals } = await report('customers')
  expect(rows).toEqual([['=Asha', '01051, 36194', '+919820012345', null, 0, -29_950]])
  expect(totals).toEqual(['Total', null, null, 0, 0, -29_950])
  expect((await report('customers', shop.other)).rows).toEqual([['Foreign', '01051', null, null, 0, 0]])
})

test('a statement begins with the balance before it and ends with the balance after it', async () => {
  const path = `/customers/${asha}/statement/file?format=csv&from=${addDays(shop.day, -10)}`
  const [header, opening, ...lines] = await cellsOf((await get(shop.keeper, path)).body)
  expect(header).toEqual(['day', 'kind', 'receipt', 'note', 'debit', 'credit', 'balance', 'currency'])
  expect(opening).toEqual([addDays(shop.day, -10), 'opening', '', '', '', '', '700.50', 'INR'])
  expect(lines.at(-1)!.slice(-2)).toEqual(['-299.50', 'INR'])
  const foreign = await shop.other.get(path)
  expect(foreign.json()).toMatchObject({ status: 404, code: 'not_found' })
})

const entry = fc.record({
  what: fc.constantFrom('purchase', 'purchase', 'payment', 'conversion'),
  amountMinor: fc.integer({ min: 1, max: 1_000_000 }),
  daysAgo: fc.nat({ max: 90 }),
  reversed: fc.boolean(),
})

/** So much of what is owed now is owed in dollars from that day on. */
async function convert(id: string, given: { id: string; amountMinor: number; effectiveOn: string }) {
  const { balanceMinor } = (await get(shop.keeper, `/customers/${id}`)).json()
  if (balanceMinor <= 0) return
  const amountMinor = Math.min(balanceMinor, given.amountMinor)
  await post(shop.keeper, `/customers/${id}/conversions`, {
    from: { id: given.id, currency: 'INR', amountMinor },
    to: { id: randomUUID(), currency: 'USD', amountMinor: Math.ceil(amountMinor / 83.5) },
    reason: 'pays in dollars',
    effectiveOn: given.effectiveOn,
  })
}

test('opening and movements are the closing, for any history and any days', async () => {
  const days = fc.tuple(fc.nat({ max: 95 }), fc.nat({ max: 95 }))
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 8 }), days, async (entries, ends) => {
      const id = await add(shop.keeper, { name: 'By chance' })
      for (const { what, amountMinor, daysAgo, reversed } of entries) {
        const given = { id: randomUUID(), amountMinor, effectiveOn: addDays(shop.day, -daysAgo) }
        if (what === 'conversion') {
          await convert(id, given)
          continue
        }
        if (what === 'purchase') await post(shop.keeper, `/customers/${id}/purchases`, given)
        else await post(shop.keeper, `/customers/${id}/payments`, { ...given, method: 'cash' })
        if (reversed)
          await post(shop.keeper, `/entries/${given.id}/reversals`, { id: randomUUID(), reason: 'chance' })
      }
      const [to, from] = ends.toSorted((a, b) => a - b).map((ago) => addDays(shop.day, -ago))
      const path = `/customers/${id}/statement/file?format=csv&from=${from}&to=${to}`
      const [, ...lines] = await cellsOf((await get(shop.keeper, path)).body)
      const minor = (text: unknown) => Math.round(Number(text || 0) * 100)
      let balance = minor(lines[0]![6])
      for (const line of lines.slice(1)) {
        balance += minor(line[4]) - minor(line[5])
        expect(minor(line[6])).toBe(balance)
      }
      const { rows } = await report(`ageing?to=${to}`)
      const owed = rows.filter(([name]) => name === 'By chance')
      expect(owed.some(([, , , , , , , , closing]) => closing === balance) || balance === 0).toBe(true)
      for (const row of owed) {
        const [notDue, b1, b2, b3, b4, advance, closing] = row.slice(2) as number[]
        expect(notDue! + b1! + b2! + b3! + b4! - advance!).toBe(closing)
      }
    }),
    { numRuns: 15 },
  )
})

test('on paper it is a PDF of as many pages as it needs', async () => {
  for (const path of [
    '/reports/ageing/file?format=pdf',
    '/reports/day-book/file?format=pdf&language=hi',
    '/reports/sales/file?format=pdf',
    `/customers/${asha}/statement/file?format=pdf&language=hi`,
  ]) {
    const { rawPayload, headers } = await get(shop.keeper, path)
    expect(headers['content-type']).toBe('application/pdf')
    expect(rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect(rawPayload.toString('latin1').match(/\/Type \/Page\b/g)!.length).toBeGreaterThanOrEqual(1)
  }
})

test('days that run backwards, and reports that are none, are refused', async () => {
  const backwards = await shop.keeper.get(`/reports/sales?from=${shop.day}&to=${addDays(shop.day, -1)}`)
  expect(backwards.json()).toMatchObject({ status: 400, code: 'invalid_input', field: 'from' })
  expect((await shop.keeper.get('/reports/secrets')).json()).toMatchObject({ status: 404 })
  expect((await shop.keeper.get('/reports/ageing/file?format=exe')).json()).toMatchObject({ status: 400 })
})
