// What other areas of the store use of reports.
export { pdfOf, type Report } from './report.ts'
export { statementReport } from './statement-report.ts'
