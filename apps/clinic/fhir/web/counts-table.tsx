import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Import } from '../imports.contract.ts'
import classes from './counts-table.module.css'

const columns = ['read', 'created', 'updated', 'unchanged', 'failed'] as const

/** What became of every record, by type; each line closes: read is the sum of the others. */
export function CountsTable({ item }: { item: Import }) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  const cells = (counts: Pick<Import, (typeof columns)[number]>) =>
    columns.map((column) => (
      <Table.Td key={column} ta="right">
        {formats.number(counts[column])}
      </Table.Td>
    ))
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('counts')}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('type')}</Table.Th>
            {columns.map((column) => (
              <Table.Th key={column} ta="right">
                {t(column)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {item.types.map((row) => (
            <Table.Tr key={row.type}>
              <Table.Td>{row.type}</Table.Td>
              {cells(row)}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('allTypes')}</Table.Th>
            {cells(item)}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </div>
  )
}
