import { NativeSelect, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type ImportField, type ImportReport, importFields } from '../import.contract.ts'

interface Props {
  columns: ImportReport['columns']
  disabled: boolean
  onChange: (columns: (ImportField | null)[]) => void
}

/** What each column of the file holds: guessed, and put right by whoever knows. */
export function ColumnChoice({ columns, disabled, onChange }: Props) {
  const { t } = useTranslation('customerImport')
  const options = [
    { value: '', label: t('nothing') },
    ...importFields.map((field) => ({ value: field, label: t(field) })),
  ]
  const change = (at: number, value: string) =>
    onChange(
      columns.map(({ field }, each) => {
        if (each === at) return (value || null) as ImportField | null // the options are the fields
        // A field is in one column: where it was before it no longer is.
        return field === value ? null : field
      }),
    )
  return (
    <Table aria-label={t('columns')} verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('column')}</Table.Th>
          <Table.Th>{t('holds')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {columns.map(({ header, field, samples }, at) => (
          // Two columns may have one name; their place is what they are.
          <Table.Tr key={at}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              <Text fw={600}>{header || '–'}</Text>
              <Text size="xs" c="dimmed">
                {samples.join(' · ')}
              </Text>
            </Table.Td>
            <Table.Td>
              <NativeSelect
                aria-label={t('columnOf', { header })}
                data={options}
                disabled={disabled}
                value={field ?? ''}
                onChange={(event) => change(at, event.currentTarget.value)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
