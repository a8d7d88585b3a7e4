import type { AnyTenantReader } from '@tenantry/tenancy'
import { serveFile } from '#platform/http/serve-file.ts'
import { type Http, serveRead } from '#platform/http/serve.ts'
import { readSettings } from '#platform/settings/settings.ts'
import { getCustomer } from '../customers/customers.ts'
import { findReport } from './find-report.ts'
import { type Cell, csvOf, mostPrinted, pdfOf, type Report } from './report.ts'
import { type Language, reportWords, type Word } from './report-words.ts'
import * as contract from './reports.contract.ts'
import { statementReport } from './statement-report.ts'

export function reportRoutes(http: Http<unknown>) {
  // Settings are in another database: looked up for the reports alone that go by weeks.
  const find = async ({ db, params, query }: Asking) => {
    const settings =
      query.by === 'week' && (await http.control.read((control) => readSettings(control, db.tenantId)))
    const weekStart = settings ? settings.weekStart : monday
    return findReport(db, params.report, { ...query, weekStart })
  }

  serveRead(http, contract.getReport, async (asking) =>
    shown(await find(asking), asking.query.language ?? 'en'),
  )

  serveFile(http, contract.getReportFile, async (asking) => {
    const { db, query } = asking
    const report = await find(asking)
    return query.format === 'csv' ? csvOf(report) : pdfOf(report, db.tenant.name, query.language ?? 'en')
  })

  serveFile(http, contract.getStatementFile, async ({ db, params, query, can }) => {
    const { name } = await getCustomer(db, params.customerId, can)
    const report = await statementReport(db, params.customerId, query)
    const owner = `${name} · ${db.tenant.name}`
    return query.format === 'csv' ? csvOf(report) : pdfOf(report, owner, query.language ?? 'en')
  })
}

const monday = 1

interface Asking {
  db: AnyTenantReader
  params: { report: contract.ReportName }
  query: Omit<Parameters<typeof findReport>[2], 'weekStart'>
}

/** As the page gets it: titles and the product's words in the reader's language, amounts as they are. */
function shown({ title, columns, rows, totals, ...report }: Report, language: Language) {
  const words: Record<Word, string> = reportWords[language]
  const cells = (row: readonly Cell[]) =>
    row.map((cell, at) =>
      columns[at]!.kind === 'word' && typeof cell === 'string' ? (words[cell as Word] ?? cell) : cell,
    )
  const { currency, from, to } = report
  return {
    title: words[title],
    currency,
    from,
    to,
    columns: columns.map((column) => ({ title: words[column.title], kind: column.kind })),
    rows: rows.slice(0, mostPrinted).map(cells),
    totals: (totals ?? []).map((cell) => (typeof cell === 'string' ? (words[cell as Word] ?? cell) : cell)),
    more: rows.length > mostPrinted,
  }
}
