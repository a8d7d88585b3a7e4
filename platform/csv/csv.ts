import { stringify } from 'csv-stringify/sync'

/** What one cell holds. A number is written plainly, so that `-20.5` stays one; text is made safe. */
export type Cell = string | number | boolean | null

export interface Column<Row> {
  /** Stands in the first line and never changes: programs read it. */
  name: string
  cell(row: Row): Cell
}

// A spreadsheet takes text that begins so for a formula, also in full width and after blanks.
const formula = /^[\s\0]*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]|^[\t\r\n\0]/

/**
 * Writes rows as spreadsheets open them rightly: UTF-8 with its mark, lines that end with CRLF, text in quotes and never a
 * formula. Page by page, so that no table is ever whole in memory.
 */
export async function* writeCsv<Row>(
  columns: readonly Column<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${lines([columns.map(({ name }) => name)])}`
  for await (const rows of pages) {
    if (rows.length > 0) yield lines(rows.map((row) => columns.map(({ cell }) => safe(cell(row)))))
  }
}

function safe(cell: Cell): Cell {
  return typeof cell === 'string' && formula.test(cell) ? `'${cell}` : cell
}

const lines = (rows: readonly (readonly Cell[])[]) =>
  stringify(rows as Cell[][], {
    quoted_string: true,
    record_delimiter: 'windows',
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  })
