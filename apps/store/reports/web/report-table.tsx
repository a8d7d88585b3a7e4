import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import list from '#web/components/list.module.css'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { useMoney } from '#web/format/use-money.ts'
import type { ReportTable } from '../reports.contract.ts'
import classes from './report-table.module.css'

interface Props {
  table: ReportTable
  /** The report before, shown until the new one comes. */
  stale: boolean
}

type Shown = (cell: string | number | null, at: number) => string

/** A table to compare on a desk; a card for each row on a phone, with what is in it. */
export function ReportTableView({ table, stale }: Props) {
  const { t } = useTranslation('reports')
  const isPhone = useIsPhone()
  const money = useMoney()
  const formats = useFormats()
  const shown: Shown = (cell, at) => {
    if (cell === null) return ''
    const { kind } = table.columns[at]!
    // A dash reads faster than a column of zeros.
    if (kind === 'money' && cell === 0) return '–'
    if (kind === 'money' && typeof cell === 'number') return money(cell, table.currency)
    return kind === 'day' && /^\d/.test(String(cell)) ? formats.day(String(cell)) : String(cell)
  }
  return (
    <div data-stale={stale || undefined} className={list.list}>
      {isPhone ? <Cards table={table} shown={shown} /> : <Rows table={table} shown={shown} />}
      {table.more && <Text c="dimmed">{t('more', { count: table.rows.length })}</Text>}
    </div>
  )
}

const isAmount = (kind: string) => kind === 'money' || kind === 'number'

function Rows({ table, shown }: { table: ReportTable; shown: Shown }) {
  const align = (at: number) => (isAmount(table.columns[at]!.kind) ? 'right' : 'left')
  const cells = (row: ReportTable['totals']) =>
    row.map((cell, at) => (
      <Table.Td
        key={table.columns[at]!.title}
        ta={align(at)}
        c={cell === 0 ? 'dimmed' : undefined}
        style={{ fontVariantNumeric: 'tabular-nums' }}
      >
        <bdi>{shown(cell, at)}</bdi>
      </Table.Td>
    ))
  return (
    <Table.ScrollContainer minWidth={table.columns.length * 100}>
      <Table stickyHeader aria-label={table.title}>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map(({ title }, at) => (
              <Table.Th key={title} ta={align(at)}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, at) => (
            // Rows have no ids, and their order is the report's.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <Table.Tr key={at}>{cells(row)}</Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot className={classes.totals}>
          <Table.Tr>{cells(table.totals)}</Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  )
}

function Cards({ table, shown }: { table: ReportTable; shown: Shown }) {
  return (
    <ul className={list.cards} aria-label={table.title}>
      {[...table.rows, table.totals].map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no ids, and their order is the report's
        <li key={index} className={list.card}>
          {row.map(
            (cell, at) =>
              cell !== null &&
              cell !== 0 && (
                <div key={table.columns[at]!.title} className={classes.fact}>
                  <Text component="span" size="sm" c="dimmed">
                    {table.columns[at]!.title}
                  </Text>
                  <bdi>{shown(cell, at)}</bdi>
                </div>
              ),
          )}
        </li>
      ))}
    </ul>
  )
}
