import type { ReportName, ReportSpan } from '../reports.contract.ts'

export const reportNames = [
  'ageing',
  'day-book',
  'sales',
  'customers',
  'apartments',
] as const satisfies ReportName[]

export const reportSpans = ['day', 'week', 'month'] as const satisfies ReportSpan[]

export interface ReportsSearch {
  report?: ReportName
  from?: string
  to?: string
  currency?: string
  by?: ReportSpan
}

const day = /^[12]\d{3}-\d\d-\d\d$/

/** What of the address is understood; the rest is as if it were not there. */
export function readReportsSearch(search: Record<string, unknown>): ReportsSearch {
  const { report, from, to, currency, by } = search
  return {
    ...(reportNames.includes(report as ReportName) && { report: report as ReportName }),
    ...(typeof from === 'string' && day.test(from) && { from }),
    ...(typeof to === 'string' && day.test(to) && { to }),
    ...(reportSpans.includes(by as ReportSpan) && { by: by as ReportSpan }),
    ...(typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && { currency }),
  }
}
