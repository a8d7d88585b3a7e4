import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { getReport, type ReportName, type ReportSpan } from '../reports.contract.ts'

interface AskedReport {
  report: ReportName
  from?: string
  to?: string
  currency?: string
  by?: ReportSpan
}

/** The report and the language of its words, which are the server's. */
export function useReport({ report, ...asked }: AskedReport) {
  const language = useReportLanguage()
  return useQuery({
    queryKey: ['reports', report, asked, language],
    queryFn: ({ signal }) =>
      call(getReport, { params: { report }, query: { ...asked, language } }, { signal }),
    placeholderData: keepPreviousData,
  })
}

export function useReportLanguage() {
  const { i18n } = useTranslation()
  return i18n.language.startsWith('hi') ? 'hi' : 'en'
}
