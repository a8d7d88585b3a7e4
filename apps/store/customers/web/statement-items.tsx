import { Menu } from '@mantine/core'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import { useTranslation } from 'react-i18next'
import { getStatementFile } from '#apps/store/reports/reports.contract.ts'
import { useReportLanguage } from '#apps/store/reports/web/report-queries.ts'
import { call } from '#web/call.ts'
import type { CustomerId } from '../customers.contract.ts'

/** The account that is shown, of the last year, to print or to reckon with. */
export function StatementItems({ customerId, currency }: { customerId: CustomerId; currency: string }) {
  const { t } = useTranslation('customers')
  const language = useReportLanguage()
  return (['pdf', 'csv'] as const).map((format) => (
    <Menu.Item
      key={format}
      component="a"
      leftSection={<IconDownload size={18} aria-hidden />}
      href={call.url(getStatementFile, { params: { customerId }, query: { currency, language, format } })}
      download
    >
      {t(format === 'pdf' ? 'statementAsPdf' : 'statementAsCsv')}
    </Menu.Item>
  ))
}
