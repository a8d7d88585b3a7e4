import { Readable } from 'node:stream'
import exceljs from 'exceljs'
import { expect, test } from 'vitest'
import { guessColumns } from './guess-columns.ts'
import { openShop } from '../../test/open-shop.ts'

const shop = openShop()

async function send(step: 'import' | 'import/preview', text: string, query = '', by = shop.keeper) {
  const answer = await by.request({
    method: 'POST',
    url: `/customers/${step}${query}`,
    headers: { 'content-type': 'text/csv' },
    payload: Buffer.from(text),
  })
  return answer.json()
}
const preview = (text: string, query = '', by = shop.keeper) => send('import/preview', text, query, by)
const run = (text: string, query = '', by = shop.keeper) => send('import', text, query, by)

/** Everybody there is, by name. */
async function everybody(by = shop.keeper) {
  const { items } = (await by.get('/customers?limit=200')).json()
  return items as { name: string; id: string; balanceMinor: number; apartments: { number: string }[] }[]
}

const list = [
  'Customer Name,Mobile No,Flat No,Balance,Credit Limit,Due Days,Language,Consent,Remarks',
  'Asha Patil,98200 22001,36194,"1,250.50",5000,15,Hindi,yes,rings twice',
  'Ravi Kumar,+91 98200 22002,"T1 F5 U1; 42012",-200,,,,no,',
  'राम शर्मा,,10056,,,,,,',
]

test('columns are guessed, and a file is looked at before anything is written', async () => {
  const before = (await everybody()).length
  const seen = await preview(list.join('\n'))
  expect(seen).toMatchObject({ lines: 3, fresh: 3, known: 0, problemLines: 0, openingMinor: 105_050 })
  expect(seen.columns.map(({ field }: { field: string }) => field)).toEqual([
    'name',
    'phone',
    'apartments',
    'openingBalance',
    'creditLimit',
    'dueDays',
    'language',
    'consent',
    'notes',
  ])
  expect(seen.columns[0].samples).toEqual(['Asha Patil', 'Ravi Kumar', 'राम शर्मा'])
  expect(await everybody()).toHaveLength(before)
})

test('a file that is sent twice, or twice at once, has one effect, in one shop', async () => {
  const csv = list.join('\r\n')
  const [one, two] = await Promise.all([run(csv), run(csv)])
  expect([one.fresh + two.fresh, one.known + two.known]).toEqual([3, 3])
  expect(await run(csv)).toMatchObject({ fresh: 0, known: 3, problems: [], next: null })
  const [asha] = (await shop.keeper.get('/customers?q=asha')).json().items
  expect(asha).toMatchObject({ balanceMinor: 125_050, phone: '+919820022001' })
  expect((await shop.keeper.get(`/customers/${asha.id}`)).json()).toMatchObject({
    language: 'hi',
    dueDays: 15,
    notes: 'rings twice',
    consent: 'given',
    accounts: [{ creditLimitMinor: 500_000 }],
  })
  const [ravi] = (await shop.keeper.get('/customers?q=ravi')).json().items
  expect(ravi.balanceMinor).toBe(-20_000)
  expect(ravi.apartments.map(({ number }: { number: string }) => number)).toEqual(['01051', '42012'])
  const { lines } = (await shop.keeper.get(`/customers/${asha.id}/statement`)).json()
  expect(lines).toMatchObject([{ kind: 'opening', amountMinor: 125_050 }])
  expect(await everybody(shop.other)).toEqual([])
})

test('what is wrong is told line by line and part by part, and the rest goes in', async () => {
  const csv = [
    'name,phone,apartments,opening_balance,due_days,language,consent',
    ',98200 33001,36194,,,,',
    'Landline,022 2345678,36194,,,,',
    'No Tower,98200 33002,00194,,,,',
    'No Floor,98200 33003,36004,,,,',
    'Short,98200 33004,1051,,,,',
    'Long,98200 33005,361940,,,,',
    'Letters,98200 33006,36A94,,,,',
    'Money,98200 33007,36194,12.345,400,fr,maybe',
    'Good One,98200 33008,36195,,,,',
    'Good One,98200 33008,36195,,,,',
    'Somebody Else,98200 22001,36196,,,,',
  ].join('\n')
  const told = [
    [2, 'name', 'missing', '', null],
    [3, 'phone', 'phone_not_mobile', '022 2345678', null],
    [4, 'apartments', 'apartment_no_such_tower', '00194', '0'],
    [5, 'apartments', 'apartment_no_such_floor', '36004', '0'],
    [6, 'apartments', 'apartment_too_short', '1051', '01051'],
    [7, 'apartments', 'apartment_too_long', '361940', null],
    [8, 'apartments', 'apartment_not_digits', '36A94', null],
    [9, 'openingBalance', 'amount_unreadable', '12.345', null],
    [9, 'dueDays', 'days_unreadable', '400', null],
    [9, 'language', 'language_unknown', 'fr', null],
    [9, 'consent', 'consent_unreadable', 'maybe', null],
    [11, null, 'same_as_line', 'Good One', '10'],
    [12, 'phone', 'phone_taken', '+919820022001', 'Asha Patil'],
  ]
  const flat = ({ problems }: { problems: Record<string, unknown>[] }) =>
    problems.map(({ line, field, code, value, hint }) => [line, field, code, value, hint])
  const seen = await preview(csv)
  expect(flat(seen)).toEqual(told)
  expect(seen).toMatchObject({ lines: 11, fresh: 1, problemLines: 10 })
  expect(flat(await run(csv))).toEqual(told)
  expect((await everybody()).map(({ name }) => name)).toContain('Good One')

  // Mended and sent again, it goes on where it stopped.
  const mended = csv.replace('022 2345678', '98200 33009').replace('1051', '01051')
  expect(await run(mended)).toMatchObject({ fresh: 2, known: 1 })
})

test('the zero that a spreadsheet ate is put back where the keeper says so', async () => {
  const csv = 'name,apartments\nZero Eaten,1052\n'
  expect(await preview(csv)).toMatchObject({ fresh: 0, problems: [{ code: 'apartment_too_short' }] })
  expect(await run(csv, '?addZero=true')).toMatchObject({ fresh: 1 })
  const [added] = (await shop.keeper.get('/customers?q=zero%20eaten')).json().items
  expect(added.apartments).toMatchObject([{ number: '01052', tower: 1, floor: 5, unit: 2 }])
})

test('columns mean what the keeper says, and tower, floor and unit may stand apart', async () => {
  const csv = 'Who;T;F;U;Junk\nApart Anil;9;12;3;x\n'
  expect(await preview(csv)).toMatchObject({
    fresh: 0,
    problems: [{ code: 'column_missing', field: 'name' }],
  })
  const columns = '?columns=name,tower,floor,unit,-'
  expect(await run(csv, columns)).toMatchObject({ fresh: 1, problems: [] })
  const [anil] = (await shop.keeper.get('/customers?q=T9%20F12%20U3')).json().items
  expect(anil).toMatchObject({ name: 'Apart Anil', apartments: [{ number: '09123' }] })
  expect(await run(csv, '?columns=name,nonsense')).toMatchObject({ code: 'invalid_input', field: 'columns' })
  expect(await run('name\nFuture Fay\n', '?openingOn=2999-01-01')).toMatchObject({ field: 'openingOn' })
})

test('a long list goes in part by part, and every line is there once', async () => {
  const lines = Array.from({ length: 950 }, (_, n) => `Many ${n},${10_000 + n}`)
  const csv = `name,opening_balance\n${lines.join('\n')}\n`
  const steps: { fresh: number; next: number | null }[] = []
  let from = 1
  do {
    const step = await run(csv, `?from=${from}`, shop.other)
    steps.push(step)
    from = step.next ?? 0
  } while (from > 0)
  expect(steps.map(({ fresh, next }) => [fresh, next])).toEqual([
    [400, 402],
    [400, 802],
    [150, null],
  ])
  expect(await preview(csv, '', shop.other)).toMatchObject({ fresh: 0, known: 950 })
})

test('what is exported is the list cell by cell, and makes the same customers elsewhere', async () => {
  const told = (
    await shop.keeper.post('/customers', { name: '=1+2', apartments: ['01059'], notes: '-danger' })
  ).json()
  await shop.keeper.post('/customers', { name: 'Abroad Abe', phone: '+1 415 555 2671' })
  const answer = await shop.keeper.get('/customers/export')
  expect(answer.headers['content-disposition']).toMatch(
    /^attachment; filename="customers-20\d\d-\d\d-\d\d\.csv"/,
  )
  const workbook = new exceljs.Workbook()
  const sheet = await workbook.csv.read(Readable.from(answer.body), { map: (value: string) => value })
  const [header, ...rows] = (sheet.getSheetValues() as string[][]).slice(1).map((row) => row.slice(1))
  const cellsOf = (name: string) => {
    const row = rows.find((each) => each[0] === name)!
    return Object.fromEntries(header!.map((column, at) => [column, row[at]]))
  }
  expect(rows).toHaveLength((await everybody()).length)
  expect(cellsOf('Asha Patil')).toMatchObject({
    phone: '98200 22001',
    apartments: 'T36 F19 U4',
    apartment_numbers: '36194',
    balance: '1250.50',
    currency: 'INR',
    credit_limit: '5000.00',
    due_days: '15',
    language: 'hi',
    consent: 'given',
    archived: 'false',
    notes: 'rings twice',
  })
  expect(cellsOf('Ravi Kumar')).toMatchObject({ balance: '-200.00', apartments: 'T1 F5 U1; T42 F1 U2' })
  expect(cellsOf("'=1+2")).toMatchObject({ apartments: 'T1 F5 U9', notes: "'-danger" })
  expect(cellsOf('Abroad Abe').phone).toBe('(+1) 415 555 2671')

  // A spreadsheet that reads numbers as numbers keeps every apartment all the same.
  const careless = await new exceljs.Workbook().csv.read(Readable.from(answer.body))
  const place = header!.indexOf('apartments') + 1
  const places = careless.getColumn(place).values as string[]
  expect(places).toContain('T1 F5 U9')

  const taken = await run(answer.body, '', shop.other)
  expect(taken).toMatchObject({ problems: [], fresh: rows.length })
  const twin = (await shop.other.get('/customers?q=01059')).json().items[0]
  expect(twin).toMatchObject({ name: '=1+2', apartments: told.apartments })
  expect((await shop.other.get('/customers?q=asha')).json().items).toMatchObject([{ balanceMinor: 125_050 }])
})

test('who may not write customers imports none, and who sees reports takes the list away', async () => {
  const viewer = await shop.deployment.signIn('shop', 'viewer')
  expect(await run('name\nX\n', '', viewer)).toMatchObject({ code: 'forbidden' })
  expect((await viewer.get('/customers/export')).statusCode).toBe(200)
  expect((await viewer.get('/customers/import/template')).statusCode).toBe(403)
  const template = (await shop.keeper.get('/customers/import/template')).body
  const header = template
    .replace('\ufeff', '')
    .trim()
    .split(',')
    .map((cell) => cell.replaceAll('"', ''))
  expect(guessColumns(header)).not.toContain(null)
})
