import { Anchor, Stack, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useTrend } from './record-queries.ts'
import { TrendChart } from './trend-chart.tsx'

interface Props {
  patientId: string
  code: string
  onOpen: (recordId: string) => void
  onClose: () => void
}

/** A value over time: the line, and below it the numbers for those who want or need them. */
export function TrendSheet({ patientId, code, onOpen, onClose }: Props) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const { data, error, refetch } = useTrend(patientId, code)
  const title = data ? [data.title, data.unit && `(${data.unit})`].filter(Boolean).join(' ') : t('trend')
  return (
    <SideSheet opened size={640} title={title} onClose={onClose}>
      {error ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : data?.points.length === 0 ? (
        <EmptyState text={t('noValues')} />
      ) : data ? (
        <Stack gap="md">
          {data.points.length > 1 && <TrendChart points={data.points} title={title} />}
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('when')}</Table.Th>
                <Table.Th ta="right">{t('factValue')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.points.toReversed().map(({ id, at, value, second }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Anchor component="button" type="button" inherit onClick={() => onOpen(id)}>
                      {at ? formats.partial(at) : t('noDate')}
                    </Anchor>
                  </Table.Td>
                  <Table.Td ta="right">
                    {formats.decimal(value)}
                    {second !== null && `/${formats.decimal(second)}`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      ) : (
        <Waiting height={240} />
      )}
    </SideSheet>
  )
}
