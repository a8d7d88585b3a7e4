import { Anchor, Stack, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { useRecordsOfType } from './record-queries.ts'

interface Props {
  patientId: string
  type: string
  onOpen: (recordId: string) => void
  onClose: () => void
}

/** All records of one FHIR type, newest first. */
export function TypeSheet({ patientId, type, onOpen, onClose }: Props) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const records = useRecordsOfType(patientId, type)
  const { data, error, refetch } = records
  return (
    <SideSheet opened size={640} title={type} onClose={onClose}>
      {error && !data ? (
        <ProblemAlert error={error} retry={() => void refetch()} />
      ) : data ? (
        <Stack gap="sm">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('when')}</Table.Th>
                <Table.Th>{t('record')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.pages
                .flatMap(({ items }) => items)
                .map(({ id, title, detail, at }) => (
                  <Table.Tr key={id}>
                    <Table.Td>{at ? formats.partial(at) : '–'}</Table.Td>
                    <Table.Td>
                      <Anchor component="button" type="button" ta="left" inherit onClick={() => onOpen(id)}>
                        {title}
                      </Anchor>
                      {detail && <div>{detail}</div>}
                    </Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
          <ShowMore list={records}>{t('showMore')}</ShowMore>
        </Stack>
      ) : (
        <Waiting height={240} />
      )}
    </SideSheet>
  )
}
