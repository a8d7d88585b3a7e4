import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCurrencies } from '#apps/store/customers/web/use-currencies.ts'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { call } from '#web/call.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { getReportFile, type ReportName, type ReportSpan } from '../reports.contract.ts'
import { useReport, useReportLanguage } from './report-queries.ts'
import { ReportTableView } from './report-table.tsx'
import { reportNames, reportSpans, type ReportsSearch } from './reports-search.ts'

const route = getRouteApi('/frame/reports')

/** Reports as of a day or over days, to read here and to take away. */
export function ReportsPage() {
  const { t } = useTranslation('reports')
  const language = useReportLanguage()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { report = 'ageing', ...asked } = search
  const { tenant } = useSession()
  const currencies = useCurrencies()
  const { data, error, isPlaceholderData, refetch } = useReport({ report, ...asked })
  const change = (changed: Partial<ReportsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })
  const hrefOf = (format: 'csv' | 'pdf') =>
    call.url(getReportFile, { params: { report }, query: { ...asked, language, format } })
  const overDays = report === 'day-book' || report === 'sales'
  const isOfToday = report === 'customers' || report === 'apartments'
  return (
    <>
      <PageTitle title={t('title')}>
        <Button component="a" href={hrefOf('csv')} download variant="default">
          {t('asSpreadsheet')}
        </Button>
        <Button component="a" href={hrefOf('pdf')} download variant="default">
          {t('asPdf')}
        </Button>
      </PageTitle>
      <Group gap="sm" mb="md" align="flex-end">
        <NativeSelect
          label={t('report')}
          value={report}
          onChange={(event) => change({ report: event.currentTarget.value as ReportName })}
          data={reportNames.map((value) => ({ value, label: t(value) }))}
        />
        {report === 'sales' && (
          <NativeSelect
            label={t('by')}
            value={asked.by ?? 'day'}
            onChange={(event) => change({ by: event.currentTarget.value as ReportSpan })}
            data={reportSpans.map((value) => ({ value, label: t(value) }))}
          />
        )}
        {overDays && (
          <TextInput
            type="date"
            label={t('from')}
            value={asked.from ?? data?.from ?? ''}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
        )}
        {!isOfToday && (
          <TextInput
            type="date"
            label={overDays ? t('to') : t('asOf')}
            value={asked.to ?? data?.to ?? ''}
            onChange={(event) => change({ to: event.currentTarget.value })}
          />
        )}
        {currencies.length > 1 && (
          <NativeSelect
            label={t('currency')}
            value={asked.currency ?? tenant.currency}
            onChange={(event) => change({ currency: event.currentTarget.value })}
            data={currencies}
          />
        )}
      </Group>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting height={36} lines={12} />}
      {data && !error && data.rows.length === 0 && <EmptyState text={t('nothing')} />}
      {data && !error && data.rows.length > 0 && <ReportTableView table={data} stale={isPlaceholderData} />}
    </>
  )
}
