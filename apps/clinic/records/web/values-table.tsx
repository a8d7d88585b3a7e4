import { Anchor, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RecordDetail } from '../records.contract.ts'
import { Flag } from './flag.tsx'

interface Props {
  values: RecordDetail['values']
  onOpen: (recordId: string) => void
}

export function ValuesTable({ values, onOpen }: Props) {
  const { t } = useTranslation('records')
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('result')}</Table.Th>
          <Table.Th ta="right">{t('factValue')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {values.map(({ id, title, text, flag }, index) => (
          <Table.Tr key={`${id} ${index}`}>
            <Table.Td>
              <Anchor component="button" type="button" ta="left" inherit onClick={() => onOpen(id)}>
                {title}
              </Anchor>
            </Table.Td>
            <Table.Td ta="right">
              {text}
              <Flag flag={flag} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
