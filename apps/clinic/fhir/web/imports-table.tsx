import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import list from '#web/components/list.module.css'
import { Moment } from '#web/components/moment.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { useFormats } from '#web/format/use-formats.ts'
import type { Import } from '../imports.contract.ts'
import { ImportProgress } from './import-progress.tsx'

/** Every import of the clinic, newest first: one that was left is found again here. */
export function ImportsTable({ imports }: { imports: Import[] }) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  if (useIsPhone()) return <ImportCards imports={imports} />
  return (
    <Table highlightOnHover aria-label={t('title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('file')}</Table.Th>
          <Table.Th>{t('progress')}</Table.Th>
          <Table.Th ta="right">{t('read')}</Table.Th>
          <Table.Th ta="right">{t('created')}</Table.Th>
          <Table.Th ta="right">{t('failed')}</Table.Th>
          <Table.Th>{t('started')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {imports.map((item) => (
          <Table.Tr key={item.id} className={list.row}>
            <Table.Td>
              <ImportName item={item} />
            </Table.Td>
            <Table.Td miw={200}>
              <ImportProgress item={item} />
            </Table.Td>
            <Table.Td ta="right">{formats.number(item.read)}</Table.Td>
            <Table.Td ta="right">{formats.number(item.created)}</Table.Td>
            <Table.Td ta="right">{formats.number(item.failed)}</Table.Td>
            <Table.Td>
              <Moment at={item.createdAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function ImportCards({ imports }: { imports: Import[] }) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  return (
    <ul className={list.cards} aria-label={t('title')}>
      {imports.map((item) => (
        <li key={item.id} className={list.card} data-stacked>
          <ImportName item={item} />
          <ImportProgress item={item} />
          <Text size="xs" c="dimmed">
            {t('shortCounts', { read: formats.number(item.read), failed: formats.number(item.failed) })} ·{' '}
            <Moment at={item.createdAt} />
          </Text>
        </li>
      ))}
    </ul>
  )
}

function ImportName({ item }: { item: Import }) {
  return (
    <LinkAnchor
      to="/imports/$importId"
      params={{ importId: item.id }}
      className={list.link}
      c="inherit"
      fw={600}
      underline="never"
      inherit
    >
      <bdi>{item.name}</bdi>
    </LinkAnchor>
  )
}
