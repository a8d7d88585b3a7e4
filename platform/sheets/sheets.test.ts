import { Readable } from 'node:stream'
import exceljs from 'exceljs'
import { expect, test } from 'vitest'
import { readCsv } from './read-csv.ts'
import { csvPages, moneyColumn, plainColumn, textColumn, writeCsv } from './write-csv.ts'

interface Row {
  name: string
  balanceMinor: number
  days: number | null
}
const columns = [
  textColumn<Row>('name', ({ name }) => name),
  moneyColumn<Row>('balance', 'INR', ({ balanceMinor }) => balanceMinor),
  plainColumn<Row>('days', ({ days }) => days),
]
const rows: Row[] = [
  { name: '=HYPERLINK("http://evil.example";"x")', balanceMinor: -200_000, days: 30 },
  { name: ' +91 98200', balanceMinor: 5, days: null },
  { name: '@cmd, "quoted"\nsecond line', balanceMinor: 0, days: 0 },
  { name: 'राम शर्मा', balanceMinor: 9_007_199_254_740_991, days: 365 },
  { name: '-', balanceMinor: -1, days: 1 },
  { name: 'Tara=', balanceMinor: 100, days: 1 },
]

const large = { maxRows: 100 }
const read = (text: string | Buffer) => readCsv(Buffer.from(text as string), large)

test('a spreadsheet reads every cell as it was meant', async () => {
  const csv = writeCsv(columns, rows)
  expect(csv.codePointAt(0)).toBe(0xfeff)
  const workbook = new exceljs.Workbook()
  // As text: what a spreadsheet makes of numbers is its own matter, and no cell may be a formula.
  const sheet = await workbook.csv.read(Readable.from(csv), { map: (value: string) => value })
  const cells = (sheet.getSheetValues() as unknown[][]).slice(1).map((row) => row.slice(1))
  expect(cells).toEqual([
    ['name', 'balance', 'days'],
    ['\'=HYPERLINK("http://evil.example";"x")', '-2000.00', '30'],
    ["' +91 98200", '0.05', ''],
    ['\'@cmd, "quoted"\nsecond line', '0.00', '0'],
    ['राम शर्मा', '90071992547409.91', '365'],
    ["'-", '-0.01', '1'],
    ['Tara=', '1.00', '1'],
  ])
})

test.each(['=1+1', '-2', '\t=1', '\r=1', '\n=1', '  =1', '\0=1', '＝1', '＋1', '－1', '＠a'])(
  'text like %j is no formula',
  (text) => {
    const csv = writeCsv([textColumn<string>('text', (value) => value)], [text])
    expect(csv.split('"')[3]).toMatch(/^'/)
  },
)

test('pages make the same file as the whole', async () => {
  async function* pages() {
    yield rows.slice(0, 2)
    yield []
    yield rows.slice(2)
  }
  let paged = ''
  for await (const part of csvPages(columns, pages())) paged += part
  expect(paged).toBe(writeCsv(columns, rows))
})

test('what was written is read again as it was', () => {
  const sheet = read(writeCsv(columns, rows))
  expect(sheet.header).toEqual(['name', 'balance', 'days'])
  expect(sheet.rows.map(({ cells }) => cells[0])).toEqual(rows.map(({ name }) => name.trim()))
})

test.each([
  ['commas', 'name,phone\nA,1\n', ['A', '1']],
  ['semicolons', 'name;phone\nA,B;1\n', ['A,B', '1']],
  ['tabs', 'name\tphone\nA\t1', ['A', '1']],
  ['a missing cell', 'name,phone\nA', ['A']],
  ['a stray quote', 'name,phone\nA "B,1', ['A "B', '1']],
])('%s are understood', (_, text, cells) => {
  expect(read(text).rows).toEqual([{ line: 2, cells }])
})

test.each([
  ['utf16le', Buffer.from('\ufeffname\nJosé\n', 'utf16le')],
  ['latin1', Buffer.from('name\nJosé\n', 'latin1')],
  ['utf8', Buffer.from('\ufeffname\nJosé\n')],
])('a file in %s is understood', (_, content) => {
  expect(readCsv(content, large)).toEqual({ header: ['name'], rows: [{ line: 2, cells: ['José'] }] })
})

test('lines are counted as the editor does, empty ones and those in quotes too', () => {
  const { rows: found } = read('name,note\nA,"one\ntwo"\n\n,\nB,x\n')
  expect(found.map(({ line, cells }) => [line, cells[0]])).toEqual([
    [3, 'A'],
    [6, 'B'],
  ])
})

test.each([
  ['', 'empty'],
  ['name\n"never closed', 'line 2'],
  ['PK\u0003\u0004\0\0', 'not_csv'],
])('%j is refused', (text, detail) => {
  expect(() => read(text)).toThrowError(expect.objectContaining({ code: 'invalid_input', detail }))
})

test('more rows than are taken are refused', () => {
  expect(() => readCsv(Buffer.from('n\n1\n2\n3\n'), { maxRows: 2 })).toThrowError(
    expect.objectContaining({ code: 'too_large' }),
  )
})
