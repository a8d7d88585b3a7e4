import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#web/components/empty-state.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { Waiting } from '../components/waiting.tsx'
import { localeOf, makeFormats } from '#web/format/formats.ts'
import classes from './rows.module.css'

export function ConsoleTitle({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useTranslation('console')
  const page = t('documentTitle', { page: title })
  useEffect(() => {
    document.title = page
  }, [page])
  return (
    <Group justify="space-between" gap="sm" mb="sm">
      <Title order={1}>{title}</Title>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  )
}

/** A moment in the zone of whoever looks: operators serve tenants of many zones. */
export function ConsoleMoment({ at }: { at: string }) {
  const { i18n } = useTranslation()
  const formats = useMemo(
    () =>
      makeFormats({
        locale: localeOf(i18n.language, 'en-IN'),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    [i18n.language],
  )
  return (
    <time dateTime={at} title={formats.full(at)}>
      {formats.moment(at)}
    </time>
  )
}

interface Column<Row> {
  label: string
  cell: (row: Row) => ReactNode
}

interface RowsProps<Row> {
  label: string
  query: { data: Row[] | undefined; error: Error | null; refetch: () => unknown }
  columns: Column<Row>[]
  keyOf: (row: Row) => string
  empty: string
}

/** A list: a table on a desk, cards on a phone. The first column names the row. */
export function Rows<Row>({ label, query, columns, keyOf, empty }: RowsProps<Row>) {
  const isPhone = useIsPhone()
  const { data, error } = query
  if (error) return <ProblemAlert error={error} retry={() => void query.refetch()} />
  if (!data) return <Waiting height={200} />
  if (data.length === 0) return <EmptyState text={empty} />
  return isPhone ? (
    <Stack component="ul" gap="xs" className={classes.cards} aria-label={label}>
      {data.map((row) => (
        <Paper key={keyOf(row)} component="li" withBorder p="sm">
          <Stack gap={4}>
            {columns.map(({ label: name, cell }, at) =>
              at === 0 ? (
                <Text key={name} component="div" fw={600}>
                  {cell(row)}
                </Text>
              ) : (
                <Group key={name} justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                  <Text size="xs" c="dimmed">
                    {name}
                  </Text>
                  <Text component="div" size="sm" ta="right" miw={0}>
                    {cell(row)}
                  </Text>
                </Group>
              ),
            )}
          </Stack>
        </Paper>
      ))}
    </Stack>
  ) : (
    <Table aria-label={label} verticalSpacing={6} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ label: name }) => (
            <Table.Th key={name}>{name}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.map((row) => (
          <Table.Tr key={keyOf(row)}>
            {columns.map(({ label: name, cell }) => (
              <Table.Td key={name}>{cell(row)}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
