import '@mantine/charts/styles.layer.css'
import '@mantine/core/styles/ColorSwatch.layer.css'
import { BarChart } from '@mantine/charts'
import { Table, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { Dashboard } from '../dashboard.contract.ts'

/** Purchases and payments day by day: bars to see, a table to hear. */
export function DaysChart({ days, currency }: Pick<Dashboard, 'days' | 'currency'>) {
  const { t } = useTranslation('dashboard')
  const money = useMoney()
  const formats = useFormats()
  const data = days.map(({ day, purchasesMinor, paymentsMinor }) => ({
    day: formats.day(day),
    purchases: purchasesMinor,
    payments: paymentsMinor,
  }))
  return (
    <>
      <div aria-hidden>
        <BarChart
          h={240}
          data={data}
          dataKey="day"
          withLegend
          valueFormatter={(minor) => money(minor, currency)}
          yAxisProps={{ width: 88 }}
          xAxisProps={{ minTickGap: 24 }}
          barProps={{ isAnimationActive: false }}
          // The table is what is read and reached by keyboard.
          barChartProps={{ accessibilityLayer: false }}
          series={[
            { name: 'purchases', label: t('purchases'), color: 'orange.7' },
            { name: 'payments', label: t('payments'), color: 'teal.7' },
          ]}
        />
      </div>
      <VisuallyHidden>
        <Table aria-label={t('lastDays')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('day')}</Table.Th>
              <Table.Th>{t('purchases')}</Table.Th>
              <Table.Th>{t('payments')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map(({ day, purchases, payments }) => (
              <Table.Tr key={day}>
                <Table.Td>{day}</Table.Td>
                <Table.Td>{money(purchases, currency)}</Table.Td>
                <Table.Td>{money(payments, currency)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </VisuallyHidden>
    </>
  )
}
