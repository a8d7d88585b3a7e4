import { type Cell, type CellKind, type Report, type ReportColumn, totalsOf } from './report.ts'
import type { Word } from './report-words.ts'
import type { Period } from './period.ts'

/** A column, and what stands in it of a row. */
export interface ColumnOf<Row> extends ReportColumn {
  cell(row: Row): Cell
}

type MakeColumn = <Row>(name: string, title: Word, cell: (row: Row) => Cell) => ColumnOf<Row>

const columnOf =
  (kind: CellKind): MakeColumn =>
  (name, title, cell) => ({ name, title, kind, cell })

export const text = columnOf('text')
export const word = columnOf('word')
export const number = columnOf('number')
export const day = columnOf('day')
export const money = columnOf('money')

/** What was found as a report: `from` is null where it is of one day. */
export function reportOf<Row>(
  { name, title, ...period }: { name: string; title: Word } & Omit<Period, 'from'> & { from: string | null },
  columns: readonly ColumnOf<Row>[],
  found: readonly Row[],
): Report {
  const { from, to, currency } = period
  const rows = found.map((row) => columns.map(({ cell }) => cell(row)))
  return { name, title, currency, from, to, columns, rows, totals: totalsOf(columns, rows, 'total') }
}
