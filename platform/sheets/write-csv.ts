import { stringify } from 'csv-stringify/sync'
import { plainMoney } from '#contract/money.ts'

/** One column: its name, and its cell as text. */
export interface Column<Row> {
  name: string
  cell(row: Row): string
}

/** What people have written. It is disarmed where a spreadsheet would take it for a formula. */
export function textColumn<Row>(name: string, value: (row: Row) => string | null): Column<Row> {
  return { name, cell: (row) => disarmed(value(row) ?? '') }
}

/** An amount of minor units, as a plain decimal: `-2000.00`. */
export function moneyColumn<Row>(
  name: string,
  currency: string | ((row: Row) => string),
  value: (row: Row) => number | null,
): Column<Row> {
  const currencyOf = typeof currency === 'string' ? () => currency : currency
  return {
    name,
    cell: (row) => {
      const minor = value(row)
      return minor === null ? '' : plainMoney(minor, currencyOf(row))
    },
  }
}

/** A number, a day, a word of the product: nothing that somebody has written. */
export function plainColumn<Row>(
  name: string,
  value: (row: Row) => string | number | boolean | null,
): Column<Row> {
  return { name, cell: (row) => String(value(row) ?? '') }
}

/** A list as CSV for spreadsheets. Every cell is quoted, so that none is taken for two. */
export function writeCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return `${mark}${lines([headerOf(columns), ...rows.map((row) => cellsOf(columns, row))])}`
}

/** The same page by page, so that no table is ever whole in memory. */
export async function* csvPages<Row>(
  columns: readonly Column<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield `${mark}${lines([headerOf(columns)])}`
  for await (const rows of pages) yield lines(rows.map((row) => cellsOf(columns, row)))
}

/** By it a spreadsheet knows that the text is UTF-8. */
const mark = '\uFEFF'
const headerOf = (columns: readonly Column<never>[]) => columns.map(({ name }) => name)
const cellsOf = <Row>(columns: readonly Column<Row>[], row: Row) => columns.map(({ cell }) => cell(row))
const lines = (cells: string[][]) => stringify(cells, { quoted: true, record_delimiter: 'windows' })

// Blanks before it do not keep a spreadsheet from reading a formula, nor does full width (OWASP, "CSV Injection").
const formula = /^\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]|^[\t\r\n]/

function disarmed(text: string): string {
  const clean = text.replaceAll('\0', '')
  return formula.test(clean) ? `'${clean}` : clean
}
