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
  const cells = rows.map((row) => columns.map((column) => column.cell(row)))
  return stringify([columns.map(({ name }) => name), ...cells], {
    bom: true,
    quoted: true,
    record_delimiter: '\r\n',
  })
}

// Spaces before it do not keep a spreadsheet from reading a formula (OWASP, "CSV Injection").
function disarmed(text: string): string {
  const clean = text.replaceAll('\0', '')
  return /^\s*[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean
}
