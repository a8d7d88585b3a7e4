import { CsvError, type Info, parse } from 'csv-parse/sync'
import { DomainError } from '#platform/http/domain-error.ts'

export interface Sheet {
  header: string[]
  rows: { /** Where it stands in the file, the header being line 1. */ line: number; cells: string[] }[]
}

/**
 * Reads a CSV file of any spreadsheet. Cells are trimmed, and text that `writeCsv` has disarmed is as it was. Throws
 * `invalid_input` for what is no CSV, `too_large` for more rows than are taken.
 */
export function readCsv(content: Buffer, { maxRows }: { maxRows: number }): Sheet {
  const text = decode(content)
  if (text.includes('\0')) throw new DomainError('invalid_input', { field: 'file', detail: 'not_csv' })
  const [first, ...rest] = records(text, maxRows + 1)
  if (!first) throw new DomainError('invalid_input', { field: 'file', detail: 'empty' })
  if (rest.length > maxRows) throw new DomainError('too_large', { field: 'file' })
  return {
    header: first.record.map(cell),
    rows: rest
      .map(({ record, info }) => ({ line: info.lines, cells: record.map(cell) }))
      .filter(({ cells }) => cells.some((each) => each !== '')),
  }
}

function records(text: string, mostRecords: number): { record: string[]; info: Info }[] {
  try {
    const options = {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: mostRecords + 1,
    } as const
    return parse(text, options) as never // with `info` a record comes with where it stood
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? `line ${error.lines}` : 'not_csv'
    throw new DomainError('invalid_input', { field: 'file', detail: line })
  }
}

/** A file that is no UTF-8 comes from an older spreadsheet on Windows. */
function decode(content: Buffer): string {
  const [first, second] = content
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(content)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return new TextDecoder('windows-1252').decode(content)
  }
}

/** Whatever stands most often in the first line: where the comma is a decimal point, lists have semicolons. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split(/\r?\n/, 1)
  const count = (delimiter: string) => line.split(delimiter).length
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0]!
}

function cell(text: string): string {
  const trimmed = text.trim()
  return /^'\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]/.test(trimmed) ? trimmed.slice(1).trim() : trimmed
}
