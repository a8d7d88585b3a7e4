import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { addDays, endOf, startOf, today } from '../days.ts'
import type { ReportTable } from './reports.contract.ts'
import { cellsOf } from './test/cells-of.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()
let customerId: string
beforeAll(async () => {
  customerId = (await shop.keeper.post('/customers', { name: 'Asha' })).json().id
  await buy('2026-01-30', 100) // a Friday
  await buy('2026-02-01', 200) // a Sunday
  await buy('2026-02-02', 400)
  await pay('2026-02-28', 50) // a Saturday
  await buy('2026-03-01', 800)
})

async function post(path: string, body: object) {
  const answer = await shop.keeper.post(`/customers/${customerId}/${path}`, { id: randomUUID(), ...body })
  expect(answer.statusCode, answer.body).toBe(201)
}
const buy = (effectiveOn: string, amountMinor: number) => post('purchases', { effectiveOn, amountMinor })
const pay = (effectiveOn: string, amountMinor: number) =>
  post('payments', { effectiveOn, amountMinor, method: 'cash' })

const days = 'from=2026-01-28&to=2026-03-05'
async function sales(query: string, visitor = shop.keeper): Promise<ReportTable> {
  const answer = await visitor.get(`/reports/sales?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
async function beginWeeksOn(weekStart: number) {
  const { version } = (await shop.keeper.get('/settings')).json()
  expect((await shop.keeper.patch('/settings', { version, weekStart })).statusCode).toBe(200)
}

test('by month the same sums stand in fewer rows, and the days that were asked for cut the first and the last', async () => {
  const { rows, totals, columns } = await sales(`by=month&${days}`)
  expect(columns.map(({ title }) => title)).toEqual([
    'From',
    'Through',
    'Sold on credit',
    'Collected',
    'Written off',
  ])
  expect(rows).toEqual([
    ['2026-01-28', '2026-01-31', 100, 0, 0],
    ['2026-02-01', '2026-02-28', 600, 50, 0],
    ['2026-03-01', '2026-03-05', 800, 0, 0],
  ])
  expect(totals).toEqual(['Total', null, 1_500, 50, 0])
  expect((await sales(days)).totals).toEqual(['Total', 1_500, 50, 0])
  expect((await sales(`by=month&${days}`, shop.other)).rows).toEqual([])
})

test('weeks begin on the day that the tenant’s settings say, and hold nothing where nothing was', async () => {
  await beginWeeksOn(1)
  expect((await sales(`by=week&${days}`)).rows).toEqual([
    ['2026-01-28', '2026-02-01', 300, 0, 0],
    ['2026-02-02', '2026-02-08', 400, 0, 0],
    ['2026-02-23', '2026-03-01', 800, 50, 0],
  ])
  await beginWeeksOn(7)
  expect((await sales(`by=week&${days}`)).rows).toEqual([
    ['2026-01-28', '2026-01-31', 100, 0, 0],
    ['2026-02-01', '2026-02-07', 600, 0, 0],
    ['2026-02-22', '2026-02-28', 0, 50, 0],
    ['2026-03-01', '2026-03-05', 800, 0, 0],
  ])
})

test.each(['week', 'month'])(
  'by %s it is in its file as on the screen, cell by cell, and on paper',
  async (by) => {
    const { rows } = await sales(`by=${by}&${days}`)
    const file = await shop.keeper.get(`/reports/sales/file?by=${by}&${days}&format=csv`)
    expect(file.headers['content-disposition']).toContain(`sales-by-${by}-2026-01-28-2026-03-05.csv`)
    const written = (cell: unknown) => (typeof cell === 'number' ? (cell / 100).toFixed(2) : cell)
    expect(await cellsOf(file.body)).toEqual([
      ['from', 'to', 'purchases', 'payments', 'write_offs', 'currency'],
      ...rows.map((row) => [...row.map(written), 'INR']),
    ])
    const paper = await shop.keeper.get(`/reports/sales/file?by=${by}&${days}&format=pdf&language=hi`)
    expect(paper.headers['content-type']).toBe('application/pdf')
    expect(paper.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  },
)

test('without days it goes back a month of days, a quarter of weeks, a year of months, from whole ones on', async () => {
  const day = today(shop.deployment.tenant('shop').timeZone)
  expect((await sales('by=day')).from).toBe(addDays(day, -29))
  expect((await sales('by=month')).from).toBe(startOf('month', addDays(day, -334), 1))
  expect((await sales('by=week')).from).toBe(startOf('week', addDays(day, -84), 7))
})

test('every span begins and ends where calendars say', () => {
  expect(startOf('week', '2026-03-01', 1)).toBe('2026-02-23')
  expect(startOf('week', '2026-03-01', 7)).toBe('2026-03-01')
  expect(startOf('week', '2026-03-01', 6)).toBe('2026-02-28')
  expect(endOf('week', '2026-02-23')).toBe('2026-03-01')
  expect(startOf('month', '2028-02-29', 1)).toBe('2028-02-01')
  expect(endOf('month', '2028-02-01')).toBe('2028-02-29')
  expect([startOf('day', '2026-03-01', 3), endOf('day', '2026-03-01')]).toEqual(['2026-03-01', '2026-03-01'])
})

test('spans that are none are refused', async () => {
  expect((await shop.keeper.get('/reports/sales?by=year')).json()).toMatchObject({ status: 400, field: 'by' })
})
