import type { FileAnswer } from '#platform/http/file-answers.ts'
import { type Column, moneyColumn, plainColumn, textColumn, writeCsv } from '#platform/sheets/write-csv.ts'
import { writePdf } from '#platform/sheets/write-pdf.ts'
import { filled, type Language, printing, reportWords, type Word } from './report-words.ts'

/** `text` is what people wrote, `word` the product's own; amounts are minor units. */
export type CellKind = 'text' | 'word' | 'number' | 'day' | 'money'

export interface ReportColumn {
  /** Stands in CSV and never changes: programs read it. */
  name: string
  title: Word
  kind: CellKind
}

export type Cell = string | number | null

/** A report as it was found: for the screen, for a spreadsheet and for paper. */
export interface Report {
  name: string
  title: Word
  currency: string
  /** Of which days it is: one, or from one to another. */
  from: string | null
  to: string
  columns: readonly ReportColumn[]
  rows: readonly (readonly Cell[])[]
  totals: readonly Cell[] | null
}

/** As many rows as are still read by somebody; a spreadsheet gets them all. */
export const mostPrinted = 5_000

export function csvOf(report: Report): FileAnswer {
  const columns = report.columns.map(({ name, kind }, at): Column<readonly Cell[]> => {
    const value = (row: readonly Cell[]) => row[at] ?? null
    if (kind === 'money') return moneyColumn(name, report.currency, (row) => value(row) as number | null)
    if (kind === 'text') return textColumn(name, (row) => value(row) as string | null)
    return plainColumn(name, value)
  })
  const currency = plainColumn<readonly Cell[]>('currency', () => report.currency)
  return {
    name: `${fileName(report)}.csv`,
    type: 'text/csv; charset=utf-8',
    content: writeCsv([...columns, currency], report.rows),
  }
}

/** On paper, with whose it is above and the totals below. */
export async function pdfOf(report: Report, owner: string, language: Language): Promise<FileAnswer> {
  const words: Record<Word, string> = reportWords[language]
  const print = printing(language, report.currency)
  const days = report.from
    ? filled(words.range, { from: print.day(report.from), to: print.day(report.to) })
    : filled(words.asOf, { day: print.day(report.to) })
  const shown = (cells: readonly Cell[]) =>
    cells.map((cell, at) => {
      if (cell === null) return ''
      const { kind } = report.columns[at]!
      if (kind === 'money') return typeof cell === 'number' ? print.money(cell) : cell
      if (kind === 'day') return print.day(String(cell))
      return kind === 'word' && Object.hasOwn(words, cell) ? words[cell as Word] : String(cell)
    })
  const content = await writePdf({
    title: words[report.title],
    subtitles: [owner, days],
    columns: report.columns.map(({ title, kind }) => ({
      title: words[title],
      weight: kind === 'text' ? 2.2 : kind === 'number' ? 0.8 : 1.3,
      align: kind === 'money' || kind === 'number' ? 'right' : 'left',
    })),
    rows: report.rows.slice(0, mostPrinted).map(shown),
    ...(report.totals && {
      totals: shown(report.totals.map((cell) => (typeof cell === 'string' ? null : cell))).map(
        (text, at) => text || (words[report.totals![at] as Word] ?? ''),
      ),
    }),
    pageWords: (page, pages) => filled(words.pageOf, { page, pages }),
  })
  return { name: `${fileName(report)}.pdf`, type: 'application/pdf', content }
}

const fileName = ({ name, from, to }: Report) => [name, from, to].filter(Boolean).join('-')

/** The sum of each column of amounts, under the word for it. */
export function totalsOf(
  columns: readonly ReportColumn[],
  rows: readonly (readonly Cell[])[],
  word: Word,
): Cell[] {
  return columns.map(({ kind }, at) => {
    if (kind === 'money') return rows.reduce((sum, row) => sum + Number(row[at] ?? 0), 0)
    return at === 0 ? word : null
  })
}
